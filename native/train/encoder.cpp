// SPDX-License-Identifier: Apache-2.0
#include "native/train/encoder.h"

#include "native/train/lstm_stack.h"
#include "native/train/segments.h"

namespace segue {

using torch::Tensor;

namespace {

// Both directions on `x` [T, B, I]: [T, B, H] twice.
std::pair<Tensor, Tensor> both_ways(const BiLstm& layer, const Tensor& x, Engine engine) {
  const auto& weight = layer->fw->weight_hh;
  const Tensor zeros = torch::zeros({x.size(1), weight.size(1)}, x.options());
  return {lstm_layer(layer->fw, x, zeros, zeros, false, engine),
          lstm_layer(layer->bw, x, zeros, zeros, true, engine)};
}

Tensor codes_of(const RepresentationInfo& info, std::size_t part) {
  const auto v = info.parts[part].classes, depth = info.parts[part].input_depth;
  if (v == depth) return {};
  auto table = input_table(info, part);
  return torch::from_blob(table.data(), {v, depth}).clone();  // [V, depth]
}

}  // namespace

BiLstmImpl::BiLstmImpl(std::int64_t input_size, std::int64_t hidden_size) {
  fw = register_module("fw", LstmWeights(input_size, hidden_size));
  bw = register_module("bw", LstmWeights(input_size, hidden_size));
}

EncoderImpl::LevelImpl::LevelImpl(std::int64_t input_size, const std::vector<int>& sizes) {
  for (const int size : sizes) {
    layers.push_back(register_module(std::to_string(layers.size()), BiLstm(input_size, size)));
    input_size = 2 * size;
  }
}

EncoderImpl::EncoderImpl(const Config& config) : level_steps(config.encoder_levels) {
  const RepresentationInfo& info = *config.info();
  if (level_steps.empty()) level_steps = {config.steps};
  std::int64_t input = info.input_depth() + config.control_depth();
  for (std::size_t i = 0; i < level_steps.size(); ++i) {
    levels.push_back(register_module(std::to_string(i), Level(input, config.encoder_sizes)));
    input = 2 * config.encoder_sizes.back();
  }
  output_size = input;
  if (info.head != DecoderHead::kCategorical) return;
  std::int64_t column = 0;
  for (std::size_t p = 0; p < info.parts.size(); ++p) {
    tokens.add({info.parts[p].classes, column, codes_of(info, p), false});
    column += info.parts[p].input_depth;
  }
  for (const auto& name : config.controls) {
    tokens.add({find_control(name)->depth, column, {}, false});
    column += find_control(name)->depth;
  }
}

// Reads the windows; segments are already side by side in what it gives.
EncoderImpl::Both EncoderImpl::first_layer(const WindowBatch& batch, std::int64_t segments,
                                           Engine engine, Dropout* dropout) {
  const BiLstm& layer = levels[0]->layers[0];
  const auto join = [](const Tensor& a, const Tensor& b) {
    return b.defined() ? torch::cat({a, b}, 2) : a;
  };
  if (!batch.tokens.defined()) {
    const Tensor x = fold_segments(join(batch.seen, batch.controls), segments);
    return both_ways(layer, drop(dropout, x), engine);
  }
  const Tensor all = fold_segments(join(batch.tokens, batch.controls), segments);  // [T, B, R]
  if (engine == Engine::kTorchLstm || dropout != nullptr) {
    return both_ways(layer, drop(dropout, tokens.dense(all, 0, tokens.size())), engine);
  }
  const Tensor rows = tokens.rows(all);
  const auto run = [&](const LstmWeights& w, bool reverse) {
    const Tensor zeros = torch::zeros({rows.size(1), w->weight_hh.size(1)});  // on the processor
    return fused_lstm(
        {.tokens = rows, .table = tokens.table(w->weight_ih, w->bias), .gates = {}, .constant = {}},
        w->weight_hh, zeros, zeros, reverse, engine);  // [T, B, H]
  };
  const Tensor forward_states = run(layer->fw, false);
  return {forward_states, run(layer->bw, true)};
}

Tensor EncoderImpl::run_level(std::size_t level, Both both, std::size_t first, Engine engine,
                              Dropout* dropout) {
  for (std::size_t i = first; i < levels[level]->layers.size(); ++i) {
    const Tensor x = torch::cat({both.first, both.second}, 2);
    both = both_ways(levels[level]->layers[i], drop(dropout, x), engine);
  }
  return torch::cat({both.first[level_steps[level] - 1], both.second[0]}, 1);
}

Tensor EncoderImpl::segments(const WindowBatch& batch, Engine engine, Dropout* dropout) {
  const std::int64_t count = batch.steps() / level_steps[0];
  return run_level(0, first_layer(batch, count, engine, dropout), 1, engine, dropout);
}

Tensor EncoderImpl::above(const Tensor& segments, std::int64_t b, Engine engine, Dropout* dropout) {
  Tensor h = segments;  // [S * B, 2H] of a level
  for (std::size_t level = 1; level < levels.size(); ++level) {
    const std::int64_t length = h.size(0) / b;
    const Tensor x = fold_segments(h.view({length, b, h.size(1)}), length / level_steps[level]);
    h = run_level(level, both_ways(levels[level]->layers[0], drop(dropout, x), engine), 1, engine,
                  dropout);
  }
  return h;
}

Tensor EncoderImpl::forward(const WindowBatch& batch, Engine engine, Dropout* dropout) {
  return above(segments(batch, engine, dropout), batch.size(), engine, dropout);
}

}  // namespace segue
