// SPDX-License-Identifier: Apache-2.0
// Flat encoder: one bidirectional LSTM layer, then mu and sigma of q(z | x).
#pragma once

#include "native/train/config.h"
#include "native/train/dense.h"
#include "native/train/lstm.h"

namespace segue {

/// Both [B, Z]; sigma > 0.
struct Posterior {
  torch::Tensor mu, sigma;
};

struct EncoderImpl : torch::nn::Module {
  explicit EncoderImpl(const Config& config);
  /// `tokens` [T, B] int64 gives the last forward and the last backward state, [B, 2H].
  torch::Tensor forward(const torch::Tensor& tokens, Engine engine);

  LstmWeights fw{nullptr}, bw{nullptr};
  std::int64_t classes, hidden_size;
};
TORCH_MODULE(Encoder);

}  // namespace segue
