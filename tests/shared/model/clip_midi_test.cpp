// SPDX-License-Identifier: Apache-2.0
#include "shared/model/clip_midi.h"

#include <gtest/gtest.h>

#include <cmath>

#include "shared/midi/to_note_sequence.h"

namespace segue {
namespace {

using Tokens = std::vector<std::uint8_t>;

// Middle C for a quarter, a rest, then D to the end of the clip.
Tokens clip() {
  Tokens tokens(32);
  tokens[0] = 60 - 21 + 2;
  tokens[4] = 1;
  tokens[8] = 62 - 21 + 2;
  return tokens;
}

TEST(ClipMidi, AClipsNotesComeBackFromTheFile) {
  const auto bytes = clip_to_midi(clip(), /*tempo_qpm=*/60, /*program=*/12);
  ASSERT_TRUE(bytes.ok()) << bytes.error().message;
  const auto read = read_midi(*bytes);
  ASSERT_TRUE(read.ok());
  EXPECT_TRUE(read->warnings.empty());
  const auto& notes = read->sequence.notes;
  ASSERT_EQ(notes.size(), 2u);
  EXPECT_EQ(notes[0].pitch, 60);
  EXPECT_EQ(notes[0].program, 12);
  EXPECT_GT(notes[0].velocity, 0);
  EXPECT_NEAR(notes[0].end_s, 1, 1e-6);  // four sixteenths at 60 qpm
  EXPECT_EQ(notes[1].pitch, 62);
  EXPECT_NEAR(notes[1].start_s, 2, 1e-6);
  EXPECT_NEAR(notes[1].end_s, 8, 1e-6);
  ASSERT_FALSE(read->sequence.tempos.empty());
  EXPECT_NEAR(read->sequence.tempos[0].qpm, 60, 1e-3);
}

TEST(ClipMidi, ClipsInARowFollowEachOtherWithoutAGap) {
  const std::vector<Tokens> row = {clip(), Tokens(32), clip()};
  const auto notes = clips_to_notes(row, 120, 0);
  ASSERT_TRUE(notes.ok());
  ASSERT_EQ(notes->notes.size(), 4u);
  EXPECT_DOUBLE_EQ(notes->notes[1].end_s, 4);    // the first clip's last note ends with it
  EXPECT_DOUBLE_EQ(notes->notes[2].start_s, 8);  // after two bars of silence
  EXPECT_DOUBLE_EQ(notes->total_time_s, 12);
  for (const Note& note : notes->notes) EXPECT_EQ(note.instrument, 0);
}

TEST(ClipMidi, ASilentClipIsAFileWithoutNotes) {
  const auto bytes = clip_to_midi(Tokens(32), 120, 0);
  ASSERT_TRUE(bytes.ok()) << bytes.error().message;
  const auto read = read_midi(*bytes);
  ASSERT_TRUE(read.ok());
  EXPECT_TRUE(read->sequence.notes.empty());
}

TEST(ClipMidi, WhatCannotBePlayedIsRefused) {
  EXPECT_FALSE(clips_to_midi({}, 120, 0).ok());
  EXPECT_FALSE(clip_to_midi(clip(), 0, 0).ok());
  EXPECT_FALSE(clip_to_midi(clip(), NAN, 0).ok());
  EXPECT_FALSE(clip_to_midi(clip(), 120, 128).ok());
  EXPECT_FALSE(clip_to_midi(clip(), 120, -1).ok());
  EXPECT_FALSE(clip_to_midi(Tokens(32, 90), 120, 0).ok());
}

}  // namespace
}  // namespace segue
