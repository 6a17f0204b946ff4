// SPDX-License-Identifier: Apache-2.0
// How much arithmetic a training step is, from the configuration alone.
#pragma once

#include "native/train/config.h"

namespace segue {

/// T of a step of an rnn in the benchmark.
std::int64_t stream_events(const Config& config);

/// Multiplications and additions of one step's matrix products, each counted as one operation: of
/// the way there, times three for there and back. Looking up a token's column is not one.
double flops_per_step(const Config& config, int batch);

}  // namespace segue
