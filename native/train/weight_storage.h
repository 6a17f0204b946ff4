// SPDX-License-Identifier: Apache-2.0
// How exported models store weights in fewer bits, and what values come out again. The exporter
// writes what these functions give; `segue-train eval --store` measures what it costs.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "native/train/weights.h"
#include "shared/base/result.h"
#include "shared/tensor/half.h"

namespace segue {

enum class WeightStorage { kF32, kF16, kInt8 };

/// "f32", "f16", "int8". Errors: kInvalidArgument listing them.
Result<WeightStorage> parse_weight_storage(std::string_view name);
const char* weight_storage_name(WeightStorage storage);

/// Smaller arrays and vectors (biases) stay in f32 when storing int8: they save nothing and cost
/// accuracy.
inline constexpr std::int64_t kMinQuantizedElements = 4096;
bool is_quantized(const NamedArray& array);

/// Symmetric int8, one scale per output: value = scale[row] * q, q in -127..127, scale = max|row| /
/// 127.
struct QuantizedMatrix {
  std::int64_t rows = 0, columns = 0;  ///< [out, in] as in Weights
  std::vector<std::int8_t> values;     ///< rows * columns
  std::vector<float> scales;           ///< rows; 1 for a row of zeros
};

/// `values` is row-major [rows, columns].
QuantizedMatrix quantize_rows(std::span<const float> values, std::int64_t rows,
                              std::int64_t columns);

/// The weights as they come back after being stored that way.
Weights round_weights(const Weights& weights, WeightStorage storage);

}  // namespace segue
