// SPDX-License-Identifier: Apache-2.0
#include "native/train/lstm_stack.h"

namespace segue {

using torch::Tensor;

LstmOutput lstm_layer_states(const LstmWeights& w, const Tensor& x, const Tensor& h0,
                             const Tensor& c0, bool reverse, Engine engine) {
  if (engine != Engine::kTorchLstm) {
    const Tensor gates = dense(x, w->weight_ih, w->bias, engine);  // [T, B, 4H]
    return fused_lstm_states({.tokens = {}, .table = {}, .gates = gates, .constant = {}},
                             w->weight_hh, h0, c0, reverse, engine);
  }
  const Tensor no_bias = torch::zeros_like(w->bias);  // LibTorch has two biases, we one
  const Tensor input = reverse ? x.flip(0) : x;
  const auto [h, last_h, last_c] =
      torch::lstm(input, {h0.unsqueeze(0), c0.unsqueeze(0)},
                  {w->weight_ih, w->weight_hh, w->bias, no_bias}, /*has_biases=*/true,
                  /*num_layers=*/1, /*dropout=*/0.0, /*train=*/true, /*bidirectional=*/false,
                  /*batch_first=*/false);  // [T, B, H]
  return {reverse ? h.flip(0) : h, last_c.squeeze(0).detach()};
}

Tensor lstm_layer(const LstmWeights& w, const Tensor& x, const Tensor& h0, const Tensor& c0,
                  bool reverse, Engine engine) {
  return lstm_layer_states(w, x, h0, c0, reverse, engine).hidden;
}

LstmStackImpl::LstmStackImpl(std::int64_t start_size, std::int64_t input_size,
                             const std::vector<int>& sizes)
    : hidden_size(sizes.front()) {
  const auto count = static_cast<std::int64_t>(sizes.size());
  init = register_module("init", Dense(start_size, count * 2 * hidden_size));
  for (std::int64_t i = 0; i < count; ++i) {
    layers.push_back(register_module(std::to_string(i),
                                     LstmWeights(i == 0 ? input_size : hidden_size, hidden_size)));
  }
}

LstmStackImpl::State LstmStackImpl::initial_state(const Tensor& from, Engine engine) {
  const auto b = from.size(0);
  const Tensor all = torch::tanh(dense(from, init->weight, init->bias, engine))
                         .view({b, -1, hidden_size});  // [B, 2L, H] as h0, c0, h1, c1, ...
  State state;
  for (std::int64_t i = 0; i < static_cast<std::int64_t>(layers.size()); ++i) {
    state.h.push_back(all.select(1, 2 * i).contiguous());
    state.c.push_back(all.select(1, 2 * i + 1).contiguous());
  }
  return state;
}

Tensor LstmStackImpl::upper_layers(Tensor h, const State& state, Engine engine, Dropout* dropout) {
  for (std::size_t i = 1; i < layers.size(); ++i) {
    h = lstm_layer(layers[i], drop(dropout, h), state.h[i], state.c[i], /*reverse=*/false, engine);
  }
  return h;  // [T, B, H]
}

}  // namespace segue
