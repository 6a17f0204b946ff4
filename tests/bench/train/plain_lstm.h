// SPDX-License-Identifier: Apache-2.0
// The same network as anyone would write it with torch::nn::LSTM, torch::optim::Adam and one-hot
// inputs: what the trainer's speed is compared against.
#pragma once

#include <torch/torch.h>

#include "native/train/config.h"

namespace segue {

struct PlainVaeImpl : torch::nn::Module {
  explicit PlainVaeImpl(const Config& config);
  /// Mean loss of `tokens` [T, B] int64, teacher forcing, beta `beta`.
  torch::Tensor loss(const torch::Tensor& tokens, double beta);

  Config config;
  std::int64_t classes;
  torch::nn::LSTM encoder{nullptr}, decoder{nullptr};
  torch::nn::Linear mu{nullptr}, sigma{nullptr}, init{nullptr}, output{nullptr};
};
TORCH_MODULE(PlainVae);

/// Seconds of each of `steps` training steps after one to warm up.
std::vector<double> time_plain_steps(const Config& config, const torch::Tensor& tokens, int steps);

}  // namespace segue
