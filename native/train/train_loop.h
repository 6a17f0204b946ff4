// SPDX-License-Identifier: Apache-2.0
// Training from start to end: batches in, checkpoints and measurements out.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "native/io/dataset_file.h"
#include "native/train/config.h"
#include "native/train/engine.h"
#include "native/train/evaluate.h"
#include "native/train/metrics_log.h"
#include "native/train/ranks.h"
#include "native/train/weights.h"
#include "shared/base/result.h"

namespace segue {

struct TrainOptions {
  Config config;    ///< its train_steps is where the run ends
  std::string run;  ///< folder; created when missing
  bool resume = false;
  std::optional<Weights> init;  ///< start from these, which fit `config`; else from random ones
  Engine engine = Engine::kTorchLstm;
  torch::Device device = torch::kCPU;  ///< others: Engine::kTorchLstm and one replica
  int replicas = 1;
  Ranks* ranks = nullptr;  ///< of several processes; rank 0 alone writes to `run`, all read from it
  std::optional<double> max_minutes;               ///< of this session
  const std::atomic<bool>* interrupted = nullptr;  ///< set by a signal: save and stop
  bool quiet = false;
  std::function<void(const MetricsRow&)> on_row;  ///< called for every line of metrics.csv
};

struct TrainReport {
  std::int64_t step = 0;
  double trained_s = 0, steps_per_s = 0;
  bool interrupted = false;
  bool stopped_early = false;                  ///< by early_stop_evals
  std::optional<Evaluation> final_evaluation;  ///< all held-out windows; none when interrupted
};

/// Errors: kInvalidArgument (too little data, a batch larger than the data, a run folder already
/// used, replicas above the batch size), kRuntime (a loss that is not a number: the last good
/// checkpoint stays), kIo; each says what to try.
Result<TrainReport> train(const TrainOptions& options, const Dataset& dataset);

}  // namespace segue
