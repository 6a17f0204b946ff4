// SPDX-License-Identifier: Apache-2.0
// The whole MusicVAE family in plain loops (REFERENCE 3.2), slow and easy to check by eye, and
// weights to try it with: what exported graphs are compared against.
#pragma once

#include <cstdint>
#include <vector>

#include "native/train/config.h"
#include "native/train/weights.h"

namespace segue {

/// A configuration small enough for loops: 90 classes, 32 steps.
Config small_config(int z_size, int encoder_size, int decoder_size, int decoder_layers);

/// Random weights, large enough that every part of the network matters.
Weights make_random_network(const Config& config, std::uint64_t seed);

using Row = std::vector<double>;

struct ReferenceLatent {
  Row mu, sigma;
};

/// `rows` [T][D], controls included.
ReferenceLatent reference_latent(const Weights& weights, const Config& config,
                                 const std::vector<Row>& rows);

struct ReferenceClip {
  std::vector<double> values;  ///< tokens [T * P] or features [T * F]
  /// How little would have changed a choice: agreement between engines can only be expected where
  /// it is well above rounding.
  double margin = 1e30;
};

/// The first layer of an rnn that looks back at its last `length` outputs (attention_lstm.h): what
/// it puts out [T][H] for `inputs` [T][I], from a state of zeros.
std::vector<Row> reference_attention(const Weights& weights, int length,
                                     const std::vector<Row>& inputs);

/// `noise` [T][V or F] (unused by grooves), `controls` [T][C].
ReferenceClip reference_clip(const Weights& weights, const Config& config, const Row& z,
                             const std::vector<Row>& noise, double temperature,
                             const std::vector<Row>& controls);

}  // namespace segue
