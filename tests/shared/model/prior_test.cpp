// SPDX-License-Identifier: Apache-2.0
#include "shared/model/prior.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "shared/tensor/safetensors.h"

namespace segue {
namespace {

Prior two_places() {
  Prior prior;
  prior.z_size = 2;
  prior.components = 2;
  prior.rank = 1;
  prior.weights = {0.25f, 0.75f};
  prior.means = {-10, 0, 10, 5};
  prior.deviations = {1, 0.5f, 0.25f, 0};
  prior.factors = {0, 0, 2, -1};
  return prior;
}

TEST(Prior, SurvivesItsFile) {
  const auto read = parse_prior(format_prior(two_places()), 2);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, two_places());
  Prior diagonal = two_places();
  diagonal.rank = 0;
  diagonal.factors.clear();
  const auto again = parse_prior(format_prior(diagonal), 2);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(*again, diagonal);
}

TEST(Prior, DrawsHaveItsWeightsMeansAndCovariances) {
  const Prior prior = two_places();
  constexpr int kDraws = 40000;
  double count = 0, sums[2] = {0, 0}, squares[2] = {0, 0}, product = 0, left[2] = {0, 0};
  for (int i = 0; i < kDraws; ++i) {
    Rng rng(3, static_cast<std::uint64_t>(i));
    const auto z = prior.draw(rng);
    if (z[0] < 0) {
      left[0] += z[0], left[1] += z[1];
      continue;
    }
    ++count;
    for (int d = 0; d < 2; ++d) sums[d] += z[d], squares[d] += z[d] * z[d];
    product += z[0] * z[1];
  }
  EXPECT_NEAR(count / kDraws, 0.75, 0.01);
  EXPECT_NEAR(left[0] / (kDraws - count), -10, 0.05);
  EXPECT_NEAR(left[1] / (kDraws - count), 0, 0.05);
  const double mean0 = sums[0] / count, mean1 = sums[1] / count;
  EXPECT_NEAR(mean0, 10, 0.05);
  EXPECT_NEAR(mean1, 5, 0.05);
  EXPECT_NEAR(squares[0] / count - mean0 * mean0, 0.25 * 0.25 + 4, 0.15);
  EXPECT_NEAR(squares[1] / count - mean1 * mean1, 1, 0.05);
  EXPECT_NEAR(product / count - mean0 * mean1, -2, 0.1);
}

// The numbers a seed gives: natively and in wasm, or this fails there.
TEST(Prior, ASeedGivesTheSameBitsOnEveryPlatform) {
  Rng rng(7, 1), same(7, 1);
  const auto z = two_places().draw(rng);
  const std::size_t k = same.uniform() < 0.25 ? 0 : 1;
  std::vector<float> own(2), common(1);
  same.fill_normal(own);
  same.fill_normal(common);
  const Prior prior = two_places();
  for (std::size_t i = 0; i < 2; ++i) {
    double sum = prior.means[k * 2 + i] + static_cast<double>(prior.deviations[k * 2 + i]) * own[i];
    sum += static_cast<double>(prior.factors[k * 2 + i]) * common[0];
    EXPECT_EQ(z[i], static_cast<float>(sum));
  }
  EXPECT_EQ(rng.state(), same.state());
}

// log odds -4 to the left of 0, 4 to the right of 0.5, and a slope of 16 between them.
RealismCritic right_hand_critic() {
  return {.hidden_weights = {16, 0, 16, 0},
          .hidden_bias = {0, -8},
          .output_weights = {1, -1},
          .output_bias = -4};
}

TEST(Prior, ACriticsOddsAreItsOutput) {
  const auto critic = right_hand_critic();
  for (const auto& [x, odds] : {std::pair{-3.0f, -4.0}, {0.0f, -4.0}, {0.25f, 0.0}, {2.0f, 4.0}}) {
    EXPECT_EQ(critic.log_odds(std::vector<float>{x, 99.0f}), odds) << x;
  }
}

TEST(Prior, ACriticKeepsWhatItBelieves) {
  Prior prior;  // N(0, I)
  prior.z_size = 2, prior.components = 1;
  prior.weights = {1}, prior.means = {0, 0}, prior.deviations = {1, 1};
  const auto right_hand = [&prior] {
    int count = 0;
    for (int i = 0; i < 2000; ++i) {
      Rng rng(5, static_cast<std::uint64_t>(i));
      count += prior.draw(rng)[0] > 0.5f;
    }
    return count / 2000.0;
  };
  const double by_chance = 0.3085;  // of a normal number above one half
  EXPECT_NEAR(right_hand(), by_chance, 0.03);
  prior.critic = right_hand_critic();
  // 0.3085 exp(4) = 16.8 on the right, 1.2 between 0 and 0.5, next to nothing on the left.
  EXPECT_NEAR(right_hand(), 0.93, 0.03);

  const auto read = parse_prior(format_prior(prior), 2);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, prior);
  NamedTensors tensors = *parse_safetensors(format_prior(prior));
  tensors.erase("critic_output_weights");
  const auto lacking = parse_prior(format_safetensors(tensors, FloatStorage::kF32), 2);
  ASSERT_FALSE(lacking);
  EXPECT_NE(lacking.error().message.find("\"critic_output_weights\""), std::string::npos);
}

TEST(Prior, AFileThatDoesNotFitIsRefusedByName) {
  const auto refused = [](const Prior& prior, int z_size, const std::string& named) {
    const auto read = parse_prior(format_prior(prior), z_size);
    ASSERT_FALSE(read) << named;
    EXPECT_EQ(read.error().code, ErrorCode::kCorruptData);
    EXPECT_NE(read.error().message.find(named), std::string::npos) << read.error().message;
  };
  refused(two_places(), 3, "\"means\"");
  Prior prior = two_places();
  prior.weights = {0.25f, 0.25f};
  refused(prior, 2, "sum to 1");
  prior = two_places();
  prior.weights = {-0.25f, 1.25f};
  refused(prior, 2, "\"weights\"");
  prior = two_places();
  prior.deviations[1] = -1;
  refused(prior, 2, "\"deviations\"");
  prior = two_places();
  prior.means[2] = NAN;
  refused(prior, 2, "\"means\"");
  prior = two_places();
  prior.rank = 2;
  prior.factors.resize(8, INFINITY);
  refused(prior, 2, "\"factors\"");
  NamedTensors without;
  without["weights"] = {{1}, std::vector<float>{1}};
  EXPECT_FALSE(parse_prior(format_safetensors(without, FloatStorage::kF32), 2));
  EXPECT_FALSE(parse_prior(format_safetensors({}, FloatStorage::kF32), 2));
  EXPECT_FALSE(parse_prior({}, 2));
}

}  // namespace
}  // namespace segue
