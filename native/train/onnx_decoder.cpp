// SPDX-License-Identifier: Apache-2.0
// The decoder's graph. Flat: a Loop over steps. Hierarchical: a Loop over segments, in which the
// conductor makes a vector, the cores start anew from it, and an inner Loop makes the segment's
// steps; what was decoded last goes on over the border, the cores' states do not.
#include "native/train/onnx_cores.h"
#include "native/train/onnx_vae.h"

namespace segue {
namespace {

using Type = onnx::TensorProto;
using Names = std::vector<std::string>;

std::string numbered_from_second(const std::string& name, std::size_t number) {
  return number == 0 ? name : name + std::to_string(number);
}

void append(Names& to, const Names& from) { to.insert(to.end(), from.begin(), from.end()); }

class DecoderGraph {
 public:
  DecoderGraph(const Weights& weights, const Config& config, WeightStorage storage)
      : config_(config),
        source_(weights, storage),
        cores_(cores_of(config)),
        categorical_(config.info()->head == DecoderHead::kCategorical),
        outputs_(categorical_ ? config.info()->parts.size() : 1),
        model_(make_onnx_model("decoder")),
        top_(*model_.mutable_graph(), "") {}

  std::vector<std::uint8_t> build() {
    add_ports();
    for (const Core& core : cores_) add_core_weights(top_, source_, config_, core);
    add_head_constants(top_, source_, config_);
    if (config_.control_depth() > 0) add_control_gates();
    add_first_feedback();
    if (config_.conductor_sizes.empty()) {
      add_steps(top_, "z", names("first"), names("last"), names("by_step"), /*segment=*/"");
    } else {
      add_segments();
    }
    finish();
    return to_bytes(model_);
  }

 private:
  std::string batch() const { return "B"; }
  std::int64_t width() const { return config_.info()->output_depth(); }
  Type::DataType fed_type() const { return categorical_ ? Type::INT64 : Type::FLOAT; }
  Shape fed_shape() const { return categorical_ ? Shape{batch()} : Shape{batch(), width()}; }

  // "token_first", "token1_first", ... or "features_first": what goes from step to step.
  Names names(const std::string& when) const {
    Names list;
    for (std::size_t i = 0; i < outputs_; ++i) {
      list.push_back((categorical_ ? numbered_from_second("token", i) : "features") + "_" + when);
    }
    return list;
  }

  void add_ports() {
    const std::int64_t steps = config_.steps;
    top_.add_input("z", Type::FLOAT, {batch(), std::int64_t{config_.z_size}});
    if (config_.info()->head != DecoderHead::kGroove) {
      top_.add_input("noise", Type::FLOAT, {steps, batch(), width()});
      top_.add_input("temperature", Type::FLOAT, {});
    }
    if (config_.control_depth() > 0) {
      top_.add_input("controls", Type::FLOAT,
                     {batch(), steps, std::int64_t{config_.control_depth()}});
    }
    if (!categorical_) {
      top_.add_output("features", Type::FLOAT, {batch(), steps, width()});
    } else if (outputs_ == 1) {
      top_.add_output("tokens", Type::INT64, {batch(), steps});
    } else {
      top_.add_output("tokens", Type::INT64, {batch(), steps, static_cast<std::int64_t>(outputs_)});
    }
  }

  void add_control_gates() {
    const auto steps_first = top_.op("Transpose", {"controls"},
                                     {{"perm", std::vector<std::int64_t>{1, 0, 2}}});  // [T, B, C]
    for (const Core& core : cores_) {
      top_.op("MatMul", {steps_first, core.prefix + "control_weight"}, {},
              core.prefix + "control_gates");  // [T, B, 4D]
    }
  }

  // Before the first step: the row after the last class of every part, or zeros.
  void add_first_feedback() {
    const auto z_shape = top_.op("Shape", {"z"});
    const auto size =
        top_.op("Slice", {z_shape, top_.ints("index_0", {0}), top_.ints("index_1", {1})});
    if (!categorical_) {
      const auto shape = top_.op("Concat", {size, top_.ints("feature_count", {width()})},
                                 {{"axis", std::int64_t{0}}});
      top_.op("Expand", {top_.floats("no_feature", {1}, {0.0f}), shape}, {}, names("first")[0]);
      return;
    }
    const auto first = names("first");
    for (std::size_t part = 0; part < outputs_; ++part) {
      const auto none =
          top_.ints(numbered_from_second("no_token", part), {config_.info()->parts[part].classes});
      top_.op("Expand", {none, size}, {}, first[part]);
    }
  }

