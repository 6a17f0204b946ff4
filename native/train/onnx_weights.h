// SPDX-License-Identifier: Apache-2.0
// Weight matrices on their way into a graph: rounded to their storage first, then cut, reordered
// and turned, so that the graph computes with exactly the values round_weights() gives.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "native/train/weight_storage.h"
#include "native/train/weights.h"

namespace segue {

/// [rows, columns] = [out, in], row-major. `values` are the floats, or the whole numbers of int8
/// storage, where element (r, c) means values * scales[r].
struct StoredMatrix {
  WeightStorage storage = WeightStorage::kF32;
  std::int64_t rows = 0, columns = 0;
  std::vector<float> values;
  std::vector<float> scales;  ///< [rows] for int8, else empty

  /// Small arrays stay floats, rounded where the storage rounds them.
  static StoredMatrix create(const NamedArray& array, WeightStorage storage);
  StoredMatrix with_columns(std::int64_t first, std::int64_t count) const;
  StoredMatrix with_rows(std::span<const std::int64_t> order) const;
  StoredMatrix with_zero_column() const;
  StoredMatrix transposed_values() const;  ///< [columns, rows]; scales stay as they are
};

/// A bias, rounded where the storage rounds it.
std::vector<float> stored_vector(const NamedArray& array, WeightStorage storage);

}  // namespace segue
