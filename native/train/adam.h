// SPDX-License-Identifier: Apache-2.0
// Adam (Kingma and Ba, 2015, algorithm 1) on flat arrays, with gradient clipping and a moving
// average of the weights.
#pragma once

#include <torch/torch.h>

#include "native/train/adam_kernels.h"
#include "native/train/config.h"
#include "native/train/parameters.h"

namespace segue {

/// Everything an optimiser step changes; all flat [P] floats, `average` empty when ema_decay is 0.
struct OptimizerState {
  /// The same on another device.
  OptimizerState to(const torch::Device& device) const;

  torch::Tensor values, mean, variance, average;
  torch::Tensor carried;  ///< of an rnn in pieces, [R, B, H]: its state after the step; else empty
  std::int64_t updates = 0;  ///< Adam's t: steps that were applied
};

OptimizerState make_optimizer_state(torch::Tensor values, const Config& config);

/// What gradients are multiplied with: 1 below clip_norm, clip_norm / norm above, 0 (the step is
/// dropped) from grad_norm_clip_to_zero on. Where each tensor is clipped by itself, 1 or 0.
double clip_factor(double norm, const Config& config);

/// Scales the gradients of every weight down to a norm of `clip_norm`, each by itself.
void clip_each(const ParameterLayout& layout, torch::Tensor& gradients, double clip_norm);

/// One step for elements [begin, end); `state.updates` already counts this step. Ranges may run in
/// parallel.
void adam_update(OptimizerState& state, const torch::Tensor& gradients, double gradient_factor,
                 double learning_rate, const Config& config, std::int64_t begin, std::int64_t end);

/// The same with LibTorch's operations, on any device. `keep` is what stays of the average.
void plain_adam_update(OptimizerState& state, const torch::Tensor& gradients, const AdamStep& adam,
                       float keep, std::int64_t begin, std::int64_t end);

}  // namespace segue
