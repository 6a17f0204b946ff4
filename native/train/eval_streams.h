// SPDX-License-Identifier: Apache-2.0
// segue-train eval of an rnn: its held-out measures beside those of counting.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "native/io/dataset_file.h"
#include "native/train/config.h"
#include "native/train/stream_measures.h"

namespace segue {

/// One line of the table.
struct StreamRow {
  std::string name;  ///< "f32", or "unigram", "bigram", "order 4"
  StreamSums sums;
  bool counted = false;  ///< by an n-gram, which measures no accuracies
};

/// Held-out windows of the pieces whose path begins with `pieces` or, with * ? or [ in it, fits it
/// as a pattern; all where it is empty.
std::vector<std::int64_t> held_out_windows(const Dataset& dataset, const std::string& pieces);

/// What n-grams of these orders (ngram_model.h) foretell of the held-out `streams`.
std::vector<StreamRow> measure_baselines(const std::vector<int>& orders, const Config& config,
                                         const Dataset& dataset,
                                         const std::vector<std::int64_t>& streams);

/// The rows of networks, then those of baselines.
void print_stream_rows(const std::vector<StreamRow>& rows);

}  // namespace segue
