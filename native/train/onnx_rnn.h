// SPDX-License-Identifier: Apache-2.0
// The graph of an rnn package from its weights: what follows each event of a stream. Opset 17,
// IR 8.
#pragma once

#include <cstdint>
#include <vector>

#include "native/train/config.h"
#include "native/train/weight_storage.h"
#include "native/train/weights.h"
#include "shared/base/result.h"

namespace segue {

/// tokens int64 [T, B], h and c float [L, B, H], with attention its memory (attention_lstm.h)
/// attention float [A + 1, B, H] and, with position counters, counters float [T, B, K] -> logits
/// float [T, B, V], h_out, c_out and attention_out. T and B are free: T = 1 generates, more read a
/// primer or score a piece. Bytes of the .onnx file.
/// Errors: those of check_weights (onnx_vae.h).
Result<std::vector<std::uint8_t>> make_step_graph(const Weights& weights, const Config& config,
                                                  WeightStorage storage);

}  // namespace segue
