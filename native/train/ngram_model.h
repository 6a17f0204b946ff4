// SPDX-License-Identifier: Apache-2.0
// What counting alone foretells: n-grams with interpolated Kneser-Ney smoothing (Kneser and Ney,
// 1995; Chen and Goodman, 1998, section 2.7). The baseline that an rnn has to beat.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "native/io/dataset_file.h"
#include "native/train/config.h"
#include "native/train/stream_measures.h"

namespace segue {

class NgramModel {
 public:
  static constexpr int kMaxOrder = 6;
  static constexpr int kMaxTokens = 1022;

  /// n-grams of `order` tokens, 1..kMaxOrder, out of `tokens` (<= kMaxTokens) different ones. Order
  /// 1 knows how often each token comes, 2 what follows what.
  NgramModel(int order, int tokens);

  /// Counts a stream: what follows what in it. Its first token is given, not foretold.
  void add(std::span<const std::uint16_t> stream);

  /// To be called once, after all streams.
  void finish();

  /// Of `token` after `past`, the stream's beginning up to it (of which order - 1 matter). Over all
  /// tokens these add up to 1, and none is 0.
  double probability(std::span<const std::uint16_t> past, int token) const;

 private:
  struct Context {
    double total = 0, distinct = 0;  // of the tokens that follow
  };
  struct Level {                                          // n-grams of one length
    std::unordered_map<std::uint64_t, double> counts;     // by n-gram
    std::unordered_map<std::uint64_t, Context> contexts;  // by all but its last token
    double discount = 0.5;
  };

  int tokens_;
  std::vector<Level> levels_;  // [order], shortest first
};

/// Counts the training streams of `dataset`, each in every transposition that training draws from.
NgramModel count_ngrams(int order, const Config& config, const Dataset& dataset);

/// The held-out `streams` as the model foretells them; accuracies are not measured.
StreamSums measure_ngrams(const NgramModel& model, const Dataset& dataset,
                          std::span<const std::int64_t> streams);

}  // namespace segue
