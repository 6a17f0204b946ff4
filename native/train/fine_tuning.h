// SPDX-License-Identifier: Apache-2.0
// Training on from weights that are there (starting_point.h reads them): settings for few data.
#pragma once

#include <string>

#include "native/train/config.h"
#include "native/train/weights.h"

namespace segue {

struct StartingPoint {
  Config config;  ///< how it was trained
  Weights weights;
};

/// Controls that `config` has beyond those the weights know: their columns, the last of every input
/// row, start at zero, so that training begins at what the model does without them. Everything else
/// about the network must be the same, which whoever takes the weights checks.
/// Errors: kInvalidArgument when the weights know a control that `config` does not begin with.
Result<void> add_controls(StartingPoint& start, const Config& config);

/// Settings for a data set that is small beside what the model has seen: a low constant rate, small
/// batches, neither transposition nor mixing (what is learned is these clips, at their pitch),
/// frequent evaluation with early stop, few steps. Network and representation stay.
Config fine_tuning_config(const Config& trained, std::int64_t train_windows);

}  // namespace segue
