// SPDX-License-Identifier: Apache-2.0
#include "native/train/adam_kernels.h"

#include <cmath>

namespace segue {

void adam_step(const AdamStep& adam, std::int64_t n, const float* __restrict gradient,
               float* __restrict values, float* __restrict mean, float* __restrict variance) {
  for (std::int64_t i = 0; i < n; ++i) {
    const float g = gradient[i] * adam.scale;
    mean[i] = adam.beta1 * mean[i] + (1 - adam.beta1) * g;
    variance[i] = adam.beta2 * variance[i] + (1 - adam.beta2) * g * g;
    values[i] -= adam.step * mean[i] / (std::sqrt(variance[i]) + adam.epsilon);
  }
}

void average_step(float keep, std::int64_t n, const float* __restrict values,
                  float* __restrict average) {
  for (std::int64_t i = 0; i < n; ++i) average[i] = keep * average[i] + (1 - keep) * values[i];
}

}  // namespace segue
