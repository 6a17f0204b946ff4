// SPDX-License-Identifier: Apache-2.0
// The two graphs of a MusicVAE package from its weights (REFERENCE 3.2; names and shapes:
// weight_shapes in config.h). Opset 17, IR 8. Everything a runtime needs is inside, the loops over
// segments and steps too.
#pragma once

#include <cstdint>
#include <vector>

#include "native/train/config.h"
#include "native/train/weight_storage.h"
#include "native/train/weights.h"
#include "shared/base/result.h"

namespace segue {

/// Whether the weights are those of the configuration. Errors: kInvalidArgument, naming the array
/// that is missing, too many, or has an unexpected shape.
Result<void> check_weights(const Weights& weights, const Config& config);

/// sequence float [B, T, D] -> mu float [B, Z], sigma float [B, Z]. D: input and control columns.
/// Bytes of the .onnx file. Errors: those of check_weights.
Result<std::vector<std::uint8_t>> make_encoder_graph(const Weights& weights, const Config& config,
                                                     WeightStorage storage);

/// z float [B, Z], where the configuration has controls their columns `controls` float [B, T, C],
/// and by head:
/// - categorical: noise float [T, B, V] (V summed over parts), temperature float [] -> tokens int64
///   [B, T], or [B, T, P] where there are P > 1 parts. A token is argmax(logits / max(temperature,
///   1e-6) + noise[t]): a sample where the noise is Gumbel, the most likely one where it is zero.
/// - NADE: noise float [T, B, F] in 0..1, temperature -> features float [B, T, F]: 1 where the
///   noise is below the label's probability, given the labels before it.
/// - groove: -> features float [B, T, 27]: probabilities of hits, velocities 0..1, offsets -1..1.
/// Errors: those of check_weights.
Result<std::vector<std::uint8_t>> make_decoder_graph(const Weights& weights, const Config& config,
                                                     WeightStorage storage);

/// ONNX's own checker and strict shape inference. Errors: kRuntime with what they say.
Result<void> check_onnx(const std::vector<std::uint8_t>& bytes);

}  // namespace segue
