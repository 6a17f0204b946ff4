// SPDX-License-Identifier: Apache-2.0
// Where a model's latent vectors lie: a mixture of Gaussians fitted to what the encoder makes of
// the training music. Samples from it are likelier to be music than those from N(0, I), which the
// posteriors only cover in part. Source: Tomczak and Welling, "VAE with a VampPrior", AISTATS 2018
// (the aggregated posterior as prior). A critic, where there is one, corrects what the mixture
// cannot follow.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "shared/base/result.h"
#include "shared/base/rng.h"
#include "shared/model/realism_critic.h"

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
  std::optional<RealismCritic> critic;

  /// A latent vector [Z]. Of the mixture: one uniform number for the component, Z normal ones, then
  /// R normal ones. With a critic, one of 32 such, each as likely as its odds (sampling
  /// importance resampling: Rubin 1988): every candidate is followed by a Gumbel number.
  /// The same bits on every platform.
  std::vector<float> draw(Rng& rng) const;
  bool operator==(const Prior&) const = default;

 private:
  std::vector<float> draw_of_mixture(Rng& rng) const;
};

/// A prior from its file in the package: safetensors with "weights", "means", "deviations" and,
/// where R > 0, "factors"; with a critic "critic_hidden_weights", "critic_hidden_bias",
/// "critic_output_weights" and "critic_output_bias". Errors: those of parse_safetensors, and
/// kCorruptData (an array missing or of another shape, numbers that are not finite or out of range,
/// another Z than `z_size`).
Result<Prior> parse_prior(std::span<const std::uint8_t> bytes, int z_size);

/// The bytes of that file, in half precision: a draw moves by less than a thousandth, unless it
/// comes to fall on another component or another candidate of the critic.
std::vector<std::uint8_t> format_prior(const Prior& prior);

}  // namespace segue
