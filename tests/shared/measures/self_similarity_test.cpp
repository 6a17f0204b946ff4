// SPDX-License-Identifier: Apache-2.0
#include "shared/measures/self_similarity.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "tests/shared/measures/make_piece.h"

namespace segue {
namespace {

using test::make_piece;

/// The integral of the smaller density, by the midpoint rule.
double integrate(const Gaussian& f, const Gaussian& g) {
  const auto density = [](const Gaussian& d, double x) {
    const double u = (x - d.mean) / d.sd;
    return std::exp(-u * u / 2) / (d.sd * std::sqrt(2 * std::acos(-1.0)));
  };
  double area = 0;
  constexpr double kLow = -40, kHigh = 40, kStep = 1e-3;
  for (double x = kLow + kStep / 2; x < kHigh; x += kStep) {
    area += kStep * std::min(density(f, x), density(g, x));
  }
  return area;
}

TEST(OverlappingArea, OfEqualWidthsIsTheNormalTailOnBothSides) {
  // Two unit normals 2 apart: 2 * Phi(-1).
  EXPECT_NEAR(overlapping_area({0, 1}, {2, 1}), 0.317310507862914, 1e-12);
  EXPECT_DOUBLE_EQ(overlapping_area({5, 3}, {5, 3}), 1);
}

TEST(OverlappingArea, AgreesWithNumericalIntegration) {
  const std::vector<std::pair<Gaussian, Gaussian>> cases = {
      {{0, 1}, {0, 3}}, {{0, 1}, {1, 2}}, {{-2, 0.5}, {1, 4}}, {{3, 2}, {-3, 1.9}}};
  for (const auto& [f, g] : cases) {
    EXPECT_NEAR(overlapping_area(f, g), integrate(f, g), 1e-6) << f.mean << " " << g.mean;
    EXPECT_DOUBLE_EQ(overlapping_area(f, g), overlapping_area(g, f));
  }
}

TEST(OverlappingArea, OfNeedlesIsZeroOrOne) {
  EXPECT_NEAR(overlapping_area({60, 1e-6}, {61, 1e-6}), 0, 1e-12);
  EXPECT_NEAR(overlapping_area({60, 1e-6}, {60, 1e-6}), 1, 1e-12);
  EXPECT_NEAR(overlapping_area({60, 1e-6}, {60, 5}), 0, 1e-5);
}

TEST(SelfSimilarity, ComparesFramesOfFourBarsEveryTwo) {
  // Bars 1-4: pitches 60 and 64 (mean 62, sd 2). Bars 3-6: 60, 64 and twice 70 as below.
  std::vector<test::PlainNote> notes;
  const int pitches[6][2] = {{60, 64}, {60, 64}, {60, 64}, {60, 64}, {66, 70}, {66, 70}};
  for (int bar = 0; bar < 6; ++bar) {
    notes.push_back({pitches[bar][0], bar * 16, bar * 16 + 8});
    notes.push_back({pitches[bar][1], bar * 16 + 8, bar * 16 + 16});
  }
  const auto piece = make_piece(6, notes);
  // Frame 2: 60 64 60 64 66 70 66 70: mean 65, deviations 5 1 5 1 1 5 1 5: variance 13.
  const double expected = overlapping_area({62, 2 + 1e-6}, {65, std::sqrt(13.0) + 1e-6});
  EXPECT_NEAR(*self_similarity(piece, NoteFeature::kPitch), expected, 1e-12);
  EXPECT_NEAR(*self_similarity(piece, NoteFeature::kDuration), 1, 1e-9);  // all are eighths
}

TEST(SelfSimilarity, AnEmptyFrameIsANeedleAtOne) {
  const auto piece = make_piece(6, {{60, 0, 4}, {62, 16, 20}});  // frame 2 has nothing
  EXPECT_NEAR(*self_similarity(piece, NoteFeature::kPitch), 0, 1e-9);
  EXPECT_FALSE(self_similarity(make_piece(5, {{60, 0, 4}}), NoteFeature::kPitch)) << "one frame";
  EXPECT_FALSE(self_similarity(make_piece(6, {{36, 0, 1, 0, true}}), NoteFeature::kPitch));
}

TEST(SelfSimilarity, ScoresCompareMeansAndVariances) {
  const std::vector<double> values = {0.5, 0.7}, reference = {0.6, 1.0};
  const auto score = compare_self_similarity(values, reference);
  ASSERT_TRUE(score);
  EXPECT_NEAR(*score->consistency, 1 - 0.2 / 0.8, 1e-12);
  EXPECT_NEAR(*score->variance, 1 - (0.04 - 0.01) / 0.04, 1e-12);
  const std::vector<double> far = {5};
  EXPECT_EQ(compare_self_similarity(far, reference)->consistency, 0.0);
  EXPECT_FALSE(compare_self_similarity(reference, far)->variance);
  EXPECT_FALSE(compare_self_similarity({}, reference));
}

}  // namespace
}  // namespace segue
