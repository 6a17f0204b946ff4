// SPDX-License-Identifier: Apache-2.0
#include "shared/measures/set_comparison.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/shared/measures/make_piece.h"

namespace segue {
namespace {

using test::make_quarters;

constexpr auto kPitchAt = static_cast<std::size_t>(PieceMeasure::kPitch);

TEST(Spread, ByHand) {
  const auto spread = spread_of({4, 1, 3, 2, 5});
  ASSERT_TRUE(spread);
  EXPECT_EQ(spread->pieces, 5);
  EXPECT_DOUBLE_EQ(spread->mean, 3);
  EXPECT_DOUBLE_EQ(spread->sd, std::sqrt(2.0));
  EXPECT_DOUBLE_EQ(spread->p5, 1.2);  // 0.05 * 4 = 0.2 of the way from 1 to 2
  EXPECT_DOUBLE_EQ(spread->median, 3);
  EXPECT_DOUBLE_EQ(spread->p95, 4.8);
  EXPECT_FALSE(spread_of({}));
  EXPECT_DOUBLE_EQ(spread_of({7})->p95, 7);
}

/// Clips of one pitch each.
MeasuredSet set_of(const std::vector<int>& pitches) {
  std::vector<GridPiece> pieces;
  for (const int pitch : pitches) pieces.push_back(make_quarters(1, {pitch, pitch}));
  return measure_set(std::move(pieces));
}

TEST(SetComparison, ShiftAndShareInsideByHand) {
  const auto reference = set_of({58, 60, 60, 62});  // mean 60, variance 2
  const auto set = set_of({60, 61, 70, 61});        // mean 63; 70 is outside 58.3 .. 61.7
  const SetComparison c = compare_sets(set, reference);
  ASSERT_TRUE(c.measures[kPitchAt]);
  EXPECT_NEAR(*c.measures[kPitchAt]->shift_sd, 3 / std::sqrt(2.0), 1e-12);
  EXPECT_DOUBLE_EQ(c.measures[kPitchAt]->share_inside, 0.75);
  const auto notes = static_cast<std::size_t>(PieceMeasure::kNotes);
  EXPECT_FALSE(c.measures[notes]->shift_sd) << "every reference piece has two notes";
  EXPECT_DOUBLE_EQ(c.measures[notes]->share_inside, 1);
}

TEST(SetComparison, OverlapsStandBesideThoseOfTheReferencesHalves) {
  std::vector<int> pitches;
  for (int i = 0; i < 400; ++i) pitches.push_back(60 + i % 5);
  const auto reference = set_of(pitches);
  const auto pitch = static_cast<std::size_t>(HistogramKind::kPitch);
  const SetComparison same = compare_sets(reference, reference);
  EXPECT_DOUBLE_EQ(*same.overlaps[pitch].value, 1);
  EXPECT_GT(*same.overlaps[pitch].halves, 0.8);
  EXPECT_LT(*same.overlaps[pitch].halves, 1) << "random halves are never quite alike";
  const SetComparison other = compare_sets(set_of({60, 80}), reference);
  EXPECT_NEAR(*other.overlaps[pitch].value, 0.2, 1e-12);
  EXPECT_EQ(other.overlaps[pitch].halves, same.overlaps[pitch].halves) << "halves do not change";
  EXPECT_FALSE(same.overlaps[static_cast<std::size_t>(HistogramKind::kDrums)].value);
}

TEST(SetComparison, ConsistencyIsOneForTheReferenceItself) {
  std::vector<GridPiece> pieces;
  for (int k = 0; k < 4; ++k) {
    std::vector<int> pitches;
    for (int i = 0; i < 8 * 4; ++i) pitches.push_back(60 + (i / 8) * k + i % 3);
    pieces.push_back(make_quarters(8, pitches));
  }
  const auto set = measure_set(pieces);
  const SetComparison c = compare_sets(set, set);
  EXPECT_DOUBLE_EQ(*c.consistency[0].value, 1);
  EXPECT_DOUBLE_EQ(*c.variance[0].value, 1);
  EXPECT_LT(*c.consistency[0].halves, 1);
}

}  // namespace
}  // namespace segue
