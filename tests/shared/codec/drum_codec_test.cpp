// SPDX-License-Identifier: Apache-2.0
#include "shared/codec/drum_codec.h"

#include <gtest/gtest.h>

#include <set>

namespace segue {
namespace {

using Tokens = std::vector<std::uint16_t>;

// Expected classes: the tables of REFERENCE 1.6.
TEST(DrumMap, KnownSoundsHaveTheClassesOfTheReference) {
  EXPECT_EQ(drum_class_names().size(), 9u);
  const std::pair<int, int> expected[] = {{36, 0}, {35, 0}, {38, 1}, {85, 1}, {42, 2}, {22, 2},
                                          {46, 3}, {26, 3}, {45, 4}, {43, 4}, {48, 5}, {47, 5},
                                          {50, 6}, {83, 6}, {49, 7}, {58, 7}, {51, 8}, {82, 8}};
  for (const auto& [pitch, c] : expected) EXPECT_EQ(drum_class(pitch), c) << pitch;
  for (const int pitch : {-1, 0, 21, 88, 127, 128}) EXPECT_EQ(drum_class(pitch), -1) << pitch;
  EXPECT_EQ(full_drum_class(36), 0);
  EXPECT_EQ(full_drum_class(82), 60);
  EXPECT_EQ(full_drum_class(22), -1);
}

TEST(DrumMap, TheElectronicKitDiffersWhereItsPadsDo) {
  EXPECT_EQ(kit_drum_class(58), 4);  // a tom there, a cymbal in General MIDI
  EXPECT_EQ(kit_drum_class(48), 6);
  EXPECT_EQ(kit_drum_class(45), 5);
  EXPECT_EQ(kit_drum_class(35), -1);
}

TEST(DrumMap, TheWrittenPitchOfAClassIsOfThatClass) {
  std::set<int> pitches;
  for (int c = 0; c < kDrumClasses; ++c) EXPECT_EQ(drum_class(drum_pitch(c)), c);
  for (int c = 0; c < kFullDrumClasses; ++c) {
    EXPECT_EQ(full_drum_class(full_drum_pitch(c)), c);
    pitches.insert(full_drum_pitch(c));
    EXPECT_GE(drum_class(full_drum_pitch(c)), 0);  // the small map knows all of them
  }
  EXPECT_EQ(pitches.size(), 61u);
}

TEST(DrumCodec, EveryTokenComesBack) {
  Tokens tokens(kDrumTokens);
  for (std::size_t i = 0; i < tokens.size(); ++i) tokens[i] = static_cast<std::uint16_t>(i);
  const auto notes = decode_drums(tokens);
  ASSERT_TRUE(notes.ok());
  EXPECT_EQ(notes->notes.size(), 9u * 256);
  EXPECT_TRUE(notes->notes[0].is_drum);
  EXPECT_TRUE(notes->instruments[0].is_drum);
  EXPECT_EQ(encode_drums(notes->notes, 0, kDrumTokens), tokens);
}

TEST(DrumCodec, LabelsComeBack) {
  for (const int classes : {9, 61}) {
    std::vector<float> labels(static_cast<std::size_t>(4 * classes), 0.0f);
    for (std::size_t i = 0; i < labels.size(); i += 5) labels[i] = 1.0f;
    const auto notes = decode_drum_labels(labels, classes);
    ASSERT_TRUE(notes.ok());
    EXPECT_EQ(encode_drum_labels(notes->notes, 0, 4, classes), labels);
  }
}

TEST(DrumCodec, OnlyDrumsInsideTheWindowAreEncoded) {
  std::vector<QuantizedNote> notes(4);
  notes[0] = {.pitch = 36, .start_step = 3, .end_step = 4, .is_drum = true};
  notes[1] = {.pitch = 38, .start_step = 4, .end_step = 5, .is_drum = true};
  notes[2] = {.pitch = 36, .start_step = 5, .end_step = 6, .is_drum = false};
  notes[3] = {.pitch = 51, .start_step = 6, .end_step = 7, .is_drum = true};
  EXPECT_EQ(encode_drums(notes, 4, 2), (Tokens{2, 0}));
}

TEST(DrumCodec, WhatIsNoTokenIsAReadableError) {
  const auto notes = decode_drums(Tokens{0, 512});
  ASSERT_FALSE(notes.ok());
  EXPECT_EQ(notes.error().message, "token 512 at step 1: drum tokens are 0 to 511");
  EXPECT_FALSE(decode_drum_labels(std::vector<float>(10), 10).ok());
  EXPECT_FALSE(decode_drum_labels(std::vector<float>(10), 9).ok());
}

}  // namespace
}  // namespace segue
