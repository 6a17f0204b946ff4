// SPDX-License-Identifier: Apache-2.0
// A model's weights without LibTorch: what checkpoints hold, the exporter reads and the trainer
// starts from. Files are safetensors (shared/tensor/safetensors.h).
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"
#include "shared/tensor/half.h"

namespace segue {

/// Row-major array; `values.size()` is the product of `shape`.
struct NamedArray {
  std::vector<std::int64_t> shape;
  std::vector<float> values;
  bool operator==(const NamedArray&) const = default;
};

/// Names and layouts follow PyTorch: matrices [out, in], LSTM gates in the order i, f, g, o along
/// the first axis, one bias per gate (the forget bias of 1 is inside it). X columns of an input row
/// with its controls, H encoder, Z latent, C conductor, D decoder, L layers:
///   encoder.{level}.{layer}.{fw|bw}.weight_ih [4H, X or 2H]  .weight_hh [4H, H]  .bias [4H]
///     (level 0 reads steps, level 1 segments; flat encoders have level 0 only)
///   mu.weight [Z, 2H]  mu.bias [Z]  sigma.weight  sigma.bias
///     (input: last forward h, last backward h)
///   conductor.0.init.weight [L*2*C, Z]  .bias  (h0, c0, h1, c1, ...), hierarchical decoders only
///   conductor.0.{layer}.weight_ih [4C, 1 or C]  .weight_hh  .bias
///   core.{part}.init.weight [L*2*D, Z or C]  .bias  (one core for all parts: core.0)
///   core.{part}.{layer}.weight_ih [4D, V+Z+K or D]  .weight_hh [4D, D]  .bias [4D]
///     (columns: previous tokens of its parts or features, then z or what the conductor gave, then
///     controls)
///   core.{part}.output.weight [V, D]  .bias [V]
///   core.0.nade.input [F, N]  core.0.nade.output [F, N]
///     (then core.0.output gives N hidden biases, then F label biases)
/// Of an rnn, V tokens, K position counters, H units:
///   rnn.{layer}.weight_ih [4H, V+K or H]  .weight_hh [4H, H]  .bias [4H]
///   rnn.output.weight [V, H]  .bias [V]
/// The first version wrote encoder.fw.*, decoder.{layer}.*, decoder.init.* and output.*:
/// load_weights renames them.
struct Weights {
  std::map<std::string, NamedArray> arrays;

  /// Null when there is none of that name.
  const NamedArray* find(std::string_view name) const;
  std::int64_t parameter_count() const;
  bool operator==(const Weights&) const = default;
};

/// The bytes of a safetensors file and back: format_safetensors and parse_safetensors, with their
/// errors.
std::vector<std::uint8_t> write_safetensors(const Weights& weights,
                                            const std::map<std::string, std::string>& metadata = {},
                                            FloatStorage storage = FloatStorage::kF32);
Result<Weights> read_safetensors(std::span<const std::uint8_t> bytes);

/// The name that the first version had for a weight of a flat network with one core, else the name
/// itself; and the way back for all arrays.
std::string old_weight_name(const std::string& name);
void rename_old_weights(Weights& weights);

/// The same with a file; old names become new ones. `save_weights` writes aside and renames, so
/// that a crash leaves no half file. Errors: kIo with the path and the system's reason; those of
/// `read_safetensors` with the path in front.
Result<Weights> load_weights(const std::string& path);
Result<void> save_weights(const Weights& weights, const std::string& path);

}  // namespace segue
