// SPDX-License-Identifier: Apache-2.0
#include "shared/measures/correct_notes.h"

#include <gtest/gtest.h>

#include "tests/shared/measures/make_piece.h"

namespace segue {
namespace {

using test::make_piece;

TEST(CorrectNotes, RowsWithTheSamePitchOrTheSameSilenceAreRight) {
  const auto original = make_piece(1, {{60, 0, 4}, {62, 4, 8}});
  const auto copy = make_piece(1, {{60, 0, 6}, {62, 6, 8}, {64, 12, 14}});
  const CorrectNotes c = compare_notes(original, copy);
  EXPECT_EQ(c.rows, 16);
  // Wrong: rows 4 and 5 (60 instead of 62) and 12 and 13 (64 instead of silence).
  EXPECT_EQ(c.right, 12);
  // Besides, in row 6 the copy's 62 starts and the original's is held.
  EXPECT_EQ(c.right_events, 11);
  EXPECT_DOUBLE_EQ(c.share(), 0.75);
}

TEST(CorrectNotes, TheHighestOfThePianosNotesCounts) {
  const auto chord = make_piece(1, {{60, 0, 16}, {67, 0, 16}, {120, 0, 16}, {38, 0, 2, 1, true}});
  EXPECT_EQ(compare_notes(chord, make_piece(1, {{67, 0, 16}})).right, 16);
  EXPECT_EQ(compare_notes(chord, make_piece(1, {{60, 0, 16}})).right, 0);
}

TEST(CorrectNotes, ARepeatedNoteIsRightButAnotherEvent) {
  const CorrectNotes c =
      compare_notes(make_piece(1, {{60, 0, 8}}), make_piece(1, {{60, 0, 4}, {60, 4, 8}}));
  EXPECT_EQ(c.right, 16);
  EXPECT_EQ(c.right_events, 15);
}

TEST(CorrectNotes, TheShorterPieceIsSilentAfterItsEnd) {
  const CorrectNotes c = compare_notes(make_piece(2, {{60, 0, 24}}), make_piece(1, {{60, 0, 16}}));
  EXPECT_EQ(c.rows, 32);
  EXPECT_EQ(c.right, 24);
}

TEST(CorrectNotes, ASummaryWeighsRowsAndNamesTheExtremes) {
  const CorrectNotes pairs[] = {{16, 16, 8}, {48, 12, 0}};
  const CorrectNoteSummary s = summarise(pairs);
  EXPECT_EQ(s.pairs, 2);
  EXPECT_DOUBLE_EQ(s.share, 28.0 / 64);
  EXPECT_DOUBLE_EQ(s.event_share, 8.0 / 64);
  EXPECT_DOUBLE_EQ(s.best, 1);
  EXPECT_DOUBLE_EQ(s.worst, 0.25);
  EXPECT_EQ(summarise({}).pairs, 0);
}

}  // namespace
}  // namespace segue
