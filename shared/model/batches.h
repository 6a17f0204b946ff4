// SPDX-License-Identifier: Apache-2.0
// Runs one graph over many items, batch after batch, on a Backend that may answer at once or later.
// Used by MusicVae; knows nothing about music.
#pragma once

#include <functional>
#include <string>

#include "shared/base/result.h"
#include "shared/model/backend.h"

namespace segue::detail {

/// `make_inputs(first, size)` and `take_outputs(first, size, outputs)` are called alternately, in
/// order of `first`. `on_progress` (may be empty) is called after each batch; false ends with
/// kCancelled.
struct BatchJob {
  std::string graph;
  int count = 0;
  int batch_size = 1;
  std::function<NamedTensors(int first, int size)> make_inputs;
  std::function<Result<void>(int first, int size, NamedTensors& outputs)> take_outputs;
  std::function<bool(int done, int total)> on_progress;
  std::function<void(Result<void>)> on_done;  ///< called exactly once
};

/// `backend` must outlive the job. Stack depth does not grow with the number of batches.
void run_batches(Backend& backend, BatchJob job);

}  // namespace segue::detail
