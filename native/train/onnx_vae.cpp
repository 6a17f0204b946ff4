// SPDX-License-Identifier: Apache-2.0
#include "native/train/onnx_vae.h"

#include "native/train/onnx_graph.h"

namespace segue {
namespace {

using Type = onnx::TensorProto;

constexpr std::int64_t kGates = 4;             // i, f, g, o
constexpr float kSmallestTemperature = 1e-6f;  // below, logits / temperature could overflow

onnx::ModelProto make_model(const std::string& name) {
  onnx::ModelProto model;
  model.set_ir_version(8);
  model.set_producer_name("segue-train");
  auto& opset = *model.add_opset_import();
  opset.set_domain("");
  opset.set_version(17);
  model.mutable_graph()->set_name(name);
  return model;
}

std::vector<std::uint8_t> to_bytes(const onnx::ModelProto& model) {
  std::vector<std::uint8_t> bytes(model.ByteSizeLong());
  model.SerializeWithCachedSizesToArray(bytes.data());
  return bytes;
}

// The LSTM operator wants its gates as i, o, f, c.
std::vector<std::int64_t> lstm_operator_order(std::int64_t size) {
  std::vector<std::int64_t> order;
  for (const std::int64_t gate : {0, 3, 1, 2}) {
    for (std::int64_t unit = 0; unit < size; ++unit) order.push_back(gate * size + unit);
  }
  return order;
}

/// The weights by name in their storage; names were checked by vae_sizes.
class Source {
 public:
  Source(const Weights& weights, WeightStorage storage) : weights_(weights), storage_(storage) {}
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

std::string layer_name(std::int64_t layer, const char* part) {
  return "decoder." + std::to_string(layer) + "." + part;
}

struct LayerState {
  std::string h, c;
};

// One step of an LSTM layer from the sum of its gates [B, 4D].
void lstm_cell(OnnxGraph& body, std::int64_t layer, const std::string& gates, const std::string& c,
               const LayerState& next) {
  const std::string tag = "gate" + std::to_string(layer) + "_";
  body.node("Split", {gates, "gate_sizes"}, {tag + "i", tag + "f", tag + "g", tag + "o"},
            {{"axis", std::int64_t{1}}});
  const auto kept = body.op("Mul", {body.op("Sigmoid", {tag + "f"}), c});
  const auto added =
      body.op("Mul", {body.op("Sigmoid", {tag + "i"}), body.op("Tanh", {tag + "g"})});
  body.op("Add", {kept, added}, {}, next.c);
  body.op("Mul", {body.op("Sigmoid", {tag + "o"}), body.op("Tanh", {next.c})}, {}, next.h);
}

// Adds the decoder's weights under fixed names. Layer 0: token rows, z part and recurrent part
// apart; other layers: input and recurrent part one below the other, for one product.
void add_decoder_weights(OnnxGraph& graph, const Source& source, const VaeSizes& sizes) {
  const std::int64_t gate_rows = kGates * sizes.decoder_size;
  const auto input = source.matrix(layer_name(0, "weight_ih"));
  // Row V is the zero vector: the "previous token" of the first step.
  graph.matrix("token_rows", input.with_columns(0, sizes.classes).with_zero_column(),
               /*transposed=*/true);                                                // [V + 1, 4D]
  graph.matrix("z_weight", input.with_columns(sizes.classes, sizes.z_size), true);  // [Z, 4D]
  graph.matrix("recurrent_0", source.matrix(layer_name(0, "weight_hh")), true);     // [D, 4D]
  graph.floats("bias_0", {gate_rows}, source.vector(layer_name(0, "bias")));
  for (std::int64_t layer = 1; layer < sizes.decoder_layers; ++layer) {
    const std::string number = std::to_string(layer);
    graph.matrix("input_" + number, source.matrix(layer_name(layer, "weight_ih")), true);
    graph.matrix("recurrent_" + number, source.matrix(layer_name(layer, "weight_hh")), true);
    graph.op("Concat", {"input_" + number, "recurrent_" + number}, {{"axis", std::int64_t{0}}},
             "weight_" + number);  // [2D, 4D]
    graph.floats("bias_" + number, {gate_rows}, source.vector(layer_name(layer, "bias")));
  }
  graph.matrix("init_weight", source.matrix("decoder.init.weight"), true);  // [Z, 2LD]
  graph.floats("init_bias", {2 * sizes.decoder_layers * sizes.decoder_size},
               source.vector("decoder.init.bias"));
  graph.matrix("output_weight", source.matrix("output.weight"), true);  // [D, V]
  graph.floats("output_bias", {sizes.classes}, source.vector("output.bias"));
}

std::vector<LayerState> layer_states(const VaeSizes& sizes, const std::string& suffix) {
  std::vector<LayerState> states;
  for (std::int64_t layer = 0; layer < sizes.decoder_layers; ++layer) {
    const std::string number = std::to_string(layer);
    states.push_back({"h" + number + suffix, "c" + number + suffix});
  }
  return states;
}

// One step: previous token and states in, token and states out.
void fill_body(onnx::GraphProto& proto, const VaeSizes& sizes) {
  OnnxGraph body(proto, "body_");
  const auto before = layer_states(sizes, "_before"), after = layer_states(sizes, "_after");
  const Shape state_shape = {std::string("B"), sizes.decoder_size};
  body.add_input("step", Type::INT64, {});
  body.add_input("go_on", Type::BOOL, {});
  body.add_input("token_before", Type::INT64, {std::string("B")});
  body.add_output("go_on_after", Type::BOOL, {});
  body.add_output("token_after", Type::INT64, {std::string("B")});
  for (std::size_t i = 0; i < before.size(); ++i) {
    body.add_input(before[i].h, Type::FLOAT, state_shape);
    body.add_input(before[i].c, Type::FLOAT, state_shape);
    body.add_output(after[i].h, Type::FLOAT, state_shape);
    body.add_output(after[i].c, Type::FLOAT, state_shape);
  }
  body.add_output("token_of_step", Type::INT64, {std::string("B")});

  body.op("Identity", {"go_on"}, {}, "go_on_after");
  const auto token = body.op("Gather", {"token_rows", "token_before"});  // [B, 4D]
  const auto input = body.op("Add", {token, "z_gates"});
  const auto recurrent = body.op("MatMul", {before[0].h, "recurrent_0"});
  lstm_cell(body, 0, body.op("Add", {input, recurrent}), before[0].c, after[0]);
  for (std::size_t i = 1; i < before.size(); ++i) {
    const std::string number = std::to_string(i);
    const auto both =
        body.op("Concat", {after[i - 1].h, before[i].h}, {{"axis", std::int64_t{1}}});  // [B, 2D]
    const auto gates =
        body.op("Add", {body.op("MatMul", {both, "weight_" + number}), "bias_" + number});
    lstm_cell(body, static_cast<std::int64_t>(i), gates, before[i].c, after[i]);
  }
  const auto logits =
      body.op("Add", {body.op("MatMul", {after.back().h, "output_weight"}), "output_bias"});
  const auto noise = body.op("Gather", {"noise", "step"}, {{"axis", std::int64_t{0}}});  // [B, V]
  const auto scores = body.op("Add", {body.op("Div", {logits, "divisor"}), noise});
  body.op("ArgMax", {scores}, {{"axis", std::int64_t{1}}, {"keepdims", std::int64_t{0}}},
          "token_after");
  body.op("Identity", {"token_after"}, {}, "token_of_step");
}

}  // namespace

Result<std::vector<std::uint8_t>> make_encoder_graph(const Weights& weights, int steps,
                                                     WeightStorage storage) {
  const auto sizes = vae_sizes(weights);
  if (!sizes) return sizes.error();
  const Source source(weights, storage);
  auto model = make_model("encoder");
  OnnxGraph graph(*model.mutable_graph(), "");
  const std::int64_t size = sizes->encoder_size;
  const std::string batch = "B";
  graph.add_input("sequence", Type::FLOAT, {batch, std::int64_t{steps}, sizes->classes});
  graph.add_output("mu", Type::FLOAT, {batch, sizes->z_size});
  graph.add_output("sigma", Type::FLOAT, {batch, sizes->z_size});

  const auto order = lstm_operator_order(size);
  const auto both = [&](const std::string& part, const std::string& name) {
    return graph.matrix_pair(name, source.matrix("encoder.fw." + part).with_rows(order),
                             source.matrix("encoder.bw." + part).with_rows(order));
  };
  std::vector<float> bias;  // [2, 8H]: of the input and of the recurrent product; ours is one sum
  for (const char* direction : {"encoder.fw.bias", "encoder.bw.bias"}) {
    const auto values = source.vector(direction);
    for (const auto row : order) bias.push_back(values[static_cast<std::size_t>(row)]);
    bias.insert(bias.end(), values.size(), 0.0f);
  }
  const auto steps_first = graph.op("Transpose", {"sequence"},
                                    {{"perm", std::vector<std::int64_t>{1, 0, 2}}});  // [T, B, V]
  graph.node("LSTM",
             {steps_first, both("weight_ih", "lstm_input"), both("weight_hh", "lstm_recurrent"),
              graph.floats("lstm_bias", {2, 2 * kGates * size}, bias)},
             {"lstm_all_h", "lstm_last_h"},
             {{"hidden_size", size}, {"direction", std::string("bidirectional")}});
  const auto batch_first = graph.op("Transpose", {"lstm_last_h"},
                                    {{"perm", std::vector<std::int64_t>{1, 0, 2}}});  // [B, 2, H]
  const auto last =
      graph.op("Reshape", {batch_first, graph.ints("flat_shape", {-1, 2 * size})});  // [B, 2H]
  for (const std::string name : {"mu", "sigma"}) {
    const auto weight = graph.matrix(name + "_weight", source.matrix(name + ".weight"), true);
    const auto bias_name =
        graph.floats(name + "_bias", {sizes->z_size}, source.vector(name + ".bias"));
    const auto product = graph.op("MatMul", {last, weight});
    if (name == "mu") {
      graph.op("Add", {product, bias_name}, {}, name);
    } else {
      graph.op("Softplus", {graph.op("Add", {product, bias_name})}, {}, name);
    }
  }
  return to_bytes(model);
}

Result<std::vector<std::uint8_t>> make_decoder_graph(const Weights& weights, int steps,
                                                     WeightStorage storage) {
  const auto sizes = vae_sizes(weights);
  if (!sizes) return sizes.error();
  auto model = make_model("decoder");
  OnnxGraph graph(*model.mutable_graph(), "");
  const std::string batch = "B";
  const std::int64_t size = sizes->decoder_size;
  graph.add_input("z", Type::FLOAT, {batch, sizes->z_size});
  graph.add_input("noise", Type::FLOAT, {std::int64_t{steps}, batch, sizes->classes});
  graph.add_input("temperature", Type::FLOAT, {});
  graph.add_output("tokens", Type::INT64, {batch, std::int64_t{steps}});
  add_decoder_weights(graph, Source(weights, storage), *sizes);

  graph.ints("gate_sizes", std::vector<std::int64_t>(kGates, size));
  graph.op("Max", {"temperature", graph.float_scalar("smallest_temperature", kSmallestTemperature)},
           {}, "divisor");
  graph.op("Add", {graph.op("MatMul", {"z", "z_weight"}), "bias_0"}, {}, "z_gates");  // [B, 4D]
  const auto init =
      graph.op("Tanh", {graph.op("Add", {graph.op("MatMul", {"z", "init_weight"}), "init_bias"})});
  const auto first = layer_states(*sizes, "_first"), last = layer_states(*sizes, "_last");
  std::vector<std::string> first_names, last_names;
  for (std::size_t i = 0; i < first.size(); ++i) {
    first_names.insert(first_names.end(), {first[i].h, first[i].c});
    last_names.insert(last_names.end(), {last[i].h, last[i].c});
  }
  const auto state_sizes =
      graph.ints("state_sizes", std::vector<std::int64_t>(first_names.size(), size));
  graph.node("Split", {init, state_sizes}, first_names, {{"axis", std::int64_t{1}}});
  const auto z_shape = graph.op("Shape", {"z"});
  const auto batch_size =
      graph.op("Slice", {z_shape, graph.ints("index_0", {0}), graph.ints("index_1", {1})});
  graph.op("Expand", {graph.ints("no_token", {sizes->classes}), batch_size}, {}, "token_first");

  std::vector<std::string> inputs = {graph.int_scalar("steps", steps), graph.true_scalar("always"),
                                     "token_first"};
  inputs.insert(inputs.end(), first_names.begin(), first_names.end());
  std::vector<std::string> outputs = {"token_last"};
  outputs.insert(outputs.end(), last_names.begin(), last_names.end());
  outputs.push_back("tokens_by_step");  // [T, B]
  fill_body(graph.loop(inputs, outputs), *sizes);
  graph.op("Transpose", {"tokens_by_step"}, {{"perm", std::vector<std::int64_t>{1, 0}}}, "tokens");
  return to_bytes(model);
}

}  // namespace segue
