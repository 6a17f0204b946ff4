// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>

#include "shared/model/music_vae.h"

namespace segue {
namespace {

using Vector = std::vector<float>;

TEST(InterpolateLatents, EndsAreExact) {
  const Vector a = {0.1f, 2, -3}, b = {1, 0.7f, 0.3f};
  for (const auto path : {Interpolation::kSpherical, Interpolation::kLinear}) {
    EXPECT_EQ(interpolate_latents(a, b, 0, path), a);
    EXPECT_EQ(interpolate_latents(a, b, 1, path), b);
  }
}

TEST(InterpolateLatents, ASphericalPathKeepsTheLengthAndMovesAtOneSpeed) {
  const Vector a = {3, 0, 0}, b = {0, 3, 0};
  for (int i = 0; i <= 6; ++i) {
    const Vector point = interpolate_latents(a, b, i / 6.0, Interpolation::kSpherical);
    EXPECT_NEAR(std::hypot(point[0], point[1], point[2]), 3, 1e-6);
    EXPECT_NEAR(std::atan2(point[1], point[0]), i / 6.0 * std::acos(0.0), 1e-6);
  }
}

TEST(InterpolateLatents, ALinearPathIsTheChord) {
  EXPECT_EQ(interpolate_latents({2, 0}, {0, 4}, 0.25, Interpolation::kLinear), (Vector{1.5f, 1}));
}

TEST(InterpolateLatents, FollowsTheFormulaForUnequalLengths) {
  const Vector a = {1, 2, 2}, b = {-2, 0.5f, 1};
  const double angle = std::acos(1.0 / (3 * std::sqrt(5.25)));
  const Vector point = interpolate_latents(a, b, 0.3, Interpolation::kSpherical);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(point[i],
                (std::sin(0.7 * angle) * a[i] + std::sin(0.3 * angle) * b[i]) / std::sin(angle),
                1e-6);
  }
}

TEST(InterpolateLatents, FallsBackToTheChordWhereThereIsNoArc) {
  EXPECT_EQ(interpolate_latents({1, 0}, {3, 0}, 0.5, Interpolation::kSpherical), (Vector{2, 0}));
  EXPECT_EQ(interpolate_latents({0, 0}, {3, 0}, 0.5, Interpolation::kSpherical), (Vector{1.5f, 0}));
  const Vector opposite = interpolate_latents({1, 0}, {-1, 0}, 0.25, Interpolation::kSpherical);
  EXPECT_EQ(opposite, (Vector{0.5f, 0}));
}

}  // namespace
}  // namespace segue
