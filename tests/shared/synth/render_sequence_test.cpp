// SPDX-License-Identifier: Apache-2.0
#include "shared/synth/render_sequence.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/shared/synth/measure.h"

namespace segue {
namespace {

TEST(RenderSequence, NotesStandWhereTheSequencePutsThem) {
  NoteSequence piece;
  piece.notes = {{.pitch = 60, .start_s = 0.5, .end_s = 0.7},
                 {.pitch = 67, .start_s = 2, .end_s = 2.5}};
  const Result<StereoPcm> pcm = render_sequence(piece, {.tail_s = 1});
  ASSERT_TRUE(pcm.ok());
  EXPECT_EQ(pcm->left.size(), 168000u);
  EXPECT_EQ(pcm->right.size(), pcm->left.size());
  EXPECT_NEAR(static_cast<double>(measure::onset(pcm->left)), 24000, 2);
  const auto second = std::span(pcm->left).subspan(96000, 20000);
  EXPECT_NEAR(measure::centre_hz(second, 391.995, 20), 391.995, 0.5);
}

TEST(RenderSequence, MoreNotesThanTheQueueHoldsAllSound) {
  NoteSequence piece;
  const int count = 3 * Synth::kEventCapacity;
  for (int i = 0; i < count; ++i) {
    piece.notes.push_back({.pitch = 60 + i % 12, .start_s = i * 0.001, .end_s = i * 0.001 + 0.002});
  }
  const Result<StereoPcm> pcm = render_sequence(piece, {.sample_rate_hz = 16000});
  ASSERT_TRUE(pcm.ok());
  for (std::size_t at = 0; at + 1600 < 16000u * 12; at += 1600) {
    ASSERT_GT(measure::rms(std::span(pcm->left).subspan(at, 1600)), 1e-3) << at;
  }
}

TEST(RenderSequence, OptionsAndTimesOutOfRangeAreErrors) {
  NoteSequence piece;
  piece.notes = {{.start_s = 0, .end_s = 1}};
  EXPECT_FALSE(render_sequence(piece, {.sample_rate_hz = 100}).ok());
  EXPECT_FALSE(render_sequence(piece, {.volume = -1}).ok());
  EXPECT_FALSE(render_sequence(piece, {.tail_s = std::numeric_limits<double>::quiet_NaN()}).ok());
  for (double bad : {-1.0, 1e9, std::numeric_limits<double>::quiet_NaN()}) {
    piece.notes[0].end_s = bad;
    const Result<StereoPcm> pcm = render_sequence(piece);
    ASSERT_FALSE(pcm.ok());
    EXPECT_EQ(pcm.error().code, ErrorCode::kInvalidArgument);
  }
}

TEST(RenderSequence, AnEmptyPieceIsItsTail) {
  const Result<StereoPcm> pcm = render_sequence({}, {.tail_s = 0.5});
  ASSERT_TRUE(pcm.ok());
  EXPECT_EQ(measure::peak(pcm->left), 0);
  EXPECT_EQ(pcm->left.size(), 24000u);
}

}  // namespace
}  // namespace segue
