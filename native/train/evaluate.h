// SPDX-License-Identifier: Apache-2.0
// Held-out measures. The accuracies are those of magenta's evaluation: share of steps whose most
// likely token is the right one, once with the true previous tokens and once with the model's own
// samples at temperature 1.
#pragma once

#include <cstdint>
#include <span>

#include "native/train/config.h"
#include "native/train/engine.h"
#include "native/train/replicas.h"
#include "native/train/weights.h"

namespace segue {

struct Evaluation {
  std::int64_t windows = 0;
  double accuracy_teacher_forcing = 0, accuracy_sampling = 0;
  double r_loss = 0;   ///< nats a window, teacher forcing
  double kl_bits = 0;  ///< mean KL(q || p) / ln 2
  int active_dimensions =
      0;  ///< latent dimensions whose mean of sigma over the windows is below 0.9
};

inline constexpr double kActiveSigma = 0.9;

/// Measures `values` (flat parameters of `config`) on the first `count` windows (spread evenly) of
/// `tokens` [N, T], all when count <= 0. Noise is fixed by window: same weights and windows, same
/// numbers, whatever the batch or pool.
Evaluation evaluate(const Config& config, Engine engine, ReplicaPool& pool,
                    std::span<const std::uint16_t> tokens, std::int64_t count, const float* values);

}  // namespace segue
