// SPDX-License-Identifier: Apache-2.0
// Where a model's latent vectors lie: a mixture of Gaussians fitted to what the encoder makes of
// the training music. Samples from it are likelier to be music than those from N(0, I), which the
// posteriors only cover in part. Source: Tomczak and Welling, "VAE with a VampPrior", AISTATS 2018
// (the aggregated posterior as prior).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "shared/base/result.h"
#include "shared/base/rng.h"

namespace segue {

/// Component k: N(means[k], diag(deviations[k]^2) + factors[k] factors[k]^T); chosen with
/// probability weights[k]. Arrays are row-major.
struct Prior {
  int z_size = 0;                 ///< Z
  int components = 0;             ///< K, 1 or more
  int rank = 0;                   ///< R, 0 where the Gaussians are diagonal
  std::vector<float> weights;     ///< [K], not negative, sum 1
  std::vector<float> means;       ///< [K, Z]
  std::vector<float> deviations;  ///< [K, Z], not negative
  std::vector<float> factors;     ///< [K, Z, R]

  /// A latent vector [Z]: one uniform number for the component, Z normal ones, then R normal ones.
  /// Only sums and products: the same bits on every platform.
  std::vector<float> draw(Rng& rng) const;
  bool operator==(const Prior&) const = default;
};

/// A prior from its file in the package: safetensors with "weights", "means", "deviations" and,
/// where R > 0, "factors". Errors: those of parse_safetensors, and kCorruptData (an array missing
/// or of another shape, numbers that are not finite or out of range, another Z than `z_size`).
Result<Prior> parse_prior(std::span<const std::uint8_t> bytes, int z_size);

/// The bytes of that file; half precision, which moves a sample by less than a thousandth.
std::vector<std::uint8_t> format_prior(const Prior& prior);

}  // namespace segue
