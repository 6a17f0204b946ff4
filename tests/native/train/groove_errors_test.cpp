// SPDX-License-Identifier: Apache-2.0
#include "native/train/groove_errors.h"

#include <gtest/gtest.h>

#include <cmath>
#include <span>

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

// The errors themselves: tests/shared/measures/groove_errors_test.cpp.
TEST(GrooveErrors, AreThoseOfWhatTheOutputsSound) {
  const Tensor truth = two_strokes();
  Tensor played = truth.clone();
  played.narrow(2, 9, 9) += 0.1f;   // everywhere, also where nothing sounds
  played.narrow(2, 18, 9) *= 0.5f;  // half the feel
  played[1][0][3] = 1;              // one stroke more
  GrooveErrorSums from_outputs, from_rows;
  add_outputs(from_outputs, outputs_for(played), truth, GrooveInput::kSame);
  const auto rows = [](const Tensor& x) {
    return std::span(x.data_ptr<float>(), static_cast<std::size_t>(x.numel()));
  };
  from_rows.add(rows(truth), rows(played));
  const auto e = from_outputs.errors(), expected = from_rows.errors();
  EXPECT_EQ(e.strokes, 2);
  EXPECT_EQ(e.strokes, expected.strokes);
  EXPECT_GT(e.velocity, 0.05);
  EXPECT_NEAR(e.velocity, expected.velocity, 1e-6);
  EXPECT_NEAR(e.velocity_spread, expected.velocity_spread, 1e-6);
  EXPECT_GT(e.offset, 0.05);
  EXPECT_NEAR(e.offset, expected.offset, 1e-6);
  EXPECT_NEAR(e.offset_spread, expected.offset_spread, 1e-6);
  EXPECT_EQ(e.answered, expected.answered);
  EXPECT_EQ(e.added, expected.added);
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

}  // namespace
}  // namespace segue
