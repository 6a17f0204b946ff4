// SPDX-License-Identifier: Apache-2.0
#include "native/train/fit_prior.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "shared/base/rng.h"

namespace segue {
namespace {

Prior known_mixture() {
  Prior prior;
  prior.z_size = 3;
  prior.components = 2;
  prior.rank = 1;
  prior.weights = {0.25f, 0.75f};
  prior.means = {-4, 0, 2, 4, 1, -1};
  prior.deviations = {0.5f, 0.5f, 0.5f, 0.4f, 0.4f, 0.4f};
  prior.factors = {1, 1, 0, 0, 1, -1};
  return prior;
}

std::vector<float> draws(const Prior& prior, int count, std::uint64_t seed) {
  std::vector<float> latents;
  for (int i = 0; i < count; ++i) {
    Rng rng(seed, static_cast<std::uint64_t>(i));
    const auto z = prior.draw(rng);
    latents.insert(latents.end(), z.begin(), z.end());
  }
  return latents;
}

TEST(FitPrior, FindsTheMixtureThatTheVectorsCameFrom) {
  const Prior known = known_mixture();
  const auto latents = draws(known, 20000, 1);
  const auto fitted = fit_prior(latents, 3, {.components = 2, .rank = 1, .iterations = 20});
  ASSERT_TRUE(fitted) << fitted.error().message;
  const std::size_t left = fitted->means[0] < 0 ? 0 : 1;
  EXPECT_NEAR(fitted->weights[left], 0.25, 0.02);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(fitted->means[left * 3 + i], known.means[i], 0.1);
    EXPECT_NEAR(fitted->means[(1 - left) * 3 + i], known.means[3 + i], 0.1);
    // Own and common part together: the variance of the coordinate.
    const float own = fitted->deviations[left * 3 + i], common = fitted->factors[left * 3 + i];
    EXPECT_NEAR(own * own + common * common, 0.25 + known.factors[i] * known.factors[i], 0.1);
  }
  // The directions that vary together are found: as good as the truth on other vectors.
  const auto others = draws(known, 5000, 2);
  EXPECT_NEAR(mean_log_density(*fitted, others), mean_log_density(known, others), 0.1);
  const auto diagonal = fit_prior(latents, 3, {.components = 2, .rank = 0, .iterations = 20});
  ASSERT_TRUE(diagonal);
  EXPECT_LT(mean_log_density(*diagonal, others), mean_log_density(*fitted, others) - 0.2);
}

TEST(FitPrior, TheLogDensityIsThatOfTheGaussian) {
  Prior prior = normal_prior(2);
  const std::vector<float> latents = {0, 0, 1, -2};
  const double two_pi = 2 * std::acos(-1.0);
  EXPECT_NEAR(mean_log_density(prior, latents), -std::log(two_pi) - 0.5 * 5 / 2, 1e-5);
  prior.rank = 1;  // covariance [[2, 2], [2, 5]], determinant 6, inverse [[5, -2], [-2, 2]] / 6
  prior.factors = {1, 2};
  EXPECT_NEAR(mean_log_density(prior, latents),
              -std::log(two_pi) - 0.5 * std::log(6.0) - 0.5 * ((5 + 8 + 8) / 6.0) / 2, 1e-5);
}

TEST(FitPrior, TheSameSeedGivesTheSamePrior) {
  const auto latents = draws(known_mixture(), 2000, 1);
  const auto a = fit_prior(latents, 3, {.components = 4, .seed = 5});
  const auto b = fit_prior(latents, 3, {.components = 4, .seed = 5});
  ASSERT_TRUE(a && b);
  EXPECT_EQ(*a, *b);
}

TEST(FitPrior, TooFewVectorsAreRefusedWithTheNumberNeeded) {
  const auto latents = draws(known_mixture(), 50, 1);
  const auto fitted = fit_prior(latents, 3, {.components = 6});
  ASSERT_FALSE(fitted);
  EXPECT_EQ(fitted.error().code, ErrorCode::kInvalidArgument);
  EXPECT_NE(fitted.error().message.find("found 50"), std::string::npos);
  EXPECT_FALSE(fit_prior(latents, 3, {.components = 1, .rank = 4}));
}

}  // namespace
}  // namespace segue
