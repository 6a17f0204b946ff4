// SPDX-License-Identifier: Apache-2.0
#include "native/train/package_weights.h"

#include <onnx/onnx_pb.h>

#include <cstring>
#include <map>
#include <optional>

namespace segue {
namespace {

// What a graph holds is known to the code that writes it, and to be known there alone. It is asked
// where each weight goes: it writes the graphs of a network whose weights are their own numbers.

using Constants = std::map<std::string, NamedArray>;  ///< by the names they have as floats

/// A number is written as two digits and 1 added to each: floats hold them exactly, and 0 is left
/// to say "no weight" (a bias that ONNX's operator has and ours does not, say).
constexpr std::int64_t kDigit = 4096;

template <class T>
std::vector<float> to_floats(const std::string& raw, float (*convert)(T)) {
  std::vector<float> values;
  values.reserve(raw.size() / sizeof(T));
  for (std::size_t i = 0; i + sizeof(T) <= raw.size(); i += sizeof(T)) {
    T value;
    std::memcpy(&value, raw.data() + i, sizeof value);
    values.push_back(convert(value));
  }
  return values;
}

std::optional<std::vector<float>> floats_of(const onnx::TensorProto& tensor) {
  const std::string& raw = tensor.raw_data();
  switch (tensor.data_type()) {
    case onnx::TensorProto::FLOAT:
      return to_floats<float>(raw, [](float x) { return x; });
    case onnx::TensorProto::FLOAT16:
      return to_floats<std::uint16_t>(raw, from_half);
    case onnx::TensorProto::INT8:
      return to_floats<std::int8_t>(raw, [](std::int8_t x) { return static_cast<float>(x); });
    default:
      return std::nullopt;
  }
}

std::int64_t size_of(const std::vector<std::int64_t>& shape) {
  std::int64_t size = 1;
  for (const auto extent : shape) size *= extent;
  return size;
}

// The name without `ending`, where it ends so.
std::optional<std::string> without(const std::string& name, std::string_view ending) {
  if (!name.ends_with(ending)) return std::nullopt;
  return name.substr(0, name.size() - ending.size());
}

// As OnnxGraph writes scales: one for each row of a matrix, along the last axis where it is turned.
void apply_scales(NamedArray& array, const NamedArray& scales) {
  const bool turned = scales.shape.size() == 1;
  const auto columns = static_cast<std::size_t>(array.shape.back());
  for (std::size_t i = 0; i < array.values.size(); ++i) {
    const std::size_t row = turned ? i % columns : i / columns;
    if (row < scales.values.size()) array.values[i] *= scales.values[row];
  }
}

/// The constants at the top of a graph, which is where the exporter puts all weights; null for
/// bytes that are no ONNX model, or one whose constants are cut short.
std::optional<Constants> read_constants(const std::vector<std::uint8_t>& bytes) {
  onnx::ModelProto model;
  if (!model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return std::nullopt;
  Constants stored;
  for (const auto& tensor : model.graph().initializer()) {
    auto values = floats_of(tensor);
    if (!values) continue;
    NamedArray array{{tensor.dims().begin(), tensor.dims().end()}, std::move(*values)};
    if (size_of(array.shape) != static_cast<std::int64_t>(array.values.size())) return std::nullopt;
    stored[tensor.name()] = std::move(array);
  }
  Constants constants;
  for (auto& [name, array] : stored) {
    if (const auto half = without(name, "_f16")) {
      constants[*half] = array;
    } else if (const auto byte = without(name, "_int8")) {
      const auto scales = stored.find(*byte + "_scale");
      if (scales == stored.end() || array.shape.empty()) return std::nullopt;
      apply_scales(array, scales->second);
      constants[*byte] = array;
    } else {
      constants[name] = array;
    }
  }
  return constants;
}

/// The weights of `config`, the one with number n being `value(n)`; numbers go on from array to
/// array.
template <class Value>
Weights number_weights(const Config& config, Value value) {
  Weights weights;
  std::int64_t number = 0;
  for (const auto& [name, shape] : weight_shapes(config)) {
    NamedArray& array = weights.arrays[name];
    array.shape = shape;
    array.values.resize(static_cast<std::size_t>(size_of(shape)));
    for (float& x : array.values) x = value(number++);
  }
  return weights;
}

/// The same graph three times, made of the low digits of the weights' numbers, of their high digits
/// and of zeros.
struct NumberedGraph {
  Constants low, high, zero;
};
using NumberedGraphs = std::map<std::string, NumberedGraph>;  ///< by file name

Result<NumberedGraphs> number_graphs(const Config& config) {
  NumberedGraphs graphs;
  const auto add = [&](Constants NumberedGraph::*digit, auto value) -> Result<void> {
    auto made = make_graphs(number_weights(config, value), config, WeightStorage::kF32);
    if (!made) return made.error();
    for (const auto& [file, bytes] : *made) {
      if (auto constants = read_constants(bytes)) graphs[file].*digit = std::move(*constants);
    }
    return {};
  };
  const auto digit = [](std::int64_t n) { return static_cast<float>(n + 1); };
  auto done = add(&NumberedGraph::low, [&](std::int64_t n) { return digit(n % kDigit); });
  if (done) done = add(&NumberedGraph::high, [&](std::int64_t n) { return digit(n / kDigit); });
  if (done) done = add(&NumberedGraph::zero, [](std::int64_t) { return 0.0f; });
  if (!done) return done.error();
  return graphs;
}

/// Weights as they come in, by their numbers.
class Found {
 public:
  explicit Found(std::int64_t count) : values_(static_cast<std::size_t>(count)) {}

  /// What `numbered` says is in `stored`.
  Result<void> take(const NumberedGraph& numbered, const Constants& stored) {
    for (const auto& [name, low] : numbered.low) {
      const auto& zero = numbered.zero.at(name).values;
      const auto& high = numbered.high.at(name).values;
      const auto found = stored.find(name);
      for (std::size_t i = 0; i < low.values.size(); ++i) {
        const bool weight = zero[i] == 0 && low.values[i] != 0;
        if (!weight) continue;
        if (found == stored.end() || found->second.shape != low.shape) {
          return Error{ErrorCode::kCorruptData, "it has no '" + name + "' of the right shape"};
        }
        const auto number = (static_cast<std::size_t>(high[i]) - 1) * kDigit +
                            static_cast<std::size_t>(low.values[i]) - 1;
        values_[number] = found->second.values[i];
      }
    }
    return {};
  }

  Weights weights(const Config& config) const {
    return number_weights(config,
                          [&](std::int64_t n) { return values_[static_cast<std::size_t>(n)]; });
  }

 private:
  std::vector<float> values_;  // 0 for what is in no graph
};

}  // namespace

Result<Weights> read_package_weights(const PackageFiles& graphs, const Config& config) {
  if (auto good = check_config(config); !good) return good.error();
  const auto numbered = number_graphs(config);
  if (!numbered) return numbered.error();
  Found found(parameter_count(config));
  for (const auto& [file, places] : *numbered) {
    const auto bytes = graphs.find(file);
    if (bytes == graphs.end()) {
      return Error{ErrorCode::kNotFound, file + " is missing: its weights are needed to train on"};
    }
    const auto stored = read_constants(bytes->second);
    const auto taken = stored ? found.take(places, *stored)
                              : Error{ErrorCode::kCorruptData, "it is no ONNX model"};
    if (!taken) {
      return Error{taken.error().code, file + " is not as segue-train export writes it for " +
                                           config.name + ": " + taken.error().message};
    }
  }
  return found.weights(config);
}

}  // namespace segue
