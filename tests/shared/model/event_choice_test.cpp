// SPDX-License-Identifier: Apache-2.0
#include "shared/model/event_choice.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <set>
#include <vector>

namespace segue {
namespace {

const std::vector<float> kLogits = {1, 3, 2, 3, -1};
const std::vector<std::uint8_t> kAll(kLogits.size(), 1);

std::vector<double> shares(const EventChoice& choice, std::span<const std::uint8_t> allowed) {
  constexpr int kDraws = 5000;
  std::vector<double> counts(kLogits.size());
  Rng rng(5);
  for (int i = 0; i < kDraws; ++i) {
    counts[static_cast<std::size_t>(detail::draw_event(kLogits, allowed, choice, rng))] +=
        1.0 / kDraws;
  }
  return counts;
}

TEST(EventChoice, DrawsFollowTheSoftmaxOfWhatIsAllowed) {
  const std::vector<std::uint8_t> allowed = {1, 1, 0, 1, 1};
  for (const double temperature : {0.5, 1.0, 2.0}) {
    const auto found = shares({.temperature = temperature}, allowed);
    double total = 0;
    for (std::size_t i = 0; i < kLogits.size(); ++i) {
      total += allowed[i] * std::exp(kLogits[i] / temperature);
    }
    for (std::size_t i = 0; i < kLogits.size(); ++i) {
      EXPECT_NEAR(found[i], allowed[i] * std::exp(kLogits[i] / temperature) / total, 0.025);
    }
  }
}

TEST(EventChoice, TemperatureZeroTakesTheFirstOfTheLikeliestAndNoRandomNumber) {
  Rng rng(1), untouched(1);
  EXPECT_EQ(detail::draw_event(kLogits, kAll, {.temperature = 0, .top_k = 3}, rng), 1);
  EXPECT_EQ(detail::draw_event(kLogits, std::vector<std::uint8_t>{1, 0, 1, 0, 1},
                               {.temperature = 0}, rng),
            2);
  EXPECT_EQ(rng.state(), untouched.state());
}

TEST(EventChoice, TheNoiseDoesNotDependOnWhatIsAllowed) {
  Rng all(3), few(3), filtered(3);
  detail::draw_event(kLogits, kAll, {}, all);
  detail::draw_event(kLogits, std::vector<std::uint8_t>{0, 0, 0, 0, 1}, {}, few);
  detail::draw_event(kLogits, kAll, {.top_k = 1, .top_p = 0.5}, filtered);
  EXPECT_EQ(all.state(), few.state());
  EXPECT_EQ(all.state(), filtered.state());
}

TEST(EventChoice, TopKLeavesTheLikeliest) {
  const auto found = shares({.top_k = 3}, kAll);
  EXPECT_EQ(found[0], 0);
  EXPECT_EQ(found[4], 0);
  EXPECT_NEAR(found[1], std::exp(3) / (2 * std::exp(3) + std::exp(2)), 0.025);
}

TEST(EventChoice, TopPLeavesTheSmallestSetThatIsLikelyEnough) {
  // 0.40 0.40 0.15 0.05 0.01 in order: 0.5 needs two, 0.81 three.
  const auto two = shares({.top_p = 0.5}, kAll);
  EXPECT_NEAR(two[1] + two[3], 1, 1e-12);
  const auto three = shares({.top_p = 0.81}, kAll);
  EXPECT_GT(three[2], 0.1);
  EXPECT_EQ(three[0], 0);
  const auto one = shares({.top_p = 1e-9}, kAll);
  EXPECT_NEAR(one[1], 1, 1e-9) << "one is always left";
}

TEST(EventChoice, LogProbabilitiesAddUpToOneAtAnyTemperature) {
  for (const double temperature : {0.0, 0.3, 1.0, 4.0}) {
    double sum = 0;
    for (int event = 0; event < 5; ++event) {
      sum += std::exp(detail::log_probability(kLogits, event, temperature));
    }
    EXPECT_NEAR(sum, 1, 1e-12);
  }
  EXPECT_NEAR(detail::log_probability(kLogits, 1, 1) - detail::log_probability(kLogits, 0, 1), 2,
              1e-12);
}

TEST(EventChoice, ValuesOutOfRangeAreNamed) {
  EXPECT_TRUE(check_choice({}));
  for (const EventChoice& wrong :
       {EventChoice{.temperature = -1}, EventChoice{.temperature = NAN}, EventChoice{.top_k = -1},
        EventChoice{.top_p = 0}, EventChoice{.top_p = 1.1}, EventChoice{.top_p = NAN},
        EventChoice{.scale = 0}, EventChoice{.max_gap_steps = -1}}) {
    const auto good = check_choice(wrong);
    ASSERT_FALSE(good);
    EXPECT_EQ(good.error().code, ErrorCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace segue
