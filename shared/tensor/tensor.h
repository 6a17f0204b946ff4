// SPDX-License-Identifier: Apache-2.0
// Dense row-major arrays that go into and come out of model graphs.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace segue {

/// Row-major; `shape` empty for a scalar. The element type is that of the alternative held.
struct Tensor {
  std::vector<std::int64_t> shape;
  std::variant<std::vector<float>, std::vector<std::int64_t>> data;

  /// Null when the tensor holds the other type.
  const std::vector<float>* floats() const { return std::get_if<0>(&data); }
  const std::vector<std::int64_t>* ints() const { return std::get_if<1>(&data); }
  std::size_t size() const {
    return std::visit([](const auto& values) { return values.size(); }, data);
  }
  bool operator==(const Tensor&) const = default;
};

/// Number of elements a shape describes; 1 for a scalar.
inline std::int64_t element_count(const std::vector<std::int64_t>& shape) {
  std::int64_t count = 1;
  for (const auto extent : shape) count *= extent;
  return count;
}

using NamedTensors = std::map<std::string, Tensor>;

}  // namespace segue
