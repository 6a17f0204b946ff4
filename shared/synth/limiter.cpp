// SPDX-License-Identifier: Apache-2.0
#include "shared/synth/limiter.h"

#include <algorithm>
#include <cmath>

#include "shared/synth/dsp.h"

namespace segue::detail {
namespace {

constexpr float kThreshold = 0.5f;  // -6 dB: below, nothing is touched
constexpr float kCeiling = 0.8f;    // the gain alone keeps steady sound below this

// x below `knee`; above it bends, with the same slope at the knee, towards `top`.
float bend(float x, float knee, float top) {
  if (x <= knee) return x;
  const float u = (x - knee) / (top - knee);
  return knee + (top - knee) * (u / (1 + u));
}

float soft_clip(float x) {
  // The bound is met in exact arithmetic; the clamp covers rounding of very loud input.
  return std::copysign(std::min(bend(std::abs(x), kCeiling, 1.0f), 0.99999f), x);
}

}  // namespace

Limiter::Limiter(double sample_rate_hz) noexcept
    : attack_(approach_per_frame(0.001, sample_rate_hz)),
      release_(approach_per_frame(0.15, sample_rate_hz)) {}

void Limiter::apply(float* left, float* right, int frames) noexcept {
  for (int k = 0; k < frames; ++k) {
    const float peak = std::max(std::abs(left[k]), std::abs(right[k]));
    level_ += (peak - level_) * (peak > level_ ? attack_ : release_);
    if (level_ > kThreshold) {
      const float gain = bend(level_, kThreshold, kCeiling) / level_;
      left[k] *= gain;
      right[k] *= gain;
    }
    left[k] = soft_clip(left[k]);
    right[k] = soft_clip(right[k]);
  }
  if (level_ < kInaudible) level_ = 0;
}

}  // namespace segue::detail
