// SPDX-License-Identifier: Apache-2.0
// Trains the critic of a prior: latent vectors of music against the prior's own draws (Armadillo).
#pragma once

#include <cstdint>
#include <span>

#include "shared/model/prior.h"
#include "shared/model/realism_critic.h"

namespace segue {

struct CriticOptions {
  int hidden = 128;  ///< H
  int steps = 4000;
  int batch = 512;  ///< at most; one half is music's, the other draws that are new every time
  float learning_rate = 4e-3f;  ///< falling to 0 along a cosine
  std::uint64_t seed = 1;
};

/// `latents` is row-major [N, Z], N > 0.
RealismCritic fit_critic(std::span<const float> latents, const Prior& prior,
                         const CriticOptions& options);

/// Share of `latents` and of as many draws of `prior` that the critic tells apart: 0.5 is chance.
double critic_accuracy(const RealismCritic& critic, std::span<const float> latents,
                       const Prior& prior, std::uint64_t seed);

}  // namespace segue
