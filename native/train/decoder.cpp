// SPDX-License-Identifier: Apache-2.0
#include "native/train/decoder.h"

#include <algorithm>
#include <cmath>

namespace segue {

using torch::Tensor;

DecoderImpl::DecoderImpl(const Config& config)
    : classes(config.classes), z_size(config.z_size), hidden_size(config.decoder_sizes.front()) {
  const auto layer_count = static_cast<std::int64_t>(config.decoder_sizes.size());
  init = register_module("init", Dense(z_size, layer_count * 2 * hidden_size));
  for (std::int64_t i = 0; i < layer_count; ++i) {
    layers.push_back(register_module(
        std::to_string(i), LstmWeights(i == 0 ? classes + z_size : hidden_size, hidden_size)));
  }
  output = Dense(hidden_size, classes);  // registered by the model, beside the decoder
}

DecoderImpl::State DecoderImpl::initial_state(const Tensor& z, Engine engine) {
  const auto b = z.size(0);
  const Tensor all = torch::tanh(dense(z, init->weight, init->bias, engine))
                         .view({b, -1, hidden_size});  // [B, 2L, D] as h0, c0, h1, c1, ...
  State state;
  for (std::int64_t i = 0; i < static_cast<std::int64_t>(layers.size()); ++i) {
    state.h.push_back(all.select(1, 2 * i).contiguous());
    state.c.push_back(all.select(1, 2 * i + 1).contiguous());
  }
  return state;
}

Tensor DecoderImpl::token_table() const {
  const auto& w = layers[0];
  const Tensor tokens = w->weight_ih.narrow(1, 0, classes).t();  // [V, 4D]
  const Tensor start = torch::zeros({1, 4 * hidden_size});       // no token yet
  return (torch::cat({tokens, start}) + w->bias).contiguous();   // [V + 1, 4D]
}

Tensor DecoderImpl::latent_gates(const Tensor& z, Engine engine) {
  const Tensor weight = layers[0]->weight_ih.narrow(1, classes, z_size).contiguous();  // [4D, Z]
  return dense(z, weight, torch::zeros({4 * hidden_size}), engine);                    // [B, 4D]
}

Tensor DecoderImpl::forward(const Tensor& z, const Tensor& inputs, Engine engine) {
  const auto t = inputs.size(0), b = inputs.size(1);
  const auto state = initial_state(z, engine);
  if (engine == Engine::kTorchLstm) {
    const Tensor tokens =
        torch::one_hot(inputs, classes + 1).narrow(2, 0, classes).to(torch::kFloat);  // [T, B, V]
    const Tensor x = torch::cat({tokens, z.unsqueeze(0).expand({t, b, z_size})}, 2);  // [T, B, V+Z]
    const Tensor no_bias = torch::zeros({4 * hidden_size});
    std::vector<Tensor> parameters;
    for (const auto& w : layers) {
      parameters.insert(parameters.end(), {w->weight_ih, w->weight_hh, w->bias, no_bias});
    }
    const auto [h, last_h, last_c] = torch::lstm(
        x, {torch::stack(state.h), torch::stack(state.c)}, parameters, /*has_biases=*/true,
        static_cast<int64_t>(layers.size()), /*dropout=*/0.0, /*train=*/true,
        /*bidirectional=*/false, /*batch_first=*/false);    // [T, B, D]
    return dense(h, output->weight, output->bias, engine);  // [T, B, V]
  }
  Tensor h = fused_lstm(
      {.tokens = inputs, .table = token_table(), .gates = {}, .constant = latent_gates(z, engine)},
      layers[0]->weight_hh, state.h[0], state.c[0], false, engine);  // [T, B, D]
  for (std::size_t i = 1; i < layers.size(); ++i) {
    const Tensor gates = dense(h, layers[i]->weight_ih, layers[i]->bias, engine);  // [T, B, 4D]
    h = fused_lstm({.tokens = {}, .table = {}, .gates = gates, .constant = {}},
                   layers[i]->weight_hh, state.h[i], state.c[i], false, engine);  // [T, B, D]
  }
  return dense(h, output->weight, output->bias, engine);  // [T, B, V]
}

Tensor DecoderImpl::teacher_inputs(const Tensor& targets) const {
  const auto t = targets.size(0), b = targets.size(1);
  return torch::cat(
      {torch::full({1, b}, start_token(), torch::kLong), targets.narrow(0, 0, t - 1)});
}

int sample_class(std::span<const float> logits, float uniform) {
  const float largest = *std::max_element(logits.begin(), logits.end());
  float total = 0;
  for (const float x : logits) total += std::exp(x - largest);
  float left = uniform * total;
  for (std::size_t i = 0; i + 1 < logits.size(); ++i) {
    left -= std::exp(logits[i] - largest);
    if (left < 0) return static_cast<int>(i);
  }
  return static_cast<int>(logits.size()) - 1;
}

}  // namespace segue
