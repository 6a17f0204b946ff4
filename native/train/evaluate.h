// SPDX-License-Identifier: Apache-2.0
// Held-out measures. The accuracies are those of magenta's evaluation: share of steps whose most
// likely token is the right one, once with the true previous tokens and once with the model's own
// samples at temperature 1.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "native/io/dataset_file.h"
#include "native/train/config.h"
#include "native/train/engine.h"
#include "native/train/groove_errors.h"
#include "native/train/replicas.h"
#include "native/train/stream_measures.h"
#include "native/train/weights.h"

namespace segue {

/// One part of a representation.
struct PartAccuracy {
  std::string name;  ///< "melody"
  double teacher_forcing = 0, sampling = 0;
  double per_class = 0;  ///< mean over the classes that occur of the share found; teacher forcing
};

struct Evaluation {
  std::optional<StreamSums> stream;  ///< of an rnn, of which nothing below but `windows` is known
  std::int64_t windows = 0;
  double accuracy_teacher_forcing = 0, accuracy_sampling = 0;
  double r_loss = 0;   ///< nats a window, teacher forcing
  double kl_bits = 0;  ///< mean KL(q || p) / ln 2
  int active_dimensions =
      0;  ///< latent dimensions whose mean of sigma over the windows is below 0.9
  std::vector<PartAccuracy> parts;  ///< the accuracies above are means over these
  GrooveErrors groove;              ///< of groove models, on their own samples
};

/// What to change when the latent vector hardly matters any more; empty when all is well.
std::string collapse_warning(const Config& config, const Evaluation& evaluation);

inline constexpr double kActiveSigma = 0.9;

/// Indices of `count` of `all` windows, spread evenly; all when count <= 0.
std::vector<std::int64_t> spread_evenly(std::int64_t all, std::int64_t count);

/// Measures `values` (flat parameters of `config`) on the first `count` windows (spread evenly) of
/// the held-out split, all when count <= 0. Noise is fixed by window: same weights and windows,
/// same numbers, whatever the batch or pool. Computes where `values` are.
Evaluation evaluate(const Config& config, Engine engine, ReplicaPool& pool, const Dataset& dataset,
                    std::int64_t count, const torch::Tensor& values);

/// The same of the held-out windows `order`.
Evaluation evaluate_windows(const Config& config, Engine engine, ReplicaPool& pool,
                            const Dataset& dataset, std::span<const std::int64_t> order,
                            const torch::Tensor& values);

/// The same of an rnn, whose streams are read whole, without dropout (evaluate_streams.cpp).
Evaluation evaluate_streams(const Config& config, Engine engine, ReplicaPool& pool,
                            const Dataset& dataset, std::span<const std::int64_t> streams,
                            const torch::Tensor& values);

}  // namespace segue
