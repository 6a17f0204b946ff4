// SPDX-License-Identifier: Apache-2.0
#include "native/train/onnx_cores.h"

namespace segue {
namespace {

const Attributes kAlongColumns = {{"axis", std::int64_t{1}}};

std::string numbered(const std::string& name, std::size_t number) {
  return name + std::to_string(number);
}

}  // namespace

std::vector<Core> cores_of(const Config& config) {
  const auto& parts = config.info()->parts;
  std::vector<Core> cores;
  for (std::size_t i = 0; i < (config.split_cores ? parts.size() : 1); ++i) {
    cores.push_back({numbered("core.", i), i == 0 ? "" : numbered("core", i) + "_", i, {}});
    if (config.info()->head != DecoderHead::kCategorical) continue;
    for (std::size_t part = i; part < (config.split_cores ? i + 1 : parts.size()); ++part) {
      cores.back().classes.push_back(parts[part].classes);
    }
  }
  return cores;
}

std::int64_t feedback_columns(const Config& config, const Core& core) {
  if (core.classes.empty()) return config.info()->output_depth();
  std::int64_t columns = 0;
  for (const auto classes : core.classes) columns += classes;
  return columns;
}

std::vector<LayerState> layer_states(const std::string& prefix, std::size_t layers,
                                     const std::string& suffix) {
  std::vector<LayerState> states;
  for (std::size_t layer = 0; layer < layers; ++layer) {
    states.push_back(
        {prefix + numbered("h", layer) + suffix, prefix + numbered("c", layer) + suffix});
  }
  return states;
}

std::vector<std::string> state_names(const std::vector<LayerState>& states) {
  std::vector<std::string> names;
  for (const auto& state : states) names.insert(names.end(), {state.h, state.c});
  return names;
}

void add_initial_states(OnnxGraph& graph, const std::string& prefix, const std::string& start,
                        std::int64_t size, const std::vector<LayerState>& states) {
  const auto names = state_names(states);
  const auto init = graph.op("Tanh", {dense(graph, start, prefix + "init")});
  const auto sizes =
      graph.ints(prefix + "state_sizes", std::vector<std::int64_t>(names.size(), size));
  graph.node("Split", {init, sizes}, names, kAlongColumns);
}

void add_stack_weights(OnnxGraph& graph, const WeightSource& source, const std::string& weights,
                       const std::string& prefix, std::size_t layers, std::int64_t size) {
  for (std::size_t layer = 0; layer < layers; ++layer) {
    const std::string name = weights + "." + std::to_string(layer) + ".";
    const auto named = [&](const char* what) { return prefix + numbered(what, layer); };
    graph.matrix(named("recurrent_"), source.matrix(name + "weight_hh"), true);  // [D, 4D]
    graph.floats(named("bias_"), {kGates * size}, source.vector(name + "bias"));
    if (layer == 0) continue;
    // Input and recurrent part one below the other, for one product.
    graph.matrix(named("input_"), source.matrix(name + "weight_ih"), true);
    graph.op("Concat", {named("input_"), named("recurrent_")}, {{"axis", std::int64_t{0}}},
             named("weight_"));  // [2D, 4D]
  }
  add_dense_weights(graph, source, weights + ".init", prefix + "init");
}

void add_core_weights(OnnxGraph& graph, const WeightSource& source, const Config& config,
                      const Core& core) {
  const auto input = source.matrix(core.weights + ".0.weight_ih");
  std::int64_t column = 0;
  for (std::size_t i = 0; i < core.classes.size(); ++i) {
    // Row V is the zero vector: the "previous token" of the first step.
    const std::string name = core.prefix + (i == 0 ? "token_rows" : numbered("token_rows", i));
    graph.matrix(name, input.with_columns(column, core.classes[i]).with_zero_column(),
                 /*transposed=*/true);  // [V + 1, 4D]
    column += core.classes[i];
  }
  if (core.classes.empty()) {
    column = feedback_columns(config, core);
    graph.matrix(core.prefix + "feature_weight", input.with_columns(0, column), true);  // [F, 4D]
  }
  const std::int64_t controls = config.control_depth();
  const std::int64_t latent = input.columns - column - controls;
  graph.matrix(core.prefix + "z_weight", input.with_columns(column, latent), true);  // [Z, 4D]
  if (controls > 0) {
    graph.matrix(core.prefix + "control_weight", input.with_columns(column + latent, controls),
                 true);  // [C, 4D]
  }
  add_stack_weights(graph, source, core.weights, core.prefix, config.decoder_sizes.size(),
                    config.decoder_sizes.front());
  add_dense_weights(graph, source, core.weights + ".output", core.prefix + "output");
}

void add_cell(OnnxGraph& body, const std::string& prefix, std::size_t layer, std::int64_t size,
              const std::string& gates, const std::string& c, const LayerState& next) {
  const std::string tag = prefix + "gate" + std::to_string(layer) + "_";
  const auto sizes = body.ints(tag + "sizes", std::vector<std::int64_t>(kGates, size));
  body.node("Split", {gates, sizes}, {tag + "i", tag + "f", tag + "g", tag + "o"}, kAlongColumns);
  const auto kept = body.op("Mul", {body.op("Sigmoid", {tag + "f"}), c});
  const auto added =
      body.op("Mul", {body.op("Sigmoid", {tag + "i"}), body.op("Tanh", {tag + "g"})});
  body.op("Add", {kept, added}, {}, next.c);
  body.op("Mul", {body.op("Sigmoid", {tag + "o"}), body.op("Tanh", {next.c})}, {}, next.h);
}

void add_stack_step(OnnxGraph& body, const std::string& prefix, std::int64_t size,
                    const std::string& first_gates, const std::vector<LayerState>& before,
                    const std::vector<LayerState>& after) {
  const auto recurrent = body.op("MatMul", {before[0].h, prefix + "recurrent_0"});
  add_cell(body, prefix, 0, size, body.op("Add", {first_gates, recurrent}), before[0].c, after[0]);
  for (std::size_t i = 1; i < before.size(); ++i) {
    const auto both = body.op("Concat", {after[i - 1].h, before[i].h}, kAlongColumns);  // [B, 2D]
    const auto product = body.op("MatMul", {both, prefix + numbered("weight_", i)});
    const auto gates = body.op("Add", {product, prefix + numbered("bias_", i)});
    add_cell(body, prefix, i, size, gates, before[i].c, after[i]);
  }
}

void add_categorical_head(OnnxGraph& body, const Core& core, const std::string& h,
                          const std::string& noise, std::int64_t noise_column, bool all_noise,
                          const std::vector<std::string>& outputs) {
  const auto logits = dense(body, h, core.prefix + "output");
  const auto scores = body.op("Div", {logits, "divisor"});
  std::int64_t own = 0;
  for (std::size_t i = 0; i < core.classes.size(); ++i) {
    const std::string tag = core.prefix + numbered("part", i) + "_";
    const auto cut = [&](const std::string& x, const char* name, std::int64_t first) {
      return body.op("Slice", {x, body.ints(tag + name + "_first", {first}),
                               body.ints(tag + name + "_end", {first + core.classes[i]}),
                               body.ints(tag + name + "_axis", {1})});
    };
    const bool whole = core.classes.size() == 1;
    const auto own_scores = whole ? scores : cut(scores, "scores", own);
    const auto own_noise = all_noise ? noise : cut(noise, "noise", noise_column + own);
    const auto sum = body.op("Add", {own_scores, own_noise});
    body.op("ArgMax", {sum}, {{"axis", std::int64_t{1}}, {"keepdims", std::int64_t{0}}},
            outputs[i]);
    own += core.classes[i];
  }
}

void add_nade_head(OnnxGraph& body, const Config& config, const std::string& h,
                   const std::string& noise, const std::string& output) {
  const std::int64_t labels = config.info()->output_depth();
  body.node("Split",
            {dense(body, h, "output"), body.ints("nade_sizes", {config.nade_size, labels})},
            {"nade_hidden", "nade_biases"}, kAlongColumns);
  std::string hidden = "nade_hidden";  // [B, N], grows label by label
  std::vector<std::string> chosen;
  for (std::int64_t i = 0; i < labels; ++i) {
    const auto at = body.ints("label_" + std::to_string(i), {i});
    const auto column = [&](const std::string& x) {
      return body.op("Gather", {x, at}, kAlongColumns);
    };
    const auto row = [&](const std::string& x) {
      return body.op("Gather", {x, at}, {{"axis", std::int64_t{0}}});  // [1, N]
    };
    const auto product = body.op("Mul", {body.op("Sigmoid", {hidden}), row("nade_output_rows")});
    const auto sum = body.op("ReduceSum", {product, "nade_axis"}, {{"keepdims", std::int64_t{1}}});
    const auto logit = body.op("Div", {body.op("Add", {column("nade_biases"), sum}), "divisor"});
    const auto on = body.op("Less", {column(noise), body.op("Sigmoid", {logit})});
    chosen.push_back(body.op("Cast", {on}, {{"to", std::int64_t{onnx::TensorProto::FLOAT}}}));
    hidden = body.op("Add", {hidden, body.op("Mul", {chosen.back(), row("nade_input_rows")})});
  }
  body.op("Concat", chosen, kAlongColumns, output);
}

void add_groove_head(OnnxGraph& body, const Config& config, const std::string& h,
                     const std::string& output) {
  const std::int64_t third = config.info()->output_depth() / 3;
  body.node("Split", {dense(body, h, "output"), body.ints("groove_sizes", {2 * third, third})},
            {"groove_logits", "groove_offsets"}, kAlongColumns);
  body.op("Concat", {body.op("Sigmoid", {"groove_logits"}), body.op("Tanh", {"groove_offsets"})},
          kAlongColumns, output);
}

void add_head_constants(OnnxGraph& graph, const WeightSource& source, const Config& config) {
  if (config.info()->head == DecoderHead::kGroove) return;
  constexpr float kSmallestTemperature = 1e-6f;  // below, logits / temperature could overflow
  graph.op("Max", {"temperature", graph.float_scalar("smallest_temperature", kSmallestTemperature)},
           {}, "divisor");
  if (config.info()->head != DecoderHead::kNade) return;
  graph.ints("nade_axis", {1});
  graph.matrix("nade_input_rows", source.matrix("core.0.nade.input"), /*transposed=*/false);
  graph.matrix("nade_output_rows", source.matrix("core.0.nade.output"), /*transposed=*/false);
}

}  // namespace segue
