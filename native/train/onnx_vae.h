// SPDX-License-Identifier: Apache-2.0
// The two graphs of a MusicVAE package from its weights (REFERENCE 3.2; names and shapes:
// weights.h). Opset 17, IR 8. Everything a runtime needs is inside, the loop over steps too.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "native/train/weight_storage.h"
#include "native/train/weights.h"
#include "shared/base/result.h"

namespace segue {

/// The sizes of a network, read off its weights.
struct VaeSizes {
  std::int64_t classes = 0;         ///< V
  std::int64_t z_size = 0;          ///< Z
  std::int64_t encoder_size = 0;    ///< H, each direction
  std::int64_t decoder_size = 0;    ///< D
  std::int64_t decoder_layers = 0;  ///< L
};

/// Errors: kInvalidArgument, naming the array that is missing, too many, or has an unexpected
/// shape.
Result<VaeSizes> vae_sizes(const Weights& weights);

/// sequence float [B, T, V] -> mu float [B, Z], sigma float [B, Z].
/// Bytes of the .onnx file. Errors: those of vae_sizes.
Result<std::vector<std::uint8_t>> make_encoder_graph(const Weights& weights, int steps,
                                                     WeightStorage storage);

/// z float [B, Z], noise float [T, B, V], temperature float [] -> tokens int64 [B, T].
/// Token t is argmax(logits / max(temperature, 1e-6) + noise[t]): a sample where the noise is
/// Gumbel, the most likely token where it is zero.
Result<std::vector<std::uint8_t>> make_decoder_graph(const Weights& weights, int steps,
                                                     WeightStorage storage);

/// ONNX's own checker and strict shape inference. Errors: kRuntime with what they say.
Result<void> check_onnx(const std::vector<std::uint8_t>& bytes);

}  // namespace segue
