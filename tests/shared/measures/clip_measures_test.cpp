// SPDX-License-Identifier: Apache-2.0
#include "shared/measures/clip_measures.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/shared/measures/make_piece.h"

namespace segue {
namespace {

using test::make_piece;
using test::make_quarters;

TEST(MeasureClips, CountsByHandOnThreeClips) {
  const std::vector<GridPiece> clips = {make_quarters(1, {60, 64, 67, 72}),
                                        make_quarters(1, {50, 50}), make_quarters(1, {})};
  const ClipMeasures m = measure_clips(clips);
  EXPECT_EQ(m.clips, 3);
  EXPECT_DOUBLE_EQ(m.share_with_3_to_32_notes, 1.0 / 3);
  EXPECT_DOUBLE_EQ(m.share_of_one_repeated_pitch, 1.0 / 3);
  EXPECT_DOUBLE_EQ(m.share_distinct, 1);
  EXPECT_DOUBLE_EQ(m.note_count_mean, 2);
  EXPECT_NEAR(m.note_count_sd, std::sqrt((4.0 + 0 + 4) / 3), 1e-12);
  EXPECT_NEAR(m.pitch_mean, (60 + 64 + 67 + 72 + 50 + 50) / 6.0, 1e-12);
  EXPECT_DOUBLE_EQ(m.pitch_range_mean, 6);  // 12 and 0
  EXPECT_DOUBLE_EQ(m.absolute_interval_mean, (4 + 3 + 5 + 0) / 4.0);
  EXPECT_DOUBLE_EQ(m.in_scale_mean, 1);
  EXPECT_DOUBLE_EQ(m.duration_mean, 4);
  EXPECT_DOUBLE_EQ(m.share_silent, 1 - 24.0 / 48);
}

TEST(MeasureClips, RepeatedClipsAreNotDistinct) {
  const auto c = make_quarters(1, {60}), d = make_quarters(1, {62});
  const ClipMeasures m = measure_clips(std::vector<GridPiece>{c, c, c, d});
  EXPECT_DOUBLE_EQ(m.share_distinct, 0.5);
  EXPECT_DOUBLE_EQ(m.share_of_one_repeated_pitch, 0);  // a single note repeats nothing
}

TEST(MeasureClips, DrumsCountAsNotesAndHaveNoPitch) {
  const ClipMeasures m = measure_clips(
      std::vector<GridPiece>{make_piece(1, {{36, 0, 1, 0, true}, {38, 4, 5, 0, true}})});
  EXPECT_DOUBLE_EQ(m.note_count_mean, 2);
  EXPECT_DOUBLE_EQ(m.pitch_mean, 0);
  EXPECT_DOUBLE_EQ(m.share_silent, 14.0 / 16);
}

TEST(MeasureClips, NothingGivesZeros) { EXPECT_EQ(measure_clips({}), ClipMeasures{}); }

}  // namespace
}  // namespace segue
