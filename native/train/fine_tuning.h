// SPDX-License-Identifier: Apache-2.0
// Where fine-tuning starts: the weights of a package or of another run, and settings for few data.
#pragma once

#include <string>

#include "native/train/config.h"
#include "native/train/weights.h"

namespace segue {

struct StartingPoint {
  Config config;  ///< how it was trained
  Weights weights;
};

/// `folder` is a run folder (its best checkpoint) or a model package with weights.
/// Errors: kNotFound (neither, or a package without weights, saying what to do), kCorruptData.
Result<StartingPoint> load_starting_point(const std::string& folder);

/// Controls that `config` has beyond those the weights know: their columns, the last of every input
/// row, start at zero, so that training begins at what the model does without them. Everything else
/// about the network must be the same, which whoever takes the weights checks.
/// Errors: kInvalidArgument when the weights know a control that `config` does not begin with.
Result<void> add_controls(StartingPoint& start, const Config& config);

/// Settings for a data set that is small beside what the model has seen: a low constant rate, small
/// batches, no transposition (what is learned is these clips, at their pitch), frequent
/// evaluation with early stop, few steps. Network and representation stay.
Config fine_tuning_config(const Config& trained, std::int64_t train_windows);

}  // namespace segue
