// SPDX-License-Identifier: Apache-2.0
#include "native/train/core_decoder.h"

namespace segue {

using torch::Tensor;

namespace {

std::int64_t columns_of(const RepresentationInfo& info, std::size_t first, std::size_t last) {
  if (info.head != DecoderHead::kCategorical) return info.feature_depth;
  std::int64_t columns = 0;
  for (std::size_t p = first; p < last; ++p) columns += info.parts[p].classes;
  return columns;
}

}  // namespace

Tensor with_controls(const Tensor& x, const Tensor& controls) {
  return controls.defined() ? torch::cat({x, controls}, 2) : x;
}

NadeImpl::NadeImpl(std::int64_t labels, std::int64_t hidden) {
  input = register_parameter("input", torch::zeros({labels, hidden}));
  output = register_parameter("output", torch::zeros({labels, hidden}));
}

CoreDecoderImpl::CoreDecoderImpl(const Config& config, std::size_t first_part,
                                 std::size_t last_part, std::int64_t latent)
    : LstmStackImpl(
          latent,
          columns_of(*config.info(), first_part, last_part) + latent + config.control_depth(),
          config.decoder_sizes),
      first(static_cast<std::int64_t>(first_part)),
      width(columns_of(*config.info(), first_part, last_part)),
      latent_size(latent),
      control_columns(config.control_depth()) {
  const RepresentationInfo& info = *config.info();
  const bool has_nade = info.head == DecoderHead::kNade;
  output = register_module("output", Dense(hidden_size, width + (has_nade ? config.nade_size : 0)));
  if (has_nade) nade = register_module("nade", Nade(width, config.nade_size));
  if (info.head != DecoderHead::kCategorical) return;
  std::int64_t column = 0;
  for (std::size_t p = first_part; p < last_part; ++p) {
    classes.push_back(info.parts[p].classes);
    tokens.add({info.parts[p].classes, column, {}, /*has_start=*/true});
    column += info.parts[p].classes;
  }
  column += latent;
  for (const auto& kind : config.controls) {
    tokens.add({find_control(kind)->depth, column, {}, false});
    column += find_control(kind)->depth;
  }
}

Tensor CoreDecoderImpl::latent_gates(const Tensor& latent, Engine engine) {
  const Tensor weight = layers[0]->weight_ih.narrow(1, width, latent_size).contiguous();
  return dense(latent, weight, torch::zeros({4 * hidden_size}, latent.options()),
               engine);  // [B, 4D]
}

Tensor CoreDecoderImpl::feature_weight() const {
  const Tensor& w = layers[0]->weight_ih;
  if (control_columns == 0) return w.narrow(1, 0, width).contiguous();
  return torch::cat({w.narrow(1, 0, width), w.narrow(1, width + latent_size, control_columns)}, 1);
}

Tensor CoreDecoderImpl::input_rows(const Tensor& latent, const Tensor& previous,
                                   const Tensor& controls) const {
  const auto t = previous.size(0), b = previous.size(1);
  const Tensor repeated = latent.unsqueeze(0).expand({t, b, latent_size});  // [T, B, C]
  if (classes.empty()) return with_controls(torch::cat({previous, repeated}, 2), controls);
  const Tensor all = with_controls(previous, controls);
  std::vector<Tensor> columns = {tokens.dense(all, 0, classes.size()), repeated};
  if (controls.defined()) columns.push_back(tokens.dense(all, classes.size(), tokens.size()));
  return torch::cat(columns, 2);  // [T, B, I]
}

Tensor CoreDecoderImpl::forward(const Tensor& latent, const Tensor& previous,
                                const Tensor& controls, Engine engine, Dropout* dropout) {
  const auto state = initial_state(latent, engine);
  const auto& w = layers[0];
  Tensor h;
  if (engine == Engine::kTorchLstm || dropout != nullptr) {
    const Tensor x = drop(dropout, input_rows(latent, previous, controls));
    h = lstm_layer(w, x, state.h[0], state.c[0], /*reverse=*/false, engine);
  } else if (classes.empty()) {
    const Tensor gates =
        dense(with_controls(previous, controls), feature_weight(), w->bias, engine);  // [T, B, 4D]
    h = fused_lstm(
        {.tokens = {}, .table = {}, .gates = gates, .constant = latent_gates(latent, engine)},
        w->weight_hh, state.h[0], state.c[0], false, engine);
  } else {
    h = fused_lstm({.tokens = tokens.rows(with_controls(previous, controls)),
                    .table = tokens.table(w->weight_ih, w->bias),
                    .gates = {},
                    .constant = latent_gates(latent, engine)},
                   w->weight_hh, state.h[0], state.c[0], false, engine);
  }
  h = upper_layers(h, state, engine, dropout);            // [T, B, D]
  return dense(h, output->weight, output->bias, engine);  // [T, B, O]
}

}  // namespace segue
