// SPDX-License-Identifier: Apache-2.0
#include "shared/codec/roll_codec.h"

#include <gtest/gtest.h>

namespace segue {
namespace {

using Tokens = std::vector<std::uint16_t>;

QuantizedNote note(int pitch, int start, int end) {
  return {.pitch = pitch, .start_step = start, .end_step = end};
}

Tokens roll_of(const std::vector<QuantizedNote>& notes, int steps) {
  return encode_roll(to_roll(notes, steps));
}

Tokens midi_of(const std::vector<QuantizedNote>& notes, int steps) {
  return encode_midi_like(to_roll(notes, steps));
}

TEST(RollCodec, TheHighestPitchIsTaken) {
  const std::vector<QuantizedNote> notes = {note(60, 0, 6), note(64, 2, 4), note(20, 6, 8),
                                            note(109, 6, 8)};
  EXPECT_EQ(roll_of(notes, 8), (Tokens{39, 39, 43, 43, 39, 39, 88, 88}));
  // The reference would hold 64 over the last two; here the lower note comes back.
  EXPECT_EQ(midi_of(notes, 8), (Tokens{39, 89, 43, 89, 39, 89, 88, 89}));
}

TEST(RollCodec, AStruckAgainNoteIsSeparated) {
  const std::vector<QuantizedNote> notes = {note(60, 0, 4), note(60, 4, 5), note(60, 5, 8)};
  EXPECT_EQ(roll_of(notes, 8), (Tokens{39, 39, 39, 88, 39, 39, 39, 39}));
  EXPECT_EQ(midi_of(notes, 8), (Tokens{39, 89, 89, 89, 39, 39, 89, 89}));
}

TEST(RollCodec, NotesComeBackFromBothVocabularies) {
  const std::vector<QuantizedNote> notes = {note(21, 1, 3), note(108, 3, 4), note(60, 6, 8)};
  for (const bool roll : {true, false}) {
    const auto decoded =
        roll ? decode_roll(roll_of(notes, 8)) : decode_midi_like(midi_of(notes, 8));
    ASSERT_TRUE(decoded.ok());
    ASSERT_EQ(decoded->notes.size(), notes.size());
    for (std::size_t i = 0; i < notes.size(); ++i) {
      EXPECT_EQ(decoded->notes[i].pitch, notes[i].pitch);
      EXPECT_EQ(decoded->notes[i].start_step, notes[i].start_step);
      EXPECT_EQ(decoded->notes[i].end_step, notes[i].end_step);
    }
  }
}

TEST(RollCodec, AHoldWithoutANoteIsSilence) {
  const auto decoded = decode_midi_like(Tokens{89, 89, 88, 89, 10, 89, 88, 89});
  ASSERT_TRUE(decoded.ok());
  ASSERT_EQ(decoded->notes.size(), 1u);
  EXPECT_EQ(decoded->notes[0].start_step, 4);
  EXPECT_EQ(decoded->notes[0].end_step, 6);
}

TEST(RollCodec, WhatIsNoTokenIsAReadableError) {
  EXPECT_EQ(decode_roll(Tokens{0, 89}).error().message, "token 89 at step 1: expected 0 to 88");
  EXPECT_FALSE(decode_midi_like(Tokens{90}).ok());
}

}  // namespace
}  // namespace segue
