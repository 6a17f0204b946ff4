// SPDX-License-Identifier: Apache-2.0
// As in attention_lstm.cpp the inputs enter the gates by one product; ONNX Runtime computes its
// weights when it loads the graph.
#include "native/train/onnx_attention.h"

#include <vector>

#include "native/train/onnx_cores.h"

namespace segue {
namespace {

using Type = onnx::TensorProto;
using Names = std::vector<std::string>;

const Attributes kAlongRows = {{"axis", std::int64_t{0}}};
const Attributes kAlongColumns = {{"axis", std::int64_t{1}}};

// What goes from step to step, in the order of the Loop's ports.
Names state_names(const std::string& when) {
  return {"h_" + when, "c_" + when, "read_" + when, "window_" + when, "keys_" + when};
}

// Everything but the recurrent product that enters the gates: first_gates [T, B, 4H]; and the
// recurrent weights [2H, 4H] of h and of what was read.
void add_gates(OnnxGraph& graph, const WeightSource& source, const Config& config) {
  const std::int64_t size = config.decoder_sizes.front(), v = config.info()->output_depth();
  const std::int64_t k = config.counters, width = v + k;
  graph.matrix("first_input", source.matrix("rnn.0.weight_ih"), /*transposed=*/true);  // [I, 4H]
  graph.matrix("attention_input", source.matrix("rnn.attention.input.weight"), true);  // [I + H, I]
  graph.op("MatMul", {"attention_input", "first_input"}, {}, "input_rows");  // [I + H, 4H]
  Names parts = {"token_rows", "counter_rows", "read_rows"};
  std::vector<std::int64_t> sizes = {v, k, size};
  if (k == 0) parts.erase(parts.begin() + 1), sizes.erase(sizes.begin() + 1);
  graph.node("Split", {"input_rows", graph.ints("input_sizes", sizes)}, parts, kAlongRows);
  graph.floats("attention_input_bias", {1, width}, source.vector("rnn.attention.input.bias"));
  graph.floats("first_bias", {kGates * size}, source.vector("rnn.0.bias"));
  const auto bias =
      graph.op("Add", {graph.op("MatMul", {"attention_input_bias", "first_input"}), "first_bias"});
  std::string gates = graph.op("Add", {graph.op("Gather", {"token_rows", "tokens"}), bias});
  if (k > 0) {
    gates = graph.op("Add", {gates, graph.op("MatMul", {"counters", "counter_rows"})});
  }
  graph.op("Identity", {gates}, {}, "first_gates");
  graph.matrix("first_recurrent", source.matrix("rnn.0.weight_hh"), true);  // [H, 4H]
  graph.op("Concat", {"first_recurrent", "read_rows"}, kAlongRows, "recurrent");
}

// One step: the state before it in; the state after it and what the layer puts out.
void fill_step(onnx::GraphProto& proto, const Config& config) {
  OnnxGraph body(proto, "step_");
  const std::int64_t size = config.decoder_sizes.front(), length = config.attention;
  const Names before = state_names("before"), after = state_names("after");
  body.add_input("time", Type::INT64, {});
  body.add_input("go_on", Type::BOOL, {});
  body.add_output("go_on_after", Type::BOOL, {});
  for (std::size_t i = 0; i < before.size(); ++i) {
    const std::string batch = "B";
    const Shape shape = i < 3 ? Shape{batch, size} : Shape{length, batch, size};
    body.add_input(before[i], Type::FLOAT, shape);
    body.add_output(after[i], Type::FLOAT, shape);
  }
  body.add_output("put_out", Type::FLOAT, {std::string("B"), size});

  body.op("Identity", {"go_on"}, {}, "go_on_after");
  const auto recurrent = body.op(
      "MatMul", {body.op("Concat", {"h_before", "read_before"}, kAlongColumns), "recurrent"});
  const auto input = body.op("Gather", {"first_gates", "time"}, kAlongRows);  // [B, 4H]
  add_cell(body, "first_", 0, size, body.op("Add", {input, recurrent}), "c_before",
           {"h_after", "c_after"});
  const auto query = dense(body, body.op("Concat", {"c_after", "h_after"}, kAlongColumns), "query");
  const auto bent = body.op("Tanh", {body.op("Add", {"keys_before", query})});  // [A, B, H]
  const auto shares = body.op("Softmax", {body.op("MatMul", {bent, "score_weight"})}, kAlongRows);
  body.op("ReduceSum", {body.op("Mul", {shares, "window_before"}), "axis_0"},
          {{"keepdims", std::int64_t{0}}}, "read_after");  // [B, H]
  dense(body, body.op("Concat", {"h_after", "read_after"}, kAlongColumns), "read_output",
        "put_out");
  const auto newest = body.op("Unsqueeze", {"put_out", "axis_0"});  // [1, B, H]
  const auto push = [&](const std::string& rows, const std::string& row, const std::string& name) {
    const auto kept = body.op("Slice", {rows, "second_row", "last_row", "axis_0"});
    body.op("Concat", {kept, row}, kAlongRows, name);
  };
  push("window_before", newest, "window_after");
  push("keys_before", body.op("MatMul", {newest, "key_weight"}), "keys_after");
}

}  // namespace

RnnLayer add_attention_layer(OnnxGraph& graph, const WeightSource& source, const Config& config,
                             const std::string& h, const std::string& c) {
  const std::int64_t length = config.attention;
  graph.ints("axis_0", {0});
  graph.ints("second_row", {1});
  graph.ints("last_row", {length});
  add_gates(graph, source, config);
  add_dense_weights(graph, source, "rnn.attention.query", "query");
  add_dense_weights(graph, source, "rnn.attention.output", "read_output");
  graph.matrix("key_weight", source.matrix("rnn.attention.window"), /*transposed=*/true);
  graph.matrix("score_weight", source.matrix("rnn.attention.score"), true);  // [H, 1]

  const auto squeeze = [&](const std::string& x, const std::string& name) {
    graph.op("Squeeze", {x, "axis_0"}, {}, name);
  };
  squeeze(h, "h_first");
  squeeze(c, "c_first");
  graph.node("Split", {"attention", graph.ints("memory_sizes", {length, 1})},
             {"window_first", "read_rows_first"}, kAlongRows);
  squeeze("read_rows_first", "read_first");
  graph.op("MatMul", {"window_first", "key_weight"}, {}, "keys_first");  // [A, B, H]
  const auto steps =
      graph.op("Gather", {graph.op("Shape", {"tokens"}), graph.int_scalar("first", 0)});
  Names inputs = {steps, graph.true_scalar("always")}, outputs = state_names("last");
  const Names first = state_names("first");
  inputs.insert(inputs.end(), first.begin(), first.end());
  outputs.push_back("first_layer");  // [T, B, H]
  fill_step(graph.loop(inputs, outputs), config);

  const auto row = [&](const std::string& x) { return graph.op("Unsqueeze", {x, "axis_0"}); };
  graph.op("Concat", {"window_last", row("read_last")}, kAlongRows, "attention_out");
  return {"first_layer", row("h_last"), row("c_last")};
}

}  // namespace segue
