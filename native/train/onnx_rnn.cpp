// SPDX-License-Identifier: Apache-2.0
#include "native/train/onnx_rnn.h"

#include "native/train/onnx_attention.h"
#include "native/train/onnx_vae.h"

namespace segue {
namespace {

// One layer, `x` [T, B, in] and its state [1, B, H].
RnnLayer add_rnn_layer(OnnxGraph& graph, const WeightSource& source, const std::string& layer,
                       std::int64_t size, const std::string& x, const std::string& h,
                       const std::string& c) {
  const std::string weights = "rnn." + layer, as = "lstm_" + layer;
  const auto order = lstm_operator_order(size);
  const auto kernel = [&](const std::string& part) {
    return graph.single_matrix(as + "_" + part,
                               source.matrix(weights + ".weight_" + part).with_rows(order));
  };
  std::vector<float> bias;  // [1, 8H]: of the input and of the recurrent product; ours is one sum
  const auto values = source.vector(weights + ".bias");
  for (const auto row : order) bias.push_back(values[static_cast<std::size_t>(row)]);
  bias.resize(2 * values.size(), 0.0f);
  const RnnLayer outputs = {as + "_all_h", as + "_h", as + "_c"};
  const std::string directions = as + "_directions";  // [T, 1, B, H]
  graph.node(
      "LSTM",
      {x, kernel("ih"), kernel("hh"), graph.floats(as + "_bias", {1, 2 * kGates * size}, bias),
       /*sequence_lens=*/"", h, c},
      {directions, outputs.h, outputs.c}, {{"hidden_size", size}});
  graph.op("Squeeze", {directions, "axis_1"}, {}, outputs.all);
  return outputs;
}

// [T, B, V + K]: tokens as one-hot rows, and the counters.
std::string add_input_rows(OnnxGraph& graph, const Config& config) {
  graph.int_scalar("tokens_count", config.info()->output_depth());
  graph.floats("off_on", {2}, {0, 1});
  const std::string rows = graph.op("OneHot", {"tokens", "tokens_count", "off_on"});
  if (config.counters == 0) return rows;
  return graph.op("Concat", {rows, "counters"}, {{"axis", std::int64_t{2}}});
}

}  // namespace

Result<std::vector<std::uint8_t>> make_step_graph(const Weights& weights, const Config& config,
                                                  WeightStorage storage) {
  if (auto good = check_weights(weights, config); !good) return good.error();
  const WeightSource source(weights, storage);
  const auto layers = static_cast<std::int64_t>(config.decoder_sizes.size());
  const std::int64_t size = config.decoder_sizes.front(), v = config.info()->output_depth();
  auto model = make_onnx_model("step");
  OnnxGraph graph(*model.mutable_graph(), "");
  const std::string steps = "T", batch = "B";
  graph.add_input("tokens", onnx::TensorProto::INT64, {steps, batch});
  for (const char* name : {"h", "c"}) {
    graph.add_input(name, onnx::TensorProto::FLOAT, {layers, batch, size});
  }
  const Shape memory = {std::int64_t{config.attention + 1}, batch, size};
  if (config.attention > 0) graph.add_input("attention", onnx::TensorProto::FLOAT, memory);
  if (config.counters > 0) {
    graph.add_input("counters", onnx::TensorProto::FLOAT,
                    {steps, batch, std::int64_t{config.counters}});
  }
  graph.add_output("logits", onnx::TensorProto::FLOAT, {steps, batch, v});
  for (const char* name : {"h_out", "c_out"}) {
    graph.add_output(name, onnx::TensorProto::FLOAT, {layers, batch, size});
  }
  if (config.attention > 0) graph.add_output("attention_out", onnx::TensorProto::FLOAT, memory);

  graph.ints("axis_1", {1});
  std::string x = config.attention > 0 ? "" : add_input_rows(graph, config);
  std::vector<std::string> h, c, h_out, c_out;  // [1, B, H] a layer
  for (std::int64_t i = 0; i < layers; ++i) {
    h.push_back("h_" + std::to_string(i));
    c.push_back("c_" + std::to_string(i));
  }
  graph.node("Split", {"h"}, h, {{"axis", std::int64_t{0}}});
  graph.node("Split", {"c"}, c, {{"axis", std::int64_t{0}}});
  for (std::size_t i = 0; i < h.size(); ++i) {
    const auto outputs = i == 0 && config.attention > 0
                             ? add_attention_layer(graph, source, config, h[i], c[i])
                             : add_rnn_layer(graph, source, std::to_string(i), size, x, h[i], c[i]);
    x = outputs.all;
    h_out.push_back(outputs.h);
    c_out.push_back(outputs.c);
  }
  graph.op("Concat", h_out, {{"axis", std::int64_t{0}}}, "h_out");
  graph.op("Concat", c_out, {{"axis", std::int64_t{0}}}, "c_out");
  add_dense_weights(graph, source, "rnn.output", "output");
  dense(graph, x, "output", "logits");  // [T, B, V]
  return to_bytes(model);
}

}  // namespace segue
