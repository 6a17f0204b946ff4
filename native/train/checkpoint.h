// SPDX-License-Identifier: Apache-2.0
// Checkpoints: a folder that appears complete or not at all, with all a run needs to go on as if
// never stopped.
#pragma once

#include <optional>
#include <string>

#include "native/train/adam.h"
#include "native/train/parameters.h"
#include "native/train/run_folder.h"

namespace segue {

/// Where a run stands besides its optimiser.
struct RunProgress {
  std::int64_t step = 0;          ///< steps done
  std::int64_t windows_seen = 0;  ///< position in the endless data order
  double trained_s = 0;
  std::optional<double> best;  ///< of what config.best_by names, in the evaluations so far
  std::int64_t best_step = 0;  ///< where that was
};

/// Writes checkpoints/step-NNNNNNNN and points `latest` (and `best` when told) to it, then removes
/// the oldest beyond config.checkpoints_to_keep, never those pointed to. Errors: kIo, with a hint
/// for a full disk.
Result<void> save_checkpoint(const std::string& run, const Config& config,
                             const ParameterLayout& layout, const OptimizerState& state,
                             const RunProgress& progress, bool best);

struct Checkpoint {
  OptimizerState state;
  RunProgress progress;
};

/// The latest checkpoint. Where config.best_by is another than before, no evaluation is the best
/// yet. Errors: those of find_checkpoint; kCorruptData where files do not fit the configuration.
Result<Checkpoint> load_checkpoint(const std::string& run, const Config& config,
                                   const ParameterLayout& layout);

}  // namespace segue
