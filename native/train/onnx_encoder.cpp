// SPDX-License-Identifier: Apache-2.0
// The encoder's graph: bidirectional LSTM layers over steps, then over segments where there are
// levels, then mu and sigma.
#include "native/train/onnx_source.h"
#include "native/train/onnx_vae.h"

namespace segue {
namespace {

using Numbers = std::vector<std::int64_t>;

/// Names of a layer's outputs: all states [T, 2, B, H] and the last ones [2, B, H].
struct LayerOutputs {
  std::string all, last;
};

// `weights` is "encoder.0.0", `as` the name in the graph; `steps_first` [T, B, in].
LayerOutputs add_layer(OnnxGraph& graph, const WeightSource& source, const std::string& weights,
                       const std::string& as, std::int64_t size, const std::string& steps_first) {
  const auto order = lstm_operator_order(size);
  const auto both = [&](const std::string& part, const std::string& name) {
    return graph.matrix_pair(name, source.matrix(weights + ".fw." + part).with_rows(order),
                             source.matrix(weights + ".bw." + part).with_rows(order));
  };
  std::vector<float> bias;  // [2, 8H]: of the input and of the recurrent product; ours is one sum
  for (const char* direction : {".fw.bias", ".bw.bias"}) {
    const auto values = source.vector(weights + direction);
    for (const auto row : order) bias.push_back(values[static_cast<std::size_t>(row)]);
    bias.insert(bias.end(), values.size(), 0.0f);
  }
  const LayerOutputs outputs = {as + "_all_h", as + "_last_h"};
  graph.node("LSTM",
             {steps_first, both("weight_ih", as + "_input"), both("weight_hh", as + "_recurrent"),
              graph.floats(as + "_bias", {2, 2 * kGates * size}, bias)},
             {outputs.all, outputs.last},
             {{"hidden_size", size}, {"direction", std::string("bidirectional")}});
  return outputs;
}

std::string transpose(OnnxGraph& graph, const std::string& x, const Numbers& order) {
  return graph.op("Transpose", {x}, {{"perm", order}});
}

// All layers of a level; the last states of the top one, [B, 2H].
std::string add_level(OnnxGraph& graph, const WeightSource& source, const Config& config,
                      std::size_t level, std::string steps_first) {
  LayerOutputs outputs;
  std::string tag;
  for (std::size_t layer = 0; layer < config.encoder_sizes.size(); ++layer) {
    const std::string place = std::to_string(level) + "." + std::to_string(layer);
    tag =
        level + layer == 0 ? "lstm" : "lstm_" + std::to_string(level) + "_" + std::to_string(layer);
    if (layer > 0) {
      const std::int64_t below = config.encoder_sizes[layer - 1];
      const auto paired = transpose(graph, outputs.all, {0, 2, 1, 3});  // [T, B, 2, H]
      steps_first =
          graph.op("Reshape", {paired, graph.ints(tag + "_joined_shape", {0, 0, 2 * below})});
    }
    outputs =
        add_layer(graph, source, "encoder." + place, tag, config.encoder_sizes[layer], steps_first);
  }
  const auto batch_first = transpose(graph, outputs.last, {1, 0, 2});  // [B, 2, H]
  return graph.op("Reshape", {batch_first, graph.ints(tag + "_flat_shape",
                                                      {-1, 2 * config.encoder_sizes.back()})});
}

}  // namespace

Result<std::vector<std::uint8_t>> make_encoder_graph(const Weights& weights, const Config& config,
                                                     WeightStorage storage) {
  if (auto good = check_weights(weights, config); !good) return good.error();
  const WeightSource source(weights, storage);
  auto model = make_onnx_model("encoder");
  OnnxGraph graph(*model.mutable_graph(), "");
  const std::string batch = "B";
  std::int64_t depth = config.info()->input_depth() + config.control_depth();
  graph.add_input("sequence", onnx::TensorProto::FLOAT, {batch, std::int64_t{config.steps}, depth});
  for (const char* name : {"mu", "sigma"}) {
    graph.add_output(name, onnx::TensorProto::FLOAT, {batch, std::int64_t{config.z_size}});
  }
  std::string x = "sequence";  // [B * segments, steps, depth]
  if (config.encoder_levels.empty()) {
    x = add_level(graph, source, config, 0, transpose(graph, x, {1, 0, 2}));
  }
  for (std::size_t level = 0; level < config.encoder_levels.size(); ++level) {
    const Numbers shape = {-1, config.encoder_levels[level], depth};
    x = graph.op("Reshape", {x, graph.ints("level_" + std::to_string(level) + "_shape", shape)});
    x = add_level(graph, source, config, level, transpose(graph, x, {1, 0, 2}));
    depth = 2 * config.encoder_sizes.back();
  }
  for (const std::string name : {"mu", "sigma"}) add_dense_weights(graph, source, name, name);
  dense(graph, x, "mu", "mu");
  graph.op("Softplus", {dense(graph, x, "sigma")}, {}, "sigma");
  return to_bytes(model);
}

}  // namespace segue
