// SPDX-License-Identifier: Apache-2.0
// One LSTM layer over a whole sequence as a single autograd node (the fused engines), and its
// parameters.
#pragma once

#include <torch/torch.h>

#include "native/train/engine.h"

namespace segue {

/// Parameters of a layer, gates in the order i, f, g, o. The forget bias starts at 1.
struct LstmWeightsImpl : torch::nn::Module {
  LstmWeightsImpl(std::int64_t input_size, std::int64_t hidden_size);
  torch::Tensor weight_ih;  // [4H, I]
  torch::Tensor weight_hh;  // [4H, H]
  torch::Tensor bias;       // [4H]
};
TORCH_MODULE(LstmWeights);

/// What enters the gates of a fused layer; undefined members are left out.
struct LstmInput {
  torch::Tensor tokens;    // [T, B] or [T, B, R] int64: rows of `table`, R of them are added up
  torch::Tensor table;     // [V, 4H] what each token adds: its column of weight_ih, and the bias
  torch::Tensor gates;     // [T, B, 4H] products with the layer below; overwritten
  torch::Tensor constant;  // [B, 4H] the same at every step
};

struct LstmOutput {
  torch::Tensor hidden;     // [T, B, H]
  torch::Tensor last_cell;  // [B, H] after the step that came last; no gradients
};

/// Runs from the last step to the first when `reverse`.
LstmOutput fused_lstm_states(const LstmInput& input, const torch::Tensor& weight_hh,
                             const torch::Tensor& h0, const torch::Tensor& c0, bool reverse,
                             Engine engine);

/// Its hidden states alone: [T, B, H].
torch::Tensor fused_lstm(const LstmInput& input, const torch::Tensor& weight_hh,
                         const torch::Tensor& h0, const torch::Tensor& c0, bool reverse,
                         Engine engine);

}  // namespace segue
