// SPDX-License-Identifier: Apache-2.0
// What the builders of both graphs share: the model around a graph, and weights by name.
#pragma once

#include <string>
#include <vector>

#include "native/train/onnx_graph.h"

namespace segue {

inline constexpr std::int64_t kGates = 4;  // i, f, g, o

inline onnx::ModelProto make_onnx_model(const std::string& name) {
  onnx::ModelProto model;
  model.set_ir_version(8);
  model.set_producer_name("segue-train");
  auto& opset = *model.add_opset_import();
  opset.set_domain("");
  opset.set_version(17);
  model.mutable_graph()->set_name(name);
  return model;
}

inline std::vector<std::uint8_t> to_bytes(const onnx::ModelProto& model) {
  std::vector<std::uint8_t> bytes(model.ByteSizeLong());
  model.SerializeWithCachedSizesToArray(bytes.data());
  return bytes;
}

/// The weights by name in their storage; the names were checked by check_weights.
class WeightSource {
 public:
  WeightSource(const Weights& weights, WeightStorage storage)
      : weights_(weights), storage_(storage) {}
  StoredMatrix matrix(const std::string& name) const {
    return StoredMatrix::create(weights_.arrays.at(name), storage_);
  }
  std::vector<float> vector(const std::string& name) const {
    return stored_vector(weights_.arrays.at(name), storage_);
  }

 private:
  const Weights& weights_;
  WeightStorage storage_;
};

/// Rows of our kernels, gates as i, f, g, o, in the order of ONNX's LSTM operator: i, o, f, c.
inline std::vector<std::int64_t> lstm_operator_order(std::int64_t size) {
  std::vector<std::int64_t> order;
  for (const std::int64_t gate : {0, 3, 1, 2}) {
    for (std::int64_t unit = 0; unit < size; ++unit) order.push_back(gate * size + unit);
  }
  return order;
}

/// Adds `name`.weight [out, in] and `name`.bias to the graph as `as`_weight [in, out], `as`_bias.
inline void add_dense_weights(OnnxGraph& graph, const WeightSource& source, const std::string& name,
                              const std::string& as) {
  const auto bias = source.vector(name + ".bias");
  graph.matrix(as + "_weight", source.matrix(name + ".weight"), /*transposed=*/true);
  graph.floats(as + "_bias", {static_cast<std::int64_t>(bias.size())}, bias);
}

/// x [B, in] through it, [B, out].
inline std::string dense(OnnxGraph& graph, const std::string& x, const std::string& as,
                         const std::string& output = {}) {
  return graph.op("Add", {graph.op("MatMul", {x, as + "_weight"}), as + "_bias"}, {}, output);
}

}  // namespace segue
