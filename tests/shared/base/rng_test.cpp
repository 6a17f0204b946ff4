// SPDX-License-Identifier: Apache-2.0
#include "shared/base/rng.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

namespace segue {
namespace {

// Golden values from the reference C code of xoshiro256++ with state {1, 2, 3, 4}.
TEST(Rng, FollowsTheReferenceGenerator) {
  Rng rng(0);
  rng.set_state({{1, 2, 3, 4}, std::nullopt});
  EXPECT_EQ(rng.next(), 41943041u);
  EXPECT_EQ(rng.next(), 58720359u);
  EXPECT_EQ(rng.next(), 3588806011781223u);
}

TEST(Rng, TheSameSeedAndStreamGiveTheSameNumbersAndOthersDoNot) {
  Rng a(7, 3), b(7, 3), c(7, 4), d(8, 3);
  const auto first = a.next();
  EXPECT_EQ(first, b.next());
  EXPECT_NE(first, c.next());
  EXPECT_NE(first, d.next());
}

TEST(Rng, NormalAndGumbelHaveTheirMoments) {
  Rng rng(1);
  const int n = 200000;
  double sum = 0, squares = 0, gumbel = 0;
  for (int i = 0; i < n; ++i) {
    const double x = rng.normal();
    sum += x;
    squares += x * x;
    gumbel += rng.gumbel();
  }
  EXPECT_NEAR(sum / n, 0, 0.01);
  EXPECT_NEAR(squares / n, 1, 0.02);
  EXPECT_NEAR(gumbel / n, 0.5772156649, 0.02);  // Euler's constant
}

TEST(Rng, ItsStateResumesExactlyEvenBetweenTwoNormals) {
  Rng a(5);
  a.normal();
  Rng b(0);
  b.set_state(a.state());
  EXPECT_EQ(a.normal(), b.normal());
  EXPECT_EQ(a.next(), b.next());
}

TEST(Rng, BelowStaysBelowAndReachesEveryValue) {
  Rng rng(2);
  std::vector<int> seen(7);
  for (int i = 0; i < 7000; ++i) ++seen[rng.below(7)];
  for (const int count : seen) EXPECT_GT(count, 800);
}

TEST(Rng, ShuffleKeepsTheItems) {
  Rng rng(3);
  std::vector<int> items(100);
  std::iota(items.begin(), items.end(), 0);
  auto shuffled = items;
  shuffle(std::span(shuffled), rng);
  EXPECT_NE(shuffled, items);
  std::sort(shuffled.begin(), shuffled.end());
  EXPECT_EQ(shuffled, items);
}

}  // namespace
}  // namespace segue
