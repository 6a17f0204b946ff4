// SPDX-License-Identifier: Apache-2.0
#include "native/train/onnx_weights.h"

#include <algorithm>
#include <cassert>

namespace segue {

StoredMatrix StoredMatrix::create(const NamedArray& array, WeightStorage storage) {
  assert(array.shape.size() == 2);
  StoredMatrix matrix;
  matrix.rows = array.shape[0];
  matrix.columns = array.shape[1];
  if (storage == WeightStorage::kInt8 && is_quantized(array)) {
    const auto quantized = quantize_rows(array.values, matrix.rows, matrix.columns);
    matrix.storage = WeightStorage::kInt8;
    matrix.values.assign(quantized.values.begin(), quantized.values.end());
    matrix.scales = quantized.scales;
    return matrix;
  }
  matrix.values = stored_vector(array, storage);
  if (storage == WeightStorage::kF16 && is_quantized(array)) matrix.storage = WeightStorage::kF16;
  return matrix;
}

StoredMatrix StoredMatrix::with_columns(std::int64_t first, std::int64_t count) const {
  assert(first >= 0 && first + count <= columns);
  StoredMatrix part = *this;
  part.columns = count;
  part.values.clear();
  for (std::int64_t r = 0; r < rows; ++r) {
    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(r * columns + first);
    part.values.insert(part.values.end(), begin, begin + static_cast<std::ptrdiff_t>(count));
  }
  return part;
}

StoredMatrix StoredMatrix::with_rows(std::span<const std::int64_t> order) const {
  StoredMatrix part = *this;
  part.rows = static_cast<std::int64_t>(order.size());
  part.values.clear();
  part.scales.clear();
  for (const std::int64_t row : order) {
    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(row * columns);
    part.values.insert(part.values.end(), begin, begin + static_cast<std::ptrdiff_t>(columns));
    if (!scales.empty()) part.scales.push_back(scales[static_cast<std::size_t>(row)]);
  }
  return part;
}

StoredMatrix StoredMatrix::with_zero_column() const {
  StoredMatrix wider = *this;
  wider.columns = columns + 1;
  wider.values.assign(static_cast<std::size_t>(rows * wider.columns), 0.0f);
  for (std::int64_t r = 0; r < rows; ++r) {
    std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(r * columns), columns,
                wider.values.begin() + static_cast<std::ptrdiff_t>(r * wider.columns));
  }
  return wider;
}

StoredMatrix StoredMatrix::transposed_values() const {
  StoredMatrix turned = *this;
  turned.rows = columns;
  turned.columns = rows;
  for (std::int64_t r = 0; r < rows; ++r) {
    for (std::int64_t c = 0; c < columns; ++c) {
      turned.values[static_cast<std::size_t>(c * rows + r)] =
          values[static_cast<std::size_t>(r * columns + c)];
    }
  }
  return turned;
}

std::vector<float> stored_vector(const NamedArray& array, WeightStorage storage) {
  std::vector<float> values = array.values;
  if (storage == WeightStorage::kF16) {
    for (float& x : values) x = from_half(to_half(x));
  }
  return values;
}

}  // namespace segue
