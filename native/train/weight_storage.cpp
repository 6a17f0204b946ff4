// SPDX-License-Identifier: Apache-2.0
#include "native/train/weight_storage.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace segue {

Result<WeightStorage> parse_weight_storage(std::string_view name) {
  if (name == "f32") return WeightStorage::kF32;
  if (name == "f16") return WeightStorage::kF16;
  if (name == "int8") return WeightStorage::kInt8;
  return Error{ErrorCode::kInvalidArgument,
               "there is no weight storage '" + std::string(name) + "'; choose f32, f16 or int8"};
}

const char* weight_storage_name(WeightStorage storage) {
  switch (storage) {
    case WeightStorage::kF16:
      return "f16";
    case WeightStorage::kInt8:
      return "int8";
    default:
      return "f32";
  }
}

bool is_quantized(const NamedArray& array) {
  return array.shape.size() == 2 &&
         static_cast<std::int64_t>(array.values.size()) >= kMinQuantizedElements;
}

QuantizedMatrix quantize_rows(std::span<const float> values, std::int64_t rows,
                              std::int64_t columns) {
  QuantizedMatrix out{rows, columns, std::vector<std::int8_t>(values.size()),
                      std::vector<float>(static_cast<std::size_t>(rows), 1.0f)};
  for (std::int64_t r = 0; r < rows; ++r) {
    const auto row =
        values.subspan(static_cast<std::size_t>(r * columns), static_cast<std::size_t>(columns));
    float largest = 0;
    for (const float x : row) largest = std::max(largest, std::fabs(x));
    if (largest == 0) continue;
    const float scale = largest / 127.0f;
    out.scales[static_cast<std::size_t>(r)] = scale;
    for (std::size_t c = 0; c < row.size(); ++c) {
      const float q = std::nearbyint(row[c] / scale);
      out.values[static_cast<std::size_t>(r * columns) + c] =
          static_cast<std::int8_t>(std::clamp(q, -127.0f, 127.0f));
    }
  }
  return out;
}

Weights round_weights(const Weights& weights, WeightStorage storage) {
  Weights rounded = weights;
  for (auto& [name, array] : rounded.arrays) {
    if (storage == WeightStorage::kF16) {
      for (float& x : array.values) x = from_half(to_half(x));
    } else if (storage == WeightStorage::kInt8 && is_quantized(array)) {
      const auto matrix = quantize_rows(array.values, array.shape[0], array.shape[1]);
      for (std::size_t i = 0; i < array.values.size(); ++i) {
        array.values[i] =
            matrix.values[i] * matrix.scales[i / static_cast<std::size_t>(matrix.columns)];
      }
    }
  }
  return rounded;
}

}  // namespace segue
