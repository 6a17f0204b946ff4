// SPDX-License-Identifier: Apache-2.0
// Numbers worked out by hand from the formulas in the headers.
#include "native/train/schedules.h"

#include <gtest/gtest.h>

#include <cmath>

#include "native/train/adam.h"
#include "native/train/losses.h"

namespace segue {
namespace {

TEST(Schedules, TheLearningRateDecaysToItsMinimum) {
  Config config;
  EXPECT_DOUBLE_EQ(learning_rate_at(config, 0), 1e-3);
  EXPECT_NEAR(learning_rate_at(config, 10000), 9.9e-4 * std::exp(10000 * std::log(0.9999)) + 1e-5,
              1e-12);
  EXPECT_NEAR(learning_rate_at(config, 10000000), 1e-5, 1e-12);
}

TEST(Schedules, BetaRisesFromZeroOrIsConstant) {
  Config config;
  EXPECT_EQ(beta_at(config, 0), 0);
  EXPECT_NEAR(beta_at(config, 100000), 0.2 * (1 - 0.367877601), 1e-8);
  config.beta_rate = 0;
  EXPECT_EQ(beta_at(config, 0), 0.2);
  EXPECT_EQ(beta_at(config, 5), 0.2);
}

TEST(Schedules, SamplingFollowsTheThreeKnownCurves) {
  Config config;
  EXPECT_NEAR(sampling_probability_at(config, 0), 1 - 1000.0 / 1001, 1e-12);
  EXPECT_NEAR(sampling_probability_at(config, 6908), 0.5, 1e-4);  // k ln k
  EXPECT_EQ(sampling_probability_at(config, 100000000), 1);
  config.sampling_schedule = "exponential";
  config.sampling_rate = 0.5;
  EXPECT_EQ(sampling_probability_at(config, 0), 0);
  EXPECT_EQ(sampling_probability_at(config, 3), 0.875);
  config.sampling_schedule = "constant";
  EXPECT_EQ(sampling_probability_at(config, 123), 0.5);
}

TEST(Losses, UniformLogitsCostTheLogOfTheVocabularyAtEveryStep) {
  const auto loss =
      reconstruction_loss(torch::zeros({4, 2, 90}), torch::randint(90, {4, 2}, torch::kLong));
  ASSERT_EQ(loss.sizes(), torch::IntArrayRef({2}));
  EXPECT_NEAR(loss[0].item<double>(), 4 * std::log(90.0), 1e-4);
}

TEST(Losses, ReconstructionIsTheSumOfMinusLogProbabilities) {
  auto logits = torch::zeros({2, 1, 3});
  logits[0][0][1] = std::log(2.0);  // probabilities 1/4, 1/2, 1/4
  const auto targets = torch::tensor({1L, 2L}).view({2, 1});
  EXPECT_NEAR(reconstruction_loss(logits, targets)[0].item<double>(), std::log(2.0) + std::log(3.0),
              1e-6);
}

TEST(Losses, TheKlOfAKnownGaussianIsItsClosedForm) {
  const Posterior same{torch::zeros({1, 3}), torch::ones({1, 3})};
  EXPECT_NEAR(kl_divergence(same)[0].item<double>(), 0, 1e-7);
  const Posterior q{torch::tensor({{1.0f, -2.0f}}), torch::tensor({{0.5f, 2.0f}})};
  const double expected = 0.5 * (1 + 0.25 - 1) - std::log(0.5) + 0.5 * (4 + 4 - 1) - std::log(2.0);
  EXPECT_NEAR(kl_divergence(q)[0].item<double>(), expected, 1e-6);
}

TEST(Losses, FreeBitsAreFreePerWindowOnTheTotal) {
  const auto kl = torch::tensor({1.0f, 10.0f});
  const auto cost = kl_cost(kl, 2);  // 2 bits are 1.386 nats
  EXPECT_EQ(cost[0].item<double>(), 0);
  EXPECT_NEAR(cost[1].item<double>(), 10 - 2 * std::log(2.0), 1e-6);
}

TEST(Adam, ClippingScalesDropsAndLeavesAlone) {
  const Config config;
  EXPECT_EQ(clip_factor(0.5, config), 1);
  EXPECT_EQ(clip_factor(4, config), 0.25);
  EXPECT_EQ(clip_factor(10000, config), 0);
}

TEST(Adam, StepsAreThoseOfLibTorchsAdam) {
  Config config;
  config.ema_decay = 0.9;
  auto reference = torch::linspace(-1, 1, 5).requires_grad_();
  torch::optim::Adam optimizer({reference}, torch::optim::AdamOptions(0.01).eps(1e-12));
  config.adam_epsilon =
      1e-12;  // ours adds it before the bias correction, as the paper's faster form does
  auto state = make_optimizer_state(reference.detach().clone(), config);
  for (int step = 0; step < 5; ++step) {
    const auto gradient = torch::sin(torch::arange(5) + step).to(torch::kFloat);
    reference.mutable_grad() = gradient.clone();
    optimizer.step();
    ++state.updates;
    adam_update(state, gradient, 1.0, 0.01, config, 0, 2);
    adam_update(state, gradient, 1.0, 0.01, config, 2, 5);
  }
  EXPECT_TRUE(torch::allclose(state.values, reference, 1e-5, 1e-6));
  EXPECT_FALSE(torch::allclose(state.average, state.values));
}

}  // namespace
}  // namespace segue
