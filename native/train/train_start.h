// SPDX-License-Identifier: Apache-2.0
// Before the first step: whether data and settings can work, and the state a run starts from.
#pragma once

#include "native/train/checkpoint.h"
#include "native/train/train_loop.h"

namespace segue {

/// Rank 0, or the only process: it measures and writes.
bool leads(const TrainOptions& options);

/// Random weights, those of `options.init`, or the latest checkpoint; creates the run folder.
/// Errors: those of train() that need no step.
Result<Checkpoint> prepare_run(const TrainOptions& options, const Dataset& dataset);

}  // namespace segue
