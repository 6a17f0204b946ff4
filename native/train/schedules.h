// SPDX-License-Identifier: Apache-2.0
// What changes with the step number t = 0, 1, ...: all pure functions of the configuration.
#pragma once

#include <cstdint>

#include "native/train/config.h"

namespace segue {

/// (learning_rate - min) decay_rate^t + min
double learning_rate_at(const Config& config, std::int64_t step);

/// max_beta (1 - beta_rate^t)
double beta_at(const Config& config, std::int64_t step);

/// Probability that the decoder is fed its own sample. constant: c; exponential: 1 - c^t;
/// inverse_sigmoid: 1 - k / (k + e^(t/k)). Source: Bengio et al., 2015, section 2.4.
double sampling_probability_at(const Config& config, std::int64_t step);

}  // namespace segue
