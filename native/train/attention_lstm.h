// SPDX-License-Identifier: Apache-2.0
// The first layer of an rnn that looks back at what it put out in the last A steps, as that of
// magenta's Drums RNN does (TensorFlow's AttentionCellWrapper; Bahdanau, Cho and Bengio, 2015,
// arXiv:1409.0473, section A.1.2, over own outputs as in Cheng, Dong and Lapata, 2016,
// arXiv:1601.06733).
#pragma once

#include <torch/torch.h>

#include "native/train/dense.h"
#include "native/train/lstm.h"
#include "native/train/token_input.h"

namespace segue {

/// A step: x' = input(x, read); h, c = LSTM(x'); shares = softmax over the window's rows o of
/// score . tanh(window o + query(c, h)); read = their mean with these shares; what is put out is
/// output(h, read). The window then has that as its newest row, and loses its oldest one.
struct AttentionWeightsImpl : torch::nn::Module {
  AttentionWeightsImpl(std::int64_t input_size, std::int64_t hidden_size);
  Dense input{nullptr};   // [I, I + H]
  Dense query{nullptr};   // [H, 2H]
  Dense output{nullptr};  // [H, 2H]
  torch::Tensor window;   // [H, H]
  torch::Tensor score;    // [1, H]
};
TORCH_MODULE(AttentionWeights);

struct AttentionOutput {
  torch::Tensor outputs;  // [T, B, H]
  // After the last step, without gradients.
  torch::Tensor h, c;    // [B, H]
  torch::Tensor memory;  // [A + 1, B, H] the window, oldest row first, and what was read of it
};

/// `tokens` [T, B, R] as `input` takes them, from h0 and c0 [B, H] and `memory` [A + 1, B, H],
/// which get no gradients: a stream is learned in pieces.
AttentionOutput attention_lstm(const LstmWeights& layer, const AttentionWeights& attention,
                               const TokenInput& input, const torch::Tensor& tokens,
                               const torch::Tensor& h0, const torch::Tensor& c0,
                               const torch::Tensor& memory, Engine engine);

}  // namespace segue