  // The steps of one pass of all cores from the vector `start` [B, Z or C]. Takes what was decoded
  // before from `first`, leaves it in `last`, and gives [steps, B, ...] in `by_step`. `segment` is
  // the name of the number of the segment, empty where there is only one.
  void add_steps(OnnxGraph& graph, const std::string& start, const Names& first, const Names& last,
                 const Names& by_step, const std::string& segment) {
    const std::size_t layers = config_.decoder_sizes.size();
    const std::int64_t size = config_.decoder_sizes.front();
    Names inputs = {graph.int_scalar("steps", config_.core_steps()), graph.true_scalar("always")};
    Names outputs = last;
    append(inputs, first);
    for (const Core& core : cores_) {
      const auto states = layer_states(core.prefix, layers, "_first");
      add_initial_states(graph, core.prefix, start, size, states);
      graph.op("Add",
               {graph.op("MatMul", {start, core.prefix + "z_weight"}), core.prefix + "bias_0"}, {},
               core.prefix + "z_gates");  // [B, 4D]
      append(inputs, state_names(states));
      append(outputs, state_names(layer_states(core.prefix, layers, "_last")));
    }
    append(outputs, by_step);
    if (!segment.empty()) {
      graph.op("Mul", {segment, graph.int_scalar("segment_steps", config_.core_steps())}, {},
               "steps_before");
    }
    fill_step(graph.loop(inputs, outputs), !segment.empty());
  }

  // One step: what was decoded before and the states in; what is decoded and the states out.
  void fill_step(onnx::GraphProto& proto, bool in_segment) {
    OnnxGraph body(proto, "body_");
    const std::size_t layers = config_.decoder_sizes.size();
    const std::int64_t size = config_.decoder_sizes.front();
    const Names before = names("before"), after = names("after"), of_step = names("of_step");
    body.add_input("step", Type::INT64, {});
    body.add_input("go_on", Type::BOOL, {});
    body.add_output("go_on_after", Type::BOOL, {});
    for (const auto& name : before) body.add_input(name, fed_type(), fed_shape());
    for (const auto& name : after) body.add_output(name, fed_type(), fed_shape());
    for (const Core& core : cores_) {
      for (const auto& name : state_names(layer_states(core.prefix, layers, "_before"))) {
        body.add_input(name, Type::FLOAT, {batch(), size});
      }
      for (const auto& name : state_names(layer_states(core.prefix, layers, "_after"))) {
        body.add_output(name, Type::FLOAT, {batch(), size});
      }
    }
    for (const auto& name : of_step) body.add_output(name, fed_type(), fed_shape());

    body.op("Identity", {"go_on"}, {}, "go_on_after");
    const std::string at = in_segment ? body.op("Add", {"steps_before", "step"}) : "step";
    const Attributes rows = {{"axis", std::int64_t{0}}};
    const bool noisy = config_.info()->head != DecoderHead::kGroove;
    const std::string noise = noisy ? body.op("Gather", {"noise", at}, rows) : "";  // [B, V]
    std::int64_t noise_column = 0;
    for (const Core& core : cores_) {
      std::string gates = core.prefix + "z_gates";
      if (config_.control_depth() > 0) {
        gates =
            body.op("Add", {body.op("Gather", {core.prefix + "control_gates", at}, rows), gates});
      }
      for (std::size_t i = 0; i < core.classes.size(); ++i) {
        const auto table = core.prefix + numbered_from_second("token_rows", i);
        gates = body.op("Add", {body.op("Gather", {table, before[core.first_part + i]}), gates});
      }
      if (!categorical_) {
        gates =
            body.op("Add", {body.op("MatMul", {before[0], core.prefix + "feature_weight"}), gates});
      }
      const auto states = layer_states(core.prefix, layers, "_after");
      add_stack_step(body, core.prefix, size, gates, layer_states(core.prefix, layers, "_before"),
                     states);
      const std::string& h = states.back().h;
      if (config_.info()->head == DecoderHead::kNade) {
        add_nade_head(body, config_, h, noise, after[0]);
      } else if (config_.info()->head == DecoderHead::kGroove) {
        add_groove_head(body, config_, h, after[0]);
      } else {
        const auto begin = after.begin() + static_cast<std::ptrdiff_t>(core.first_part);
        add_categorical_head(
            body, core, h, noise, noise_column, outputs_ == 1,
            Names(begin, begin + static_cast<std::ptrdiff_t>(core.classes.size())));
        noise_column += feedback_columns(config_, core);
      }
    }
    for (std::size_t i = 0; i < outputs_; ++i) {
      body.op("Identity", {after[i]}, {}, of_step[i]);
    }
  }

