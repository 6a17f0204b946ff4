// SPDX-License-Identifier: Apache-2.0
#include "native/train/attention_lstm.h"

#include <vector>

#include "native/train/fused_attention.h"

namespace segue {
namespace {

using torch::Tensor;

// Step by step as the header says, differentiated by LibTorch. `x` [T, B, I].
AttentionOutput plain_attention(const LstmWeights& layer, const AttentionWeights& w,
                                const Tensor& x, Tensor h, Tensor c, const Tensor& memory) {
  const auto length = memory.size(0) - 1;
  Tensor window = memory.narrow(0, 0, length), read = memory[length];  // [A, B, H], [B, H]
  Tensor keys = torch::linear(window, w->window);                      // [A, B, H]
  std::vector<Tensor> outputs;
  for (std::int64_t t = 0; t < x.size(0); ++t) {
    const Tensor in = torch::linear(torch::cat({x[t], read}, 1), w->input->weight, w->input->bias);
    const auto gates =
        (torch::linear(in, layer->weight_ih, layer->bias) + torch::linear(h, layer->weight_hh))
            .chunk(4, 1);  // i, f, g, o [B, H] each
    c = gates[1].sigmoid() * c + gates[0].sigmoid() * gates[2].tanh();
    h = gates[3].sigmoid() * c.tanh();
    const Tensor query = torch::linear(torch::cat({c, h}, 1), w->query->weight, w->query->bias);
    const Tensor shares =
        torch::linear((keys + query).tanh(), w->score).softmax(/*dim=*/0);  // [A, B, 1]
    read = (shares * window).sum(0);                                        // [B, H]
    const Tensor out = torch::linear(torch::cat({h, read}, 1), w->output->weight, w->output->bias);
    window = torch::cat({window.narrow(0, 1, length - 1), out.unsqueeze(0)});
    keys = torch::cat({keys.narrow(0, 1, length - 1), torch::linear(out, w->window).unsqueeze(0)});
    outputs.push_back(out);
  }
  return {torch::stack(outputs), h.detach(), c.detach(),
          torch::cat({window, read.unsqueeze(0)}).detach()};
}

}  // namespace

AttentionWeightsImpl::AttentionWeightsImpl(std::int64_t input_size, std::int64_t hidden_size) {
  input = register_module("input", Dense(input_size + hidden_size, input_size));
  query = register_module("query", Dense(2 * hidden_size, hidden_size));
  output = register_module("output", Dense(2 * hidden_size, hidden_size));
  window = register_parameter("window", torch::zeros({hidden_size, hidden_size}));
  score = register_parameter("score", torch::zeros({1, hidden_size}));
}

AttentionOutput attention_lstm(const LstmWeights& layer, const AttentionWeights& attention,
                               const TokenInput& input, const Tensor& tokens, const Tensor& h0,
                               const Tensor& c0, const Tensor& memory, Engine engine) {
  if (engine == Engine::kTorchLstm) {
    return plain_attention(layer, attention, input.dense(tokens, 0, input.size()), h0, c0, memory);
  }
  // Nothing bends the inputs before they enter the gates: two products become one.
  const auto& in = attention->input;
  const auto hidden = h0.size(1);
  const Tensor weight = torch::matmul(layer->weight_ih, in->weight);            // [4H, I + H]
  const Tensor bias = layer->bias + torch::matmul(layer->weight_ih, in->bias);  // [4H]
  const Tensor of_read = weight.narrow(1, weight.size(1) - hidden, hidden);     // [4H, H]
  return fused_attention({.tokens = input.rows(tokens),
                          .table = input.table(weight, bias),
                          .recurrent = torch::cat({layer->weight_hh, of_read}, 1)},
                         attention, h0, c0, memory, engine);
}

}  // namespace segue
