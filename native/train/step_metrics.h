// SPDX-License-Identifier: Apache-2.0
// What a training step measured.
#pragma once

#include <optional>

#include "native/train/stream_measures.h"

namespace segue {

/// Means over the batch, with the decoder inputs the step used. kl_bits is before free bits.
struct StepMetrics {
  double loss = 0, r_loss = 0, kl_bits = 0, accuracy = 0;
  double gradient_norm = 0, learning_rate = 0, beta = 0, sampling_probability = 0;
  std::optional<StreamSums> stream;  ///< of an rnn, which has neither r_loss nor kl_bits
};

}  // namespace segue
