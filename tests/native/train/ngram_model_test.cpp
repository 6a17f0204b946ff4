// SPDX-License-Identifier: Apache-2.0
#include "native/train/ngram_model.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "shared/base/rng.h"
#include "shared/codec/polyphony_codec.h"
#include "tests/native/train/stream_test_support.h"

namespace segue {
namespace {

using Tokens = std::vector<std::uint16_t>;

double sum_of_probabilities(const NgramModel& model, const Tokens& past, int tokens) {
  double sum = 0;
  for (int token = 0; token < tokens; ++token) {
    const double p = model.probability(past, token);
    EXPECT_GT(p, 0) << token;
    sum += p;
  }
  return sum;
}

TEST(NgramModel, ProbabilitiesAddUpToOneAfterAnyPast) {
  constexpr int kTokens = 9;
  Rng rng(3);
  for (int order = 1; order <= NgramModel::kMaxOrder; ++order) {
    NgramModel model(order, kTokens);
    for (int i = 0; i < 40; ++i) {
      Tokens stream;
      for (int t = 0; t < 12; ++t) {
        const auto step = static_cast<std::uint16_t>(rng.below(3));
        stream.push_back(static_cast<std::uint16_t>(t == 0 ? 0 : (stream.back() + step) % 8));
      }
      model.add(stream);
    }
    model.finish();
    for (const Tokens& past :
         {Tokens{}, Tokens{0}, Tokens{0, 1}, Tokens{1, 2, 3}, Tokens{3, 4, 4, 5, 6, 7, 7},
          Tokens{8}, Tokens{0, 8, 1}, Tokens{7, 0, 5, 5, 5}}) {
      EXPECT_NEAR(sum_of_probabilities(model, past, kTokens), 1, 1e-9)
          << "order " << order << ", past of " << past.size();
    }
  }
}

// By hand: 0 1 2, 0 1 1, 0 2 1. Followers: of 0: 1 twice, 2 once; of 1: 1 and 2 once each; of 2: 1
// once. Of the bigrams 01 (2), 02, 11, 12, 21 four come once and one twice: D = 4 / (4 + 2).
TEST(NgramModel, ABigramIsThatOfKneserAndNey) {
  NgramModel model(2, 3);
  for (const Tokens& stream : {Tokens{0, 1, 2}, Tokens{0, 1, 1}, Tokens{0, 2, 1}}) {
    model.add(stream);
  }
  model.finish();
  // Different tokens before 1: 0, 1, 2; before 2: 0, 1. Neither 1 nor 2 of the lower counts is
  // seen both once and twice, so that its discount is a half.
  const double lower_1 = (3 - 0.5 + 0.5 * 2 / 3) / 5, lower_2 = (2 - 0.5 + 0.5 * 2 / 3) / 5;
  constexpr double kD = 4.0 / 6;
  EXPECT_NEAR(model.probability(Tokens{0}, 1), (2 - kD + kD * 2 * lower_1) / 3, 1e-12);
  EXPECT_NEAR(model.probability(Tokens{0}, 2), (1 - kD + kD * 2 * lower_2) / 3, 1e-12);
  EXPECT_NEAR(model.probability(Tokens{1, 0}, 2), (1 - kD + kD * 2 * lower_2) / 3, 1e-12)
      << "only the last token matters";
  EXPECT_NEAR(model.probability(Tokens{2}, 2), kD * 1 * lower_2 / 1, 1e-12);
}

TEST(NgramModel, AUnigramIsHowOftenEachTokenComes) {
  NgramModel model(1, 4);
  Tokens stream = {0};
  for (int i = 0; i < 300; ++i) stream.push_back(i % 3 == 0 ? 1 : 2);
  model.add(stream);
  model.finish();
  EXPECT_NEAR(model.probability(Tokens{2, 2}, 2), 2.0 / 3, 0.01);
  EXPECT_NEAR(model.probability(Tokens{}, 1), 1.0 / 3, 0.01);
  EXPECT_LT(model.probability(Tokens{}, 3), 0.01);
}

TEST(NgramModel, LongerContextsForetellMoreAndTranspositionsAreCounted) {
  const Dataset data = make_streams(60, 20, 5);
  Config config = small_rnn_config();
  std::vector<std::int64_t> all(20);
  std::iota(all.begin(), all.end(), 0);
  double before = 1e9;
  for (const int order : {1, 2, 4}) {
    const auto sums = measure_ngrams(count_ngrams(order, config, data), data, all);
    EXPECT_LT(sums.loss(), before) << order;
    EXPECT_GT(sums.events, 20 * 6);
    before = sums.loss();
  }
  // A note two above what any stream has is foretold once streams are moved.
  const Tokens past = {kPolyphonyStart};
  const int high = kPolyphonyNewNote + 60 + 2 + 2;
  const double moved = count_ngrams(2, config, data).probability(past, high);
  config.augment_semitones = 0;
  EXPECT_GT(moved, 10 * count_ngrams(2, config, data).probability(past, high));
}

}  // namespace
}  // namespace segue
