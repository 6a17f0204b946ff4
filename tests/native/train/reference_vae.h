// SPDX-License-Identifier: Apache-2.0
// A MusicVAE in plain loops (REFERENCE 3.2), slow and easy to check by eye, and weights to try it
// with: what exported graphs and LibTorch are compared against.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "native/train/weights.h"

namespace segue {

struct ReferenceSizes {
  std::int64_t classes = 90, z_size = 8, encoder_size = 12, decoder_size = 10, decoder_layers = 2;
};

/// Random weights, large enough that every part of the network matters.
Weights make_random_weights(const ReferenceSizes& sizes, std::uint64_t seed);

struct ReferencePosterior {
  std::vector<float> mu, sigma;
};

ReferencePosterior reference_encode(const Weights& weights,
                                    const std::vector<std::uint8_t>& tokens);

/// `noise` [T, V]. The smallest lead of a chosen token's score over the next best is returned
/// through `margin`: agreement between engines can only be expected where it is well above
/// rounding.
std::vector<std::int64_t> reference_decode(const Weights& weights, const std::vector<float>& z,
                                           const std::vector<float>& noise, float temperature,
                                           float* margin = nullptr);

}  // namespace segue
