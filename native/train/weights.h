// SPDX-License-Identifier: Apache-2.0
// A model's weights without LibTorch: what checkpoints hold, the exporter reads and the trainer
// starts from. Files are safetensors: an 8-byte little-endian header length, a JSON header, raw
// little-endian floats.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"

namespace segue {

/// Row-major array; `values.size()` is the product of `shape`.
struct NamedArray {
  std::vector<std::int64_t> shape;
  std::vector<float> values;
  bool operator==(const NamedArray&) const = default;
};

/// Names and layouts follow PyTorch: matrices [out, in], LSTM gates in the order i, f, g, o along
/// the first axis, one bias per gate (the forget bias of 1 is inside it). H encoder, D decoder, L
/// decoder layers:
///   encoder.fw.weight_ih [4H, V]    encoder.fw.weight_hh [4H, H]    encoder.fw.bias [4H]
///   encoder.bw.* likewise mu.weight [Z, 2H]  mu.bias [Z]  sigma.weight [Z, 2H]  sigma.bias [Z]
///   (input: last forward h, last backward h) decoder.init.weight [L*2*D, Z]  decoder.init.bias
///   [L*2*D]               (h0, c0, h1, c1, ...) decoder.0.weight_ih [4D, V+Z] decoder.0.weight_hh
///   [4D, D]  decoder.0.bias [4D]   (token columns first, then z) decoder.1.weight_ih [4D, D] ...
///   output.weight [V, D]  output.bias [V]
struct Weights {
  std::map<std::string, NamedArray> arrays;

  /// Null when there is none of that name.
  const NamedArray* find(std::string_view name) const;
  std::int64_t parameter_count() const;
  bool operator==(const Weights&) const = default;
};

/// The safetensors bytes of `weights` (dtype F32) with optional `metadata` strings; arrays in name
/// order, so the same weights always give the same bytes.
std::vector<std::uint8_t> write_safetensors(
    const Weights& weights, const std::map<std::string, std::string>& metadata = {});

/// Reads F32 safetensors. Unknown metadata is ignored.
/// Errors: kCorruptData (too short, header not JSON, offsets outside the data, a shape that does
/// not fit its bytes), kUnsupported (another dtype than F32); the message names the array.
Result<Weights> read_safetensors(std::span<const std::uint8_t> bytes);

/// The same with a file. `save_weights` writes aside and renames, so that a crash leaves no half
/// file. Errors: kIo with the path and the system's reason; those of `read_safetensors` with the
/// path in front.
Result<Weights> load_weights(const std::string& path);
Result<void> save_weights(const Weights& weights, const std::string& path);

}  // namespace segue
