// SPDX-License-Identifier: Apache-2.0
#include "shared/codec/chord_codec.h"

#include <gtest/gtest.h>

namespace segue {
namespace {

std::string name_of(std::string_view symbol) {
  const auto chord = parse_chord(symbol);
  return chord.ok() ? chord_name(*chord) : chord.error().message;
}

// Class numbers: REFERENCE 1.6.
TEST(ChordClasses, TheyAreCountedByQualityThenRoot) {
  EXPECT_EQ(*parse_chord("N.C."), 0);
  EXPECT_EQ(*parse_chord("C"), 1);
  EXPECT_EQ(*parse_chord("B"), 12);
  EXPECT_EQ(*parse_chord("Cm"), 13);
  EXPECT_EQ(*parse_chord("Caug"), 25);
  EXPECT_EQ(*parse_chord("Bdim"), 48);
}

TEST(ChordClasses, EveryNameIsReadAsItsClass) {
  for (int chord = 0; chord < kChordClasses; ++chord) {
    const auto name = chord_name(static_cast<std::uint8_t>(chord));
    const auto read = parse_chord(name);
    ASSERT_TRUE(read.ok()) << read.error().message;
    EXPECT_EQ(*read, chord) << name;
  }
}

TEST(ChordSymbols, AdditionsDoNotChangeTheTriad) {
  for (const char* s : {"C7", "Cmaj7", "CM7", "C6", "C9", "C13", "Csus4", "C5", "Cadd9", "C/E",
                        "C7/Bb", "C6/9", "C7(b9)", "C7#9", "Cmaj", "B#", "C7b5"}) {
    EXPECT_EQ(name_of(s), "C") << s;
  }
  for (const char* s : {"Am", "Amin", "A-", "Am7", "Am9", "AmM7", "Am(maj7)", "Am/G", "Ami7"}) {
    EXPECT_EQ(name_of(s), "Am") << s;
  }
  for (const char* s : {"Bdim", "Bo", "Bo7", "Bm7b5", "Bdim7", "B\u00b0", "B\u00f87", "Bm7(b5)"}) {
    EXPECT_EQ(name_of(s), "Bdim") << s;
  }
  for (const char* s : {"Eaug", "E+", "E+7", "E7#5", "Eaug7"}) EXPECT_EQ(name_of(s), "Eaug") << s;
  EXPECT_EQ(name_of("Db"), "C#");
  EXPECT_EQ(name_of("Cb"), "B");
  EXPECT_EQ(name_of("F\u266fm"), "F#m");
}

TEST(ChordSymbols, SymbolsStandBetweenBlanksAndBarLines) {
  const auto chords = parse_chords(" C Am|F, G7/B  | % ");
  ASSERT_TRUE(chords.ok()) << chords.error().message;
  EXPECT_EQ(*chords, (std::vector<std::uint8_t>{1, 22, 6, 8, 8}));
}

TEST(ChordSymbols, WhatIsNoChordIsNamedWithItsPlace) {
  for (const char* s : {"H", "", "c", "Cx", "C/", "C/H", "C/Ex", "Cmm", "%", "7"}) {
    EXPECT_FALSE(parse_chord(s).ok()) << s;
  }
  const auto chords = parse_chords("C Am Q G");
  ASSERT_FALSE(chords.ok());
  EXPECT_EQ(chords.error().message.rfind("chord 3: \"Q\" is no chord", 0), 0u)
      << chords.error().message;
  EXPECT_FALSE(parse_chords("").ok());
  EXPECT_FALSE(parse_chords(" | ").ok());
  EXPECT_FALSE(parse_chords("% C").ok());
}

TEST(ChordSymbols, ChordsShareTheStepsEvenly) {
  EXPECT_EQ(spread_chords({1, 2}, 4), (std::vector<std::uint8_t>{1, 1, 2, 2}));
  EXPECT_EQ(spread_chords({1, 2, 3}, 8), (std::vector<std::uint8_t>{1, 1, 1, 2, 2, 2, 3, 3}));
  EXPECT_EQ(spread_chords({5}, 3), (std::vector<std::uint8_t>{5, 5, 5}));
}

}  // namespace
}  // namespace segue
