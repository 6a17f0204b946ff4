// SPDX-License-Identifier: Apache-2.0
#include "native/train/encoder.h"

namespace segue {

using torch::Tensor;

EncoderImpl::EncoderImpl(const Config& config)
    : classes(config.classes), hidden_size(config.encoder_size) {
  fw = register_module("fw", LstmWeights(classes, hidden_size));
  bw = register_module("bw", LstmWeights(classes, hidden_size));
}

Tensor EncoderImpl::forward(const Tensor& tokens, Engine engine) {
  const auto t = tokens.size(0), b = tokens.size(1);
  if (engine == Engine::kTorchLstm) {
    const Tensor x = torch::one_hot(tokens, classes).to(torch::kFloat);  // [T, B, V]
    const Tensor zero_state = torch::zeros({2, b, hidden_size});
    const Tensor no_bias = torch::zeros({4 * hidden_size});  // LibTorch has two biases, we one
    const auto [outputs, h, c] =
        torch::lstm(x, {zero_state, zero_state},
                    {fw->weight_ih, fw->weight_hh, fw->bias, no_bias, bw->weight_ih, bw->weight_hh,
                     bw->bias, no_bias},
                    /*has_biases=*/true, /*num_layers=*/1, /*dropout=*/0.0, /*train=*/true,
                    /*bidirectional=*/true, /*batch_first=*/false);
    return torch::cat({h[0], h[1]}, 1);  // [B, 2H]
  }
  const Tensor zeros = torch::zeros({b, hidden_size});
  const auto run = [&](const LstmWeights& w, bool reverse) {
    const Tensor table = (w->weight_ih.t() + w->bias).contiguous();  // [V, 4H]
    return fused_lstm({.tokens = tokens, .table = table, .gates = {}, .constant = {}}, w->weight_hh,
                      zeros, zeros, reverse, engine);  // [T, B, H]
  };
  return torch::cat({run(fw, false)[t - 1], run(bw, true)[0]}, 1);  // [B, 2H]
}

}  // namespace segue
