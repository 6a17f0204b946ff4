// SPDX-License-Identifier: Apache-2.0
#include "native/train/weights.h"

#include "shared/tensor/safetensors.h"

namespace segue {

const NamedArray* Weights::find(std::string_view name) const {
  const auto found = arrays.find(std::string(name));
  return found == arrays.end() ? nullptr : &found->second;
}

std::int64_t Weights::parameter_count() const {
  std::int64_t count = 0;
  for (const auto& [name, array] : arrays) count += static_cast<std::int64_t>(array.values.size());
  return count;
}

std::vector<std::uint8_t> write_safetensors(const Weights& weights,
                                            const std::map<std::string, std::string>& metadata,
                                            FloatStorage storage) {
  NamedTensors tensors;
  for (const auto& [name, array] : weights.arrays) tensors[name] = {array.shape, array.values};
  return format_safetensors(tensors, storage, metadata);
}

Result<Weights> read_safetensors(std::span<const std::uint8_t> bytes) {
  auto tensors = parse_safetensors(bytes);
  if (!tensors) return tensors.error();
  Weights weights;
  for (auto& [name, tensor] : *tensors) {
    // parse_safetensors gives floats only.
    weights.arrays[name] = {std::move(tensor.shape),
                            std::move(std::get<std::vector<float>>(tensor.data))};
  }
  return weights;
}

}  // namespace segue
