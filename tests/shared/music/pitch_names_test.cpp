// SPDX-License-Identifier: Apache-2.0
#include "shared/music/pitch_names.h"

#include <gtest/gtest.h>

namespace segue {
namespace {

PitchClassSet set_of(std::initializer_list<int> classes) {
  PitchClassSet set = 0;
  for (const int c : classes) set = static_cast<PitchClassSet>(set | 1 << c);
  return set;
}

TEST(PitchNames, LettersAndNumbersAreTheSamePitches) {
  EXPECT_EQ(*parse_pitch("C4"), 60);
  EXPECT_EQ(*parse_pitch("c-1"), 0);
  EXPECT_EQ(*parse_pitch("G9"), 127);
  EXPECT_EQ(*parse_pitch("Bb3"), 58);
  EXPECT_EQ(*parse_pitch("bb3"), 58);
  EXPECT_EQ(*parse_pitch("F##2"), 43);
  EXPECT_EQ(*parse_pitch("Cb4"), 59);
  EXPECT_EQ(*parse_pitch("67"), 67);
}

TEST(PitchNames, WhatIsNoPitchIsAnErrorThatQuotesIt) {
  for (const char* text :
       {"", "H4", "C", "128", "-1", "G#9", "C4x", "4C", " 60", "C999999999999"}) {
    const auto pitch = parse_pitch(text);
    ASSERT_FALSE(pitch) << text;
    EXPECT_NE(pitch.error().message.find('"' + std::string(text) + '"'), std::string::npos);
  }
}

TEST(PitchNames, ListsArePartedBySpacesOrCommas) {
  EXPECT_EQ(*parse_pitches("C4 E4 G4"), (std::vector{60, 64, 67}));
  EXPECT_EQ(*parse_pitches(" 67,64,  60 "), (std::vector{67, 64, 60}));
  EXPECT_FALSE(parse_pitches(" , "));
  EXPECT_FALSE(parse_pitches("C4 what"));
}

TEST(PitchNames, EveryPitchHasANameThatIsRead) {
  EXPECT_EQ(pitch_name(60), "C4");
  EXPECT_EQ(pitch_name(54), "F#3");
  for (int pitch = 0; pitch < 128; ++pitch) EXPECT_EQ(*parse_pitch(pitch_name(pitch)), pitch);
}

TEST(PitchNames, ScalesAreNamedByTonicAndKind) {
  const PitchClassSet c_major = set_of({0, 2, 4, 5, 7, 9, 11});
  EXPECT_EQ(*parse_scale("C major"), c_major);
  EXPECT_EQ(*parse_scale("c"), c_major);
  EXPECT_EQ(*parse_scale("A minor"), c_major);
  EXPECT_EQ(*parse_scale("Am"), c_major);
  EXPECT_EQ(*parse_scale("d DORIAN"), c_major);
  EXPECT_EQ(*parse_scale("F# minor pentatonic"), set_of({6, 9, 11, 1, 4}));
  EXPECT_EQ(*parse_scale("Bb  blues"), set_of({10, 1, 3, 4, 5, 8}));
  EXPECT_EQ(*parse_scale("Cb"), set_of({11, 1, 3, 4, 6, 8, 10}));
}

TEST(PitchNames, ScalesMayBeGivenNoteByNote) {
  EXPECT_EQ(*parse_scale("C D E G A"), set_of({0, 2, 4, 7, 9}));
  EXPECT_EQ(*parse_scale("b,d,f#"), set_of({11, 2, 6}));
}

TEST(PitchNames, WhatIsNoScaleIsAnErrorThatListsThem) {
  for (const char* text : {"", "major", "C majorish", "C E major", "H minor", "Am major"}) {
    const auto scale = parse_scale(text);
    ASSERT_FALSE(scale) << text;
    EXPECT_NE(scale.error().message.find("dorian"), std::string::npos);
  }
}

}  // namespace
}  // namespace segue
