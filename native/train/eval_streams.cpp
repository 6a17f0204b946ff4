// SPDX-License-Identifier: Apache-2.0
#include "native/train/eval_streams.h"

#include <fnmatch.h>

#include <cstdio>

#include "native/train/ngram_model.h"

namespace segue {
namespace {

std::string order_name(int order) {
  if (order == 1) return "unigram";
  return order == 2 ? "bigram" : "order " + std::to_string(order);
}

const StreamRow* find_bigram(const std::vector<StreamRow>& rows) {
  for (const auto& row : rows) {
    if (row.name == order_name(2)) return &row;
  }
  return nullptr;
}

}  // namespace

std::vector<std::int64_t> held_out_windows(const Dataset& dataset, const std::string& pieces) {
  const bool pattern = pieces.find_first_of("*?[") != pieces.npos;
  std::vector<std::int64_t> windows;
  for (std::int64_t i = 0; i < dataset.eval.windows(); ++i) {
    const auto& path = dataset.pieces[dataset.eval.piece[static_cast<std::size_t>(i)]].path;
    const bool fits = pattern ? fnmatch(pieces.c_str(), path.c_str(), 0) == 0
                              : path.compare(0, pieces.size(), pieces) == 0;
    if (fits) windows.push_back(i);
  }
  return windows;
}

std::vector<StreamRow> measure_baselines(const std::vector<int>& orders, const Config& config,
                                         const Dataset& dataset,
                                         const std::vector<std::int64_t>& streams) {
  std::vector<StreamRow> rows;
  for (const int order : orders) {
    const NgramModel model = count_ngrams(order, config, dataset);
    rows.push_back({order_name(order), measure_ngrams(model, dataset, streams), /*counted=*/true});
  }
  return rows;
}

void print_stream_rows(const std::vector<StreamRow>& rows) {
  const StreamRow* bigram = find_bigram(rows);
  std::printf("%-8s %11s %8s %10s %9s %8s %8s %8s %9s\n", "", "nats/event", "nats/16th",
              "perplexity", "vs bigram", "accuracy", "events", "no event", "per class");
  for (const auto& row : rows) {
    const StreamSums& s = row.sums;
    std::printf("%-8s %11.4f %8.4f %10.3f", row.name.c_str(), s.loss(), s.loss_per_step(),
                s.perplexity());
    if (bigram != nullptr) {
      std::printf(" %+8.1f%%", 100 * (s.loss() / bigram->sums.loss() - 1));
    } else {
      std::printf(" %9s", "-");
    }
    if (!row.counted) {
      std::printf(" %7.2f%% %7.2f%% %7.2f%% %8.2f%%", 100 * s.accuracy(), 100 * s.event_accuracy(),
                  100 * s.no_event_accuracy(), 100 * s.per_class_accuracy());
    }
    std::printf("\n");
  }
}

}  // namespace segue
