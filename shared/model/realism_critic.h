// SPDX-License-Identifier: Apache-2.0
// A critic that tells latent vectors of music from draws of a prior: a small network, part of a
// Prior. Source: Engel, Hoffman and Roberts, "Latent Constraints: Learning to Generate
// Conditionally from Unconditional Generative Models", ICLR 2018 (the realism constraint).
#pragma once

#include <span>
#include <vector>

namespace segue {

/// log odds = output_weights . max(hidden_weights z + hidden_bias, 0) + output_bias.
struct RealismCritic {
  std::vector<float> hidden_weights;  ///< [H, Z], row-major
  std::vector<float> hidden_bias;     ///< [H]
  std::vector<float> output_weights;  ///< [H]
  float output_bias = 0;

  /// Log odds that `z` [Z] is music's and not the prior's draw: 0 where neither is likelier. Only
  /// sums and products in a fixed order: the same bits on every platform.
  double log_odds(std::span<const float> z) const;
  bool operator==(const RealismCritic&) const = default;
};

}  // namespace segue
