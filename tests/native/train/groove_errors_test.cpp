// SPDX-License-Identifier: Apache-2.0
#include "native/train/groove_errors.h"

#include <gtest/gtest.h>

#include <cmath>

namespace segue {
namespace {

using torch::Tensor;

// Two strokes, soft and early, loud and late; [T = 2, B = 1, 27].
Tensor two_strokes() {
  Tensor features = torch::zeros({2, 1, 27});
  const auto stroke = [&](int t, int drum, float velocity, float offset) {
    features[t][0][drum] = 1;
    features[t][0][9 + drum] = velocity;
    features[t][0][18 + drum] = offset;
  };
  stroke(0, 0, 0.4f, 0.3f);
  stroke(1, 5, 0.8f, -0.5f);
  return features;
}

// What a decoder must put out to give `features`, sure of every stroke.
Tensor outputs_for(const Tensor& features) {
  return torch::cat({features.narrow(2, 0, 9) * 80 - 40, torch::logit(features.narrow(2, 9, 9)),
                     torch::atanh(features.narrow(2, 18, 9))},
                    2);
}

TEST(GrooveErrors, AreTheDistanceAtTheStrokesBesideThatOfAMachine) {
  const Tensor truth = two_strokes();
  Tensor played = truth.clone();
  played.narrow(2, 9, 9) += 0.1f;   // everywhere, also where nothing sounds
  played.narrow(2, 18, 9) *= 0.5f;  // half the feel
  GrooveErrorSums sums;
  add_outputs(sums, outputs_for(played), truth, GrooveInput::kSame);
  const auto e = sums.errors();
  EXPECT_EQ(e.strokes, 2);
  EXPECT_NEAR(e.velocity, 0.1, 1e-6);
  EXPECT_NEAR(e.velocity_spread, 0.2, 1e-6) << "0.4 and 0.8 about 0.6";
  EXPECT_NEAR(e.offset_spread, std::sqrt((0.09 + 0.25) / 2), 1e-6);
  EXPECT_NEAR(e.offset, e.offset_spread / 2, 1e-6);
}

TEST(GrooveErrors, OfAHumanizeModelAreAtTheStrokesItKeeps) {
  const Tensor truth = two_strokes();
  Tensor played = truth.clone();
  played.narrow(2, 0, 9) *= 0.5f;  // a chance of one half, and so half as loud
  played.narrow(2, 9, 9) *= 0.5f;
  Tensor outputs = outputs_for(played);
  outputs.narrow(2, 0, 9) = torch::logit(played.narrow(2, 0, 9));
  GrooveErrorSums kept, plain;
  add_outputs(kept, outputs, truth, GrooveInput::kHumanize);
  add_outputs(plain, outputs, truth,
              GrooveInput::kSame);  // no chance is above one half: it is silent
  EXPECT_NEAR(kept.errors().velocity, 0, 1e-6);
  EXPECT_NEAR(plain.errors().velocity, std::sqrt((0.04 + 0.16) / 2), 1e-6);
}

TEST(GrooveErrors, AddUpOverBatchesWhateverTheirOrder) {
  const Tensor truth = two_strokes(), other = truth.roll({1}, {2}) * 0.9f;
  GrooveErrorSums one, first, second;
  add_outputs(one, torch::cat({outputs_for(other), outputs_for(truth)}, 1),
              torch::cat({truth, other}, 1), GrooveInput::kSame);
  add_outputs(first, outputs_for(truth), other, GrooveInput::kSame);
  add_outputs(second, outputs_for(other), truth, GrooveInput::kSame);
  first.add(second);
  EXPECT_EQ(one.errors().strokes, first.errors().strokes);
  EXPECT_NEAR(one.errors().velocity, first.errors().velocity, 1e-12);
  EXPECT_NEAR(one.errors().offset_spread, first.errors().offset_spread, 1e-12);
}

TEST(GrooveErrors, RhythmIsWhereAnythingIsStruck) {
  const Tensor truth = torch::cat({two_strokes(), torch::zeros({2, 1, 27})}, 0);  // 2 of 4 steps
  Tensor played = torch::zeros({4, 1, 27});
  played[0][0][3] = 1;  // another sound, the same step
  played[3][0][0] = 1;
  GrooveErrorSums sums;
  add_outputs(sums, outputs_for(played), truth, GrooveInput::kTap);
  EXPECT_EQ(sums.errors().answered, 0.5);
  EXPECT_EQ(sums.errors().added, 0.5);
}

TEST(GrooveErrors, OfSilenceAreNone) {
  GrooveErrorSums sums;
  add_outputs(sums, torch::zeros({2, 1, 27}), torch::zeros({2, 1, 27}), GrooveInput::kSame);
  EXPECT_EQ(sums.errors().strokes, 0);
  EXPECT_EQ(sums.errors().velocity, 0);
}

}  // namespace
}  // namespace segue
