// SPDX-License-Identifier: Apache-2.0
// What training minimises: mean(r_loss) + beta mean(max(KL - free_bits ln 2, 0)), in nats a window.
#pragma once

#include <torch/torch.h>

#include "native/train/encoder.h"

namespace segue {

/// Softmax cross-entropy summed over steps: `logits` [T, B, V], `targets` [T, B] int64 give [B].
/// `counted` [T, B] leaves out the steps where it is 0; undefined, none.
torch::Tensor reconstruction_loss(const torch::Tensor& logits, const torch::Tensor& targets,
                                  const torch::Tensor& counted = {});

/// KL(q || N(0, I)) in closed form, summed over z: [B].
torch::Tensor kl_divergence(const Posterior& q);

/// max(kl - free_bits ln 2, 0) of each window: [B].
torch::Tensor kl_cost(const torch::Tensor& kl, double free_bits);

}  // namespace segue
