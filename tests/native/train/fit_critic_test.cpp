// SPDX-License-Identifier: Apache-2.0
#include "native/train/fit_critic.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "native/train/fit_prior.h"
#include "shared/base/rng.h"

namespace segue {
namespace {

// A ring of radius 2 about the origin of the plane [N, 2], which no single Gaussian can follow.
std::vector<float> ring(int count, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<float> latents;
  for (int i = 0; i < count; ++i) {
    const double angle = 6.283185307 * rng.uniform(), radius = 2 + 0.1 * rng.normal();
    latents.push_back(static_cast<float>(radius * std::cos(angle)));
    latents.push_back(static_cast<float>(radius * std::sin(angle)));
  }
  return latents;
}

double share_on_ring(const Prior& prior) {
  int on = 0;
  constexpr int kDraws = 1000;
  for (int i = 0; i < kDraws; ++i) {
    Rng rng(9, static_cast<std::uint64_t>(i));
    const auto z = prior.draw(rng);
    on += std::fabs(std::hypot(z[0], z[1]) - 2) < 0.4;
  }
  return on / static_cast<double>(kDraws);
}

TEST(FitCritic, PutsAPriorsDrawsWhereTheVectorsAre) {
  auto prior = fit_prior(ring(4000, 1), 2, {.components = 1});
  ASSERT_TRUE(prior) << prior.error().message;
  const double before = share_on_ring(*prior);
  EXPECT_LT(before, 0.35);
  const auto critic = fit_critic(ring(4000, 1), *prior,
                                 {.hidden = 64, .steps = 500, .batch = 64, .learning_rate = 5e-2f});
  EXPECT_GT(critic_accuracy(critic, ring(2000, 2), *prior, 3), 0.75);
  prior->critic = critic;
  EXPECT_GT(share_on_ring(*prior), 0.7);
}

TEST(FitCritic, CannotTellAPriorFromItself) {
  const Prior prior = normal_prior(3);
  std::vector<float> latents(3 * 4000);
  Rng(1).fill_normal(latents);
  const auto critic = fit_critic(latents, prior, {.hidden = 16, .steps = 60, .batch = 128});
  std::vector<float> others(3 * 4000);
  Rng(2).fill_normal(others);
  EXPECT_NEAR(critic_accuracy(critic, others, prior, 3), 0.5, 0.03);
}

TEST(FitCritic, TheSameSeedGivesTheSameCritic) {
  const Prior prior = normal_prior(2);
  const auto latents = ring(600, 1);
  const CriticOptions options{.hidden = 8, .steps = 20, .batch = 64, .seed = 4};
  EXPECT_EQ(fit_critic(latents, prior, options), fit_critic(latents, prior, options));
}

}  // namespace
}  // namespace segue
