// SPDX-License-Identifier: Apache-2.0
#include "shared/music/abc_reader.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "shared/codec/chord_codec.h"

namespace segue {
namespace {

/// "60@0+2 ..." : pitch, start and length in sixteenths.
std::string notes_of(const std::string& body, const std::string& header = "M:4/4\nL:1/8\nK:C\n") {
  const auto tune = read_abc("X:1\nT:test\n" + header + body);
  if (!tune.ok()) return tune.error().message;
  std::string text;
  for (const auto& note : tune->notes) {
    const double step = 8.0;  // sixteenths a second at 120 quarters a minute
    text += (text.empty() ? "" : " ") + std::to_string(note.pitch) + "@" +
            std::to_string(std::lround(note.start_s * step)) + "+" +
            std::to_string(std::lround((note.end_s - note.start_s) * step));
  }
  return text;
}

TEST(AbcReader, NotesLengthsAndOctaves) {
  EXPECT_EQ(notes_of("C2 c/ c/ z3 C,2|"), "60@0+4 72@4+1 72@5+1 48@12+4");
  EXPECT_EQ(notes_of("c'4 C3/2 C/2 C2|"), "84@0+8 60@8+3 60@11+1 60@12+4");
}

TEST(AbcReader, AccidentalsHoldForTheirBarAndKeysForTheTune) {
  EXPECT_EQ(notes_of("^F2F2f2F2|F8|"), "66@0+4 66@4+4 77@8+4 66@12+4 65@16+16");
  EXPECT_EQ(notes_of("F4 B4|", "K:D\n"), "66@0+8 71@8+8");
  EXPECT_EQ(notes_of("E4 F4|", "K:Ddor\n"), "64@0+8 65@8+8");
  EXPECT_EQ(notes_of("F4 C4|", "K:HP\n"), "66@0+8 61@8+8");
  EXPECT_EQ(notes_of("B4 =B4|", "K:Gm\n"), "70@0+8 71@8+8");
  EXPECT_EQ(notes_of("F4 [K:G] F4|"), "65@0+8 66@8+8");
}

TEST(AbcReader, KeySignaturesHaveTheNotesOfTheirMode) {
  const auto keys_of = [](const std::string& key, const std::string& body) {
    const auto tune = read_abc("X:1\nL:1/4\nM:4/4\nK:" + key + "\n" + body);
    EXPECT_TRUE(tune);
    return tune->key_signatures;
  };
  using Keys = std::vector<KeySignature>;
  EXPECT_EQ(keys_of("G", "GABc|"), (Keys{{0, 7, false}}));
  EXPECT_EQ(keys_of("Em", "EFGA|"), (Keys{{0, 4, true}}));
  EXPECT_EQ(keys_of("Ador", "ABcd|"), (Keys{{0, 7, false}}));  // the notes of G
  EXPECT_EQ(keys_of("Bb minor clef=bass", "BBBB|"), (Keys{{0, 10, true}}));
  EXPECT_EQ(keys_of("none", "GABc|"), Keys{});
  EXPECT_EQ(keys_of("C", "CDEF|[K:F]FGAB|"), (Keys{{0, 0, false}, {2, 5, false}}));
}

TEST(AbcReader, BrokenRhythmTupletsTiesAndChords) {
  EXPECT_EQ(notes_of("C>D E<F G4|"), "60@0+3 62@3+1 64@4+1 65@5+3 67@8+8");
  EXPECT_EQ(notes_of("(3C4D4E4|"), "60@0+5 62@5+5 64@11+5");  // 5 1/3 each
  EXPECT_EQ(notes_of("C4-C4-|C4 D4|"), "60@0+24 62@24+8");
  EXPECT_EQ(notes_of("[CEG]4 z4|"), "60@0+8 64@0+8 67@0+8");
}

TEST(AbcReader, RepeatsAndEndingsArePlayedOut) {
  EXPECT_EQ(notes_of("|:C8:|D8|"), "60@0+16 60@16+16 62@32+16");
  EXPECT_EQ(notes_of("C8:|D8|"), "60@0+16 60@16+16 62@32+16");
  EXPECT_EQ(notes_of("|:C8|1 D8:|2 E8|]"), "60@0+16 62@16+16 60@32+16 64@48+16");
  EXPECT_EQ(notes_of("|:C8|[1 D8:|[2 E8||:F8:|"),
            "60@0+16 62@16+16 60@32+16 64@48+16 65@64+16 65@80+16");
  EXPECT_EQ(notes_of("|:C8::D8:|"), "60@0+16 60@16+16 62@32+16 62@48+16");
}

TEST(AbcReader, APickupEndsOnABarLine) { EXPECT_EQ(notes_of("C2|D8|"), "60@12+4 62@16+16"); }

TEST(AbcReader, OrnamentsGraceNotesAndTextAreLeftOut) {
  EXPECT_EQ(notes_of("\"Am\"~C4 {dc}v!trill!D4 % end\n|(E4 .F4)|"),
            "60@0+8 62@8+8 64@16+8 65@24+8");
}

TEST(AbcReader, MetersTemposAndVoicesAreRead) {
  const auto tune = read_abc("X:1\nM:6/8\nQ:3/8=80\nK:C\nV:1\nC6|\nV:2\nE6|\n\nX:2\nK:C\nG8|\n");
  ASSERT_TRUE(tune.ok()) << tune.error().message;
  EXPECT_EQ(tune->time_signatures[0].numerator, 6);
  EXPECT_NEAR(tune->tempos[0].qpm, 120, 1e-9);
  ASSERT_EQ(tune->notes.size(), 2u);
  EXPECT_EQ(tune->notes[0].start_s, tune->notes[1].start_s);
  EXPECT_EQ(tune->instruments.size(), 2u);
}

TEST(AbcReader, WhatCannotBeReadIsNamedWithItsLine) {
  EXPECT_EQ(notes_of("C4 D4|\nE4 @ F4|"), "ABC line 7: \"@\" has no meaning here");
  EXPECT_FALSE(read_abc("").ok());
  EXPECT_FALSE(read_abc("MThd").ok());
  EXPECT_EQ(read_abc("X:1\nK:C\nz8|\n").error().code, ErrorCode::kNoMusic);
  EXPECT_EQ(read_abc("X:1\nK:C\nC4&E4|\n").error().code, ErrorCode::kUnsupported);
  EXPECT_FALSE(read_abc("X:1\nM:5/3\nK:C\nC\n").ok());
  EXPECT_FALSE(read_abc("X:1\nK:Q\nC\n").ok());
  EXPECT_FALSE(read_abc("X:1\nK:C\nC99999\n").ok());
  EXPECT_FALSE(read_abc("X:1\nK:C\nC/0\n").ok());
  EXPECT_FALSE(read_abc("X:1\nK:C\n[CE\n").ok());
  EXPECT_FALSE(read_abc("X:1\nK:C\n\"Am C\n").ok());
  EXPECT_TRUE(read_abc("X:1\nK:C\nC8|!\nD8|").ok());
}

TEST(AbcReader, EveryPrefixOfATuneGivesAValueOrAnError) {
  const std::string tune =
      "X:1\nM:C|\nL:1/8\nQ:1/4=120\nK:F#mix ^c\n|:\"A\"(3CDE [CE]2- [CE]>F {c}d/2|1 z4:|2 "
      "[K:G]_B,,4|]\nV:2\n(5:4:5CDEFG Z2|";
  for (std::size_t size = 0; size <= tune.size(); ++size) {
    const auto read = read_abc(std::string_view(tune).substr(0, size));
    if (!read.ok()) {
      EXPECT_FALSE(read.error().message.empty());
    }
  }
}

TEST(AbcReader, ChordSymbolsAreThoseOfTheFirstVoiceThatHasSome) {
  const auto tune = read_abc(
      "X:1\nM:4/4\nL:1/4\nK:C\nV:1\n\"^slowly\"CDEF|\nV:2\n\"C\"C2\"Fine\"C2|:\"F#m7\"C4:|\n"
      "V:3\n\"G\"C4|\n");
  ASSERT_TRUE(tune) << tune.error().message;
  EXPECT_EQ(tune->chords,
            (std::vector<ChordSymbol>{
                {0, *parse_chord("C")}, {2, *parse_chord("F#m")}, {4, *parse_chord("F#m")}}));
  const auto broken = read_abc("X:1\nL:1/4\nK:C\nA>\"Dm\"B|\n");
  EXPECT_DOUBLE_EQ(broken->notes[1].end_s - broken->notes[1].start_s, 0.25);
}

}  // namespace
}  // namespace segue
