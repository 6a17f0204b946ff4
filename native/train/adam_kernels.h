// SPDX-License-Identifier: Apache-2.0
// The loops of adam.cpp, without LibTorch: compiled for speed, and quickly.
#pragma once

#include <cstdint>

namespace segue {

/// What one update needs; the same for all values.
struct AdamStep {
  float beta1 = 0.9f, beta2 = 0.999f;
  float step = 0;  ///< learning rate with both bias corrections in it
  float epsilon = 0;
  float scale = 1;  ///< of the gradients
};

/// `values`, `mean`, `variance` and `gradient` [n].
void adam_step(const AdamStep& adam, std::int64_t n, const float* gradient, float* values,
               float* mean, float* variance);

/// average = keep * average + (1 - keep) * values, all [n].
void average_step(float keep, std::int64_t n, const float* values, float* average);

}  // namespace segue
