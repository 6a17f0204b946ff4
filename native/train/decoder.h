// SPDX-License-Identifier: Apache-2.0
// Flat decoder: stacked LSTM on [previous token; z], started from tanh(dense(z)), a logit per token
// and step.
#pragma once

#include <span>
#include <vector>

#include "native/train/config.h"
#include "native/train/dense.h"
#include "native/train/lstm.h"

namespace segue {

struct DecoderImpl : torch::nn::Module {
  explicit DecoderImpl(const Config& config);

  /// Logits [T, B, V] for `z` [B, Z] when the decoder is fed `inputs` [T, B] int64: the previous
  /// tokens, `start_token()` (a row of zeros) first.
  torch::Tensor forward(const torch::Tensor& z, const torch::Tensor& inputs, Engine engine);

  /// The targets moved on by one step, the start token in front.
  torch::Tensor teacher_inputs(const torch::Tensor& targets) const;  // [T, B]

  /// Scheduled sampling, step by step: the input of step t + 1 is the target of step t or, where
  /// coins[t, b] < probability, a sample at temperature 1 of the logits that its own inputs led to.
  /// `coins` and `uniforms` are [T, B] in [0, 1). Not differentiated: the tokens are then inputs of
  /// forward().
  torch::Tensor sampled_inputs(const torch::Tensor& z, const torch::Tensor& targets,
                               double probability, std::span<const float> coins,
                               std::span<const float> uniforms, Engine engine);  // [T, B]

  std::int64_t start_token() const { return classes; }

  Dense init{nullptr}, output{nullptr};
  std::vector<LstmWeights> layers;
  std::int64_t classes, z_size, hidden_size;

 private:
  struct State {
    std::vector<torch::Tensor> h, c;  // [B, D] a layer
  };
  State initial_state(const torch::Tensor& z, Engine engine);
  torch::Tensor token_table() const;                                  // [V + 1, 4D]
  torch::Tensor latent_gates(const torch::Tensor& z, Engine engine);  // [B, 4D]
};
TORCH_MODULE(Decoder);

/// Index of the class that inverse-transform sampling of softmax(logits) gives for `uniform` in [0,
/// 1).
int sample_class(std::span<const float> logits, float uniform);

}  // namespace segue
