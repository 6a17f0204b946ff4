// SPDX-License-Identifier: Apache-2.0
// The sampled console's waves: one looped period of 64 values each, computed from lists of
// harmonics, read with a soft interpolation as such consoles did.
#pragma once

#include <array>
#include <cstdint>

namespace segue::detail {

inline constexpr int kSampledFrames = 64;
/// A period; 4096 is amplitude 1, and the root mean square of every table is the same.
using SampledTable = std::array<std::int16_t, kSampledFrames>;

/// `shape` as the patches name it, 0..9. Higher notes get tables with fewer harmonics, so that none
/// lies above 14 kHz: the console ran at 32 kHz.
const SampledTable& sampled_table(int shape, double hz) noexcept;

/// The table at `phase` in [0, 1): a cubic B-spline through four values, which keeps low harmonics
/// and dulls high ones, near the consoles' Gaussian one.
inline float read_sampled(const SampledTable& table, float phase) noexcept {
  constexpr int kMask = kSampledFrames - 1;
  const float at = phase * kSampledFrames;
  const int index = static_cast<int>(at);
  const float t = at - static_cast<float>(index), u = 1 - t;
  const float a = table[(index - 1) & kMask], b = table[index & kMask];
  const float c = table[(index + 1) & kMask], d = table[(index + 2) & kMask];
  const float weight_b = 4 - 3 * t * t * (1 + u), weight_c = 4 - 3 * u * u * (1 + t);
  return (a * u * u * u + b * weight_b + c * weight_c + d * t * t * t) * (1 / (6 * 4096.0f));
}

}  // namespace segue::detail