  void add_segments() {
    const std::size_t layers = config_.conductor_sizes.size();
    const std::int64_t size = config_.conductor_sizes.front();
    const std::string prefix = "conductor_";
    add_stack_weights(top_, source_, "conductor.0", prefix, layers, size);
    const auto first = layer_states(prefix, layers, "_first");
    const auto last = layer_states(prefix, layers, "_last");
    const auto before = layer_states(prefix, layers, "_before");
    const auto after = layer_states(prefix, layers, "_after");
    add_initial_states(top_, prefix, "z", size, first);
    Names inputs = {top_.int_scalar("segments", config_.conductor_levels.front()),
                    top_.true_scalar("always_segments")};
    append(inputs, names("first"));
    append(inputs, state_names(first));
    Names outputs = names("last");
    append(outputs, state_names(last));
    append(outputs, names("by_segment"));  // [S, L, B, ...]

    OnnxGraph body(top_.loop(inputs, outputs), "segment_");
    body.add_input("segment", Type::INT64, {});
    body.add_input("segment_go_on", Type::BOOL, {});
    body.add_output("segment_go_on_after", Type::BOOL, {});
    for (const auto& name : names("segment_before")) body.add_input(name, fed_type(), fed_shape());
    for (const auto& name : names("segment_after")) body.add_output(name, fed_type(), fed_shape());
    for (const auto& name : state_names(before)) {
      body.add_input(name, Type::FLOAT, {batch(), size});
    }
    for (const auto& name : state_names(after)) {
      body.add_output(name, Type::FLOAT, {batch(), size});
    }
    Shape steps_shape = fed_shape();
    steps_shape.insert(steps_shape.begin(), std::int64_t{config_.core_steps()});
    for (const auto& name : names("of_segment")) body.add_output(name, fed_type(), steps_shape);

    body.op("Identity", {"segment_go_on"}, {}, "segment_go_on_after");
    // The conductor's own input is zero: only its bias enters.
    add_stack_step(body, prefix, size, prefix + "bias_0", before, after);
    add_steps(body, after.back().h, names("segment_before"), names("segment_after"),
              names("of_segment"), "segment");
  }

  // [T, B, ...] or [S, L, B, ...] to the outputs, clips first.
  void finish() {
    Names by_step = names("by_step");
    if (!config_.conductor_sizes.empty()) {
      std::vector<std::int64_t> shape = {config_.steps, -1};
      if (!categorical_) shape.push_back(width());
      const auto merged = top_.ints("merged_shape", shape);
      const auto by_segment = names("by_segment");
      for (std::size_t i = 0; i < outputs_; ++i) {
        top_.op("Reshape", {by_segment[i], merged}, {}, by_step[i]);
      }
    }
    if (!categorical_) {
      top_.op("Transpose", {by_step[0]}, {{"perm", std::vector<std::int64_t>{1, 0, 2}}},
              "features");
      return;
    }
    const Attributes turned = {{"perm", std::vector<std::int64_t>{1, 0}}};
    if (outputs_ == 1) {
      top_.op("Transpose", {by_step[0]}, turned, "tokens");
      return;
    }
    Names parts;
    const auto last_axis = top_.ints("part_axis", {2});
    for (const auto& name : by_step) {
      parts.push_back(top_.op("Unsqueeze", {top_.op("Transpose", {name}, turned), last_axis}));
    }
    top_.op("Concat", parts, {{"axis", std::int64_t{2}}}, "tokens");  // [B, T, P]
  }

  const Config& config_;
  WeightSource source_;
  std::vector<Core> cores_;
  bool categorical_;
  std::size_t outputs_;  ///< what goes from step to step: a token a part, or all features
  onnx::ModelProto model_;
  OnnxGraph top_;
};

}  // namespace

Result<std::vector<std::uint8_t>> make_decoder_graph(const Weights& weights, const Config& config,
                                                     WeightStorage storage) {
  if (auto good = check_weights(weights, config); !good) return good.error();
  return DecoderGraph(weights, config, storage).build();
}

}  // namespace segue
