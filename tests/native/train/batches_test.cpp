// SPDX-License-Identifier: Apache-2.0
#include "native/train/batches.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace segue {
namespace {

using Tokens = std::vector<std::uint16_t>;

Tokens transposed(Tokens tokens, int semitones) {
  transpose_tokens(tokens, semitones, 90);
  return tokens;
}

TEST(Augmentation, NotesMoveAndRestsAndNoteOffsStay) {
  EXPECT_EQ(transposed({0, 1, 40, 0, 1}, 5), (Tokens{0, 1, 45, 0, 1}));
  EXPECT_EQ(transposed({0, 1, 40}, -5), (Tokens{0, 1, 35}));
}

TEST(Augmentation, NotesThatLeaveTheVocabularyBecomeNoEvent) {
  EXPECT_EQ(transposed({2, 6, 7, 1}, -5), (Tokens{0, 0, 2, 1}));
  EXPECT_EQ(transposed({89, 85, 84}, 5), (Tokens{0, 0, 89}));
}

// Window i is [i + 10] * 4, so that a row tells where it came from.
Tokens windows(int count) {
  Tokens tokens;
  for (int i = 0; i < count; ++i) tokens.insert(tokens.end(), 4, static_cast<std::uint16_t>(i + 10));
  return tokens;
}

TEST(BatchSource, EveryEpochHasEveryWindowOnceInANewOrder) {
  const auto tokens = windows(30);
  BatchSource source(tokens, 4, 90, 0, 1);
  const auto first = source.read(0, 30), second = source.read(30, 30);
  const auto row = [](const std::vector<std::int64_t>& batch) {
    return std::vector<std::int64_t>(batch.begin(), batch.begin() + 30);  // step 0 of [T, B]
  };
  EXPECT_NE(row(first), row(second));
  for (const auto& batch : {first, second}) {
    const auto values = row(batch);
    EXPECT_EQ(std::set<std::int64_t>(values.begin(), values.end()).size(), 30u);
    EXPECT_TRUE(std::equal(values.begin(), values.end(), batch.begin() + 30));  // time-major
  }
}

TEST(BatchSource, ABatchDependsOnItsPositionOnly) {
  const auto tokens = windows(30);
  BatchSource walked(tokens, 4, 90, 5, 7), fresh(tokens, 4, 90, 5, 7);
  for (int i = 0; i < 9; ++i) walked.read(i * 8, 8);
  EXPECT_EQ(walked.read(72, 8), fresh.read(72, 8));
  EXPECT_EQ(walked.read(24, 12), fresh.read(24, 12));  // spans two epochs
  BatchSource other_seed(tokens, 4, 90, 5, 8);
  EXPECT_NE(other_seed.read(72, 8), fresh.read(72, 8));
}

TEST(BatchSource, TranspositionsAreEvenAndNewEveryEpoch) {
  const Tokens tokens(4 * 110, 50);
  BatchSource source(tokens, 4, 90, 5, 3);
  std::map<std::int64_t, int> counts;
  for (int epoch = 0; epoch < 100; ++epoch) {
    const auto batch = source.read(epoch * 110, 110);
    for (int b = 0; b < 110; ++b) ++counts[batch[static_cast<std::size_t>(b)]];
  }
  ASSERT_EQ(counts.size(), 11u);
  EXPECT_EQ(counts.begin()->first, 45);
  EXPECT_EQ(counts.rbegin()->first, 55);
  for (const auto& [token, count] : counts) EXPECT_NEAR(count, 1000, 150) << token;  // 5 sigma
  EXPECT_NE(source.read(0, 110), source.read(110, 110));
}

}  // namespace
}  // namespace segue
