// SPDX-License-Identifier: Apache-2.0
// LSTM layers on top of each other, started from tanh(dense(vector)): conductors and cores.
#pragma once

#include <vector>

#include "native/train/dense.h"
#include "native/train/dropout.h"
#include "native/train/lstm.h"

namespace segue {

/// A layer on `x` [T, B, I], from `h0` and `c0` [B, H].
LstmOutput lstm_layer_states(const LstmWeights& weights, const torch::Tensor& x,
                             const torch::Tensor& h0, const torch::Tensor& c0, bool reverse,
                             Engine engine);

/// Its hidden states alone: [T, B, H].
torch::Tensor lstm_layer(const LstmWeights& weights, const torch::Tensor& x,
                         const torch::Tensor& h0, const torch::Tensor& c0, bool reverse,
                         Engine engine);

struct LstmStackImpl : torch::nn::Module {
  /// `start_size` is the length of the vector it starts from, `input_size` that of an input row.
  LstmStackImpl(std::int64_t start_size, std::int64_t input_size, const std::vector<int>& sizes);

  struct State {
    std::vector<torch::Tensor> h, c;  // [B, H] a layer
  };
  State initial_state(const torch::Tensor& from, Engine engine);  // from [B, S]

  /// The layers above the first, whose output is `h` [T, B, H].
  torch::Tensor upper_layers(torch::Tensor h, const State& state, Engine engine, Dropout* dropout);

  Dense init{nullptr};
  std::vector<LstmWeights> layers;
  std::int64_t hidden_size;
};

}  // namespace segue
