// SPDX-License-Identifier: Apache-2.0
// A run on disk: config.json, checkpoints/step-NNNNNNNN/, the pointers `latest` and `best`,
// metrics.csv, TensorBoard event files. Reading one needs no trainer: the exporter and the
// evaluation start here.
#pragma once

#include <cstdint>
#include <string>

#include "native/train/config.h"
#include "native/train/weights.h"

namespace segue {

enum class WhichCheckpoint { kBest, kLatest };

struct LoadedRun {
  Config config;
  Weights weights;  ///< the moving average where the run keeps one
  std::int64_t step = 0;
  double trained_s = 0;    ///< wall time spent training, over all sessions
  std::string checkpoint;  ///< folder it was read from
};

/// Folder of a checkpoint. kBest falls back to the latest where nothing was evaluated yet.
/// Errors: kNotFound (no such folder, no checkpoint in it), saying what a run folder looks like.
Result<std::string> find_checkpoint(const std::string& run, WhichCheckpoint which);

/// Errors: those of find_checkpoint, load_weights and config_from_json, with the path.
Result<LoadedRun> load_run(const std::string& run, WhichCheckpoint which = WhichCheckpoint::kBest);

}  // namespace segue
