// SPDX-License-Identifier: Apache-2.0
#include "shared/measures/groove_errors.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace segue {
namespace {

/// Two rows: drum 0 soft and early, drum 5 loud and late.
std::vector<float> two_strokes() {
  std::vector<float> rows(2 * 27, 0.0f);
  const auto stroke = [&](std::size_t row, std::size_t drum, float velocity, float offset) {
    rows[27 * row + drum] = 1;
    rows[27 * row + 9 + drum] = velocity;
    rows[27 * row + 18 + drum] = offset;
  };
  stroke(0, 0, 0.4f, 0.3f);
  stroke(1, 5, 0.8f, -0.5f);
  return rows;
}

TEST(GrooveErrors, CountAtTheStrokesOnly) {
  const auto truth = two_strokes();
  auto played = truth;
  for (std::size_t row = 0; row < 2; ++row) {
    for (std::size_t drum = 0; drum < 9; ++drum) {
      played[27 * row + 9 + drum] += 0.1f;  // also where nothing sounds
      played[27 * row + 18 + drum] *= 0.5f;
    }
  }
  GrooveErrorSums sums, both;
  sums.add(truth, played);
  both.add(sums);
  both.add(sums);
  const GrooveErrors e = both.errors();
  EXPECT_EQ(e.strokes, 4);
  EXPECT_NEAR(e.velocity, 0.1, 1e-6);
  EXPECT_NEAR(e.velocity_spread, 0.2, 1e-6) << "0.4 and 0.8 about 0.6";
  EXPECT_NEAR(e.offset_spread, std::sqrt((0.09 + 0.25) / 2), 1e-6);
  EXPECT_NEAR(e.offset, e.offset_spread / 2, 1e-6);
}

TEST(GrooveErrors, RhythmIsWhereAnythingIsStruck) {
  auto truth = two_strokes();
  truth.resize(4 * 27, 0.0f);  // 2 of 4 steps
  std::vector<float> played(4 * 27, 0.0f);
  played[3] = 1;  // another sound, the same step
  played[3 * 27] = 1;
  GrooveErrorSums sums;
  sums.add(truth, played);
  EXPECT_EQ(sums.errors().answered, 0.5);
  EXPECT_EQ(sums.errors().added, 0.5);
}

TEST(GrooveErrors, AreSaidInVelocitiesAndMilliseconds) {
  GrooveErrors errors;
  errors.velocity = 0.5;
  errors.velocity_spread = 1;
  errors.offset = 0.2;
  errors.offset_spread = 0.4;
  errors.answered = 0.9;
  EXPECT_EQ(stroke_words(errors),
            "velocity off by 63.5 (all alike: 127.0), time off by 12.5 ms at 120 qpm (on the grid: "
            "25.0)");
  EXPECT_EQ(rhythm_words(errors),
            "strikes in 90.0 % of the steps with a stroke, in 0.0 % of those without");
}

TEST(GrooveErrors, OfNoStrokesAreNone) {
  GrooveErrorSums sums;
  const std::vector<float> silence(27, 0.0f);
  sums.add(silence, silence);
  EXPECT_EQ(sums.errors().strokes, 0);
  EXPECT_EQ(sums.errors().velocity, 0);
}

}  // namespace
}  // namespace segue
