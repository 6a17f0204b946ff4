// SPDX-License-Identifier: Apache-2.0
#include "native/train/losses.h"

#include <numbers>

namespace segue {

using torch::Tensor;

Tensor reconstruction_loss(const Tensor& logits, const Tensor& targets, const Tensor& counted) {
  const Tensor log_p = torch::log_softmax(logits, 2);                   // [T, B, V]
  Tensor of_target = log_p.gather(2, targets.unsqueeze(2)).squeeze(2);  // [T, B]
  if (counted.defined()) of_target = of_target * counted;
  return -of_target.sum(0);  // [B]
}

Tensor kl_divergence(const Posterior& q) {
  return (0.5 * (q.mu.square() + q.sigma.square() - 1) - q.sigma.log()).sum(1);  // [B]
}

Tensor kl_cost(const Tensor& kl, double free_bits) {
  return torch::clamp_min(kl - free_bits * std::numbers::ln2, 0);  // [B]
}

}  // namespace segue
