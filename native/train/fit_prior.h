// SPDX-License-Identifier: Apache-2.0
// Fits a Prior to latent vectors: k-means and expectation-maximisation for diagonal Gaussians
// (Armadillo), then, where asked for, the strongest directions of each component's covariance.
#pragma once

#include <cstdint>
#include <span>

#include "shared/base/result.h"
#include "shared/model/prior.h"

namespace segue {

struct PriorOptions {
  int components = 32;  ///< K
  int rank = 0;         ///< R: directions in which the numbers of a component vary together
  int iterations = 15;  ///< of k-means, and then of expectation-maximisation
  std::uint64_t seed = 1;
};

/// `latents` is row-major [N, Z]. Errors: kInvalidArgument (fewer than 10 vectors a component, a
/// rank above Z), kRuntime (the fit failed: the vectors do not differ).
Result<Prior> fit_prior(std::span<const float> latents, int z_size, const PriorOptions& options);

/// The prior that is N(0, I), to compare with.
Prior normal_prior(int z_size);

/// Mean log density of the vectors, in nats.
double mean_log_density(const Prior& prior, std::span<const float> latents);

}  // namespace segue
