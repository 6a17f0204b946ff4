// SPDX-License-Identifier: Apache-2.0
#include "shared/music/time_segments.h"

#include <gtest/gtest.h>

#include "tests/shared/music/make_sequence.h"

namespace segue {
namespace {

using test::make_sequence;

TEST(TimeSegments, APieceWithoutNotesHasNone) {
  NoteSequence sequence;
  sequence.tempos = {{0, 90}, {1, 100}};
  EXPECT_TRUE(split_on_time_changes(sequence).empty());
}

TEST(TimeSegments, APieceWithoutChangesStaysWhole) {
  const auto segments = split_on_time_changes(make_sequence({{60, 0, 4}, {62, 4, 32}}));
  ASSERT_EQ(segments.size(), 1u);
  EXPECT_EQ(segments[0].sequence.notes.size(), 2u);
  EXPECT_DOUBLE_EQ(segments[0].end_s, 4.0);
  EXPECT_EQ(segments[0].sequence.tempos, (std::vector<Tempo>{{0, 120}}));
  EXPECT_EQ(segments[0].sequence.time_signatures, (std::vector<TimeSignature>{{0, 4, 4}}));
}

TEST(TimeSegments, AFirstTempoAtZeroCutsNothing) {
  auto sequence = make_sequence({{60, 0, 16}});
  sequence.tempos = {{0, 90}};
  const auto segments = split_on_time_changes(sequence);
  ASSERT_EQ(segments.size(), 1u);
  EXPECT_EQ(segments[0].sequence.tempos[0].qpm, 90);
}

TEST(TimeSegments, RepeatedValuesAndChangesAtTheEndAreIgnored) {
  auto sequence = make_sequence({{60, 0, 16}});
  sequence.tempos = {{0, 120}, {1, 120}, {2, 60}};  // the piece ends at 2 s
  sequence.time_signatures = {{0, 4, 4}, {0.5, 4, 4}, {5, 3, 4}};
  EXPECT_EQ(split_on_time_changes(sequence).size(), 1u);
}

TEST(TimeSegments, ANoteBelongsToWhereItStartsAndEndsWithIt) {
  auto sequence = make_sequence({{60, 0, 24}, {62, 16, 20}});
  sequence.tempos = {{0, 120}, {2, 60}};
  const auto segments = split_on_time_changes(sequence);
  ASSERT_EQ(segments.size(), 2u);
  ASSERT_EQ(segments[0].sequence.notes.size(), 1u);
  EXPECT_DOUBLE_EQ(segments[0].sequence.notes[0].end_s, 2.0);
  ASSERT_EQ(segments[1].sequence.notes.size(), 1u);
  EXPECT_EQ(segments[1].sequence.notes[0].pitch, 62);
  EXPECT_DOUBLE_EQ(segments[1].sequence.notes[0].start_s, 0.0);
  EXPECT_DOUBLE_EQ(segments[1].sequence.total_time_s, 0.5);
}

TEST(TimeSegments, BarsAreCountedAcrossMetersAndTempos) {
  // Two bars of 3/4 (3 s), then two of 4/4 at 60 qpm (8 s), then 120 qpm again.
  auto sequence = make_sequence({{60, 0, 200}});
  sequence.time_signatures = {{0, 3, 4}, {3, 4, 4}};
  sequence.tempos = {{0, 120}, {3, 60}, {11, 120}};
  const auto segments = split_on_time_changes(sequence);
  ASSERT_EQ(segments.size(), 3u);
  EXPECT_NEAR(segments[0].start_bar, 0, 1e-9);
  EXPECT_NEAR(segments[1].start_bar, 2, 1e-9);
  EXPECT_NEAR(segments[2].start_bar, 4, 1e-9);
}

TEST(TimeSegments, ANewMeterInsideABarBeginsANewBar) {
  auto sequence = make_sequence({{60, 0, 64}});
  sequence.time_signatures = {{0, 4, 4}, {3, 3, 4}};  // after one and a half bars
  const auto segments = split_on_time_changes(sequence);
  ASSERT_EQ(segments.size(), 2u);
  EXPECT_NEAR(segments[1].start_bar, 2, 1e-9);
}

}  // namespace
}  // namespace segue
