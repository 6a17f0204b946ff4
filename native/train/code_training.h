// SPDX-License-Identifier: Apache-2.0
// The upper half of a hierarchical model by itself: a short model knows how to encode and decode
// its few bars; what a long one has to learn anew is to carry a sequence of such codes through one
// latent vector. That takes no decoding, so it is learned many times faster than through the notes.
// Not in the reference systems.
#pragma once

#include <atomic>
#include <functional>

#include "native/io/dataset_file.h"
#include "native/train/engine.h"
#include "native/train/fine_tuning.h"

namespace segue {

struct CodeTrainingOptions {
  Engine engine = Engine::kFusedBlas;
  const std::atomic<bool>* interrupted = nullptr;
  /// Every `log_interval_steps`: mean error of a window, 0.5 sum ((code - mu) / sigma)^2 in nats
  /// over all segments, and the KL of its latent vector in bits.
  std::function<void(std::int64_t step, double error, double kl_bits)> on_report = {};
};

/// Runs `config.code_steps` steps in which encoder levels above the first, mu, sigma and conductor
/// learn to give back, for every segment, the mu that `lower` (the short model) has for it, in
/// units of its sigma. `weights` are those of warm_start(): its lowest level and its cores are
/// `lower`'s. Adam; the rate falls evenly from learning_rate to a tenth; batches of batch_size
/// windows, transposed as in training. The cores' latent columns are then scaled, because an LSTM
/// puts out -1..1 and a mu may be larger.
/// Errors: kInvalidArgument when `lower` is not flat or its sizes, steps or z do not fit, saying
/// what to set; those of check_dataset; kCancelled.
Result<void> train_on_codes(const Config& config, const StartingPoint& lower,
                            const Dataset& dataset, const CodeTrainingOptions& options,
                            Weights& weights);

}  // namespace segue
