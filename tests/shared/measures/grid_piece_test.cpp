// SPDX-License-Identifier: Apache-2.0
#include "shared/measures/grid_piece.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/shared/measures/make_piece.h"

namespace segue {
namespace {

using test::make_piece;

NoteSequence sequence(const std::vector<std::pair<double, double>>& times) {
  NoteSequence music;
  for (const auto& [start, end] : times) music.notes.push_back({60, 80, start, end, 0, 0, false});
  return music;
}

TEST(GridPiece, CountsInBeatsThroughAChangeOfTempo) {
  NoteSequence music = sequence({{0.5, 1}, {2, 3}, {3.27, 3.3}});
  music.tempos = {{0, 120}, {2, 60}};  // 8 sixteenths a second, then 4
  const auto piece = to_grid_piece(music);
  ASSERT_TRUE(piece.ok());
  ASSERT_EQ(piece->notes.size(), 3u);
  EXPECT_EQ(piece->notes[0].start_step, 4);
  EXPECT_EQ(piece->notes[0].end_step, 8);
  EXPECT_EQ(piece->notes[1].start_step, 16);
  EXPECT_EQ(piece->notes[1].end_step, 20);
  EXPECT_EQ(piece->notes[2].start_step, 21);  // 16 + 1.27 * 4 = 21.08
  EXPECT_EQ(piece->notes[2].end_step, 22);    // keeps a sixteenth
  EXPECT_NEAR(piece->notes[2].offset_steps, 0.08, 1e-5);
  EXPECT_EQ(piece->bar_lines, (std::vector<int>{0, 16, 32}));
}

TEST(GridPiece, AChangeOfMeterStartsABar) {
  NoteSequence music = sequence({{0, 1}, {7, 7.5}});
  music.time_signatures = {{0, 3, 4}, {3, 4, 4}};  // two bars of 12, then from step 24 bars of 16
  const auto piece = to_grid_piece(music);
  ASSERT_TRUE(piece.ok());
  EXPECT_EQ(piece->bar_lines, (std::vector<int>{0, 12, 24, 40, 56, 72}));
  EXPECT_EQ(piece->bars(), 5);
}

TEST(GridPiece, AMeterInsideABarEndsItThere) {
  NoteSequence music = sequence({{0, 3}});
  music.time_signatures = {{0, 4, 4}, {1, 2, 4}};  // after half a bar
  EXPECT_EQ(to_grid_piece(music)->bar_lines, (std::vector<int>{0, 8, 16, 24}));
}

TEST(GridPiece, ImpossibleTimesAreErrors) {
  EXPECT_EQ(to_grid_piece(sequence({{-1, 1}})).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(to_grid_piece(sequence({{0, std::numeric_limits<double>::infinity()}})).error().code,
            ErrorCode::kInvalidArgument);
  EXPECT_EQ(to_grid_piece(sequence({{0, 1e9}})).error().code, ErrorCode::kUnsupported);
  NoteSequence music = sequence({{0, 1}});
  music.tempos = {{0, 0}};
  EXPECT_EQ(to_grid_piece(music).error().code, ErrorCode::kUnsupported);
  music.tempos = {};
  music.time_signatures = {{0, 0, 4}};
  EXPECT_EQ(to_grid_piece(music).error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(to_grid_piece({})->bars(), 0);
}

TEST(GridPiece, AClipKeepsItsLengthAndLateStrokes) {
  const auto clip = to_grid_clip(sequence({{0, 0.5}, {3.95, 4.5}}), 32, 16);
  ASSERT_TRUE(clip.ok());
  EXPECT_EQ(clip->bar_lines, (std::vector<int>{0, 16, 32}));
  EXPECT_EQ(clip->notes[1].start_step, 31);  // 31.6 rounds to the step after the last
  EXPECT_NEAR(clip->notes[1].offset_steps, 0.6, 1e-5);
  EXPECT_EQ(clip->notes[1].end_step, 32);
}

TEST(GridPiece, CutsIntoWholeBarsAndDropsEmptyOnes) {
  const auto parts =
      cut_into_bars(make_piece(7, {{60, 0, 4}, {62, 30, 40}, {64, 68, 70}, {65, 100, 104}}), 2);
  ASSERT_EQ(parts.size(), 2u);  // bars 1-2 and 5-6; 3-4 have no onset, 7 is left over
  EXPECT_EQ(parts[0].notes.size(), 2u);
  EXPECT_EQ(parts[0].notes[1].end_step, 32);  // cut at the end
  EXPECT_EQ(parts[1].notes[0].start_step, 4);
  EXPECT_EQ(parts[1].bar_lines, (std::vector<int>{0, 16, 32}));
}

TEST(GridPiece, IntervalsFollowTheHighestNoteOfEachVoice) {
  const auto piece = make_piece(1, {{60, 0, 4, 0},
                                    {64, 0, 4, 0},
                                    {40, 0, 4, 1},
                                    {67, 4, 8, 0},
                                    {65, 8, 12, 0},
                                    {45, 8, 12, 1},
                                    {38, 8, 9, 2, true}});
  EXPECT_EQ(melodic_intervals(piece), (std::vector<int>{3, -2, 5}));
}

TEST(GridPiece, BecomesMusicAgainForDrawing) {
  const auto music = to_note_sequence(make_piece(3, {{60, 0, 4}, {62, 12, 20}, {64, 40, 44}}), 1);
  ASSERT_EQ(music.notes.size(), 2u);
  EXPECT_DOUBLE_EQ(music.notes[1].start_s, 1.5);
  EXPECT_DOUBLE_EQ(music.notes[1].end_s, 2);  // cut at the end of what is shown
  EXPECT_DOUBLE_EQ(music.total_time_s, 2);
}

}  // namespace
}  // namespace segue
