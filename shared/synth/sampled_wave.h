// SPDX-License-Identifier: Apache-2.0
// The sampled console's waves: one looped period of 64 values each, computed from lists of
// harmonics, read with a soft interpolation as such consoles did.
#pragma once

#include <array>
#include <cstdint>

#include "shared/synth/lanes.h"

namespace segue::detail {

inline constexpr int kSampledFrames = 64;
/// A period; 4096 is amplitude 1, and the root mean square of every table is the same.
using SampledTable = std::array<std::int16_t, kSampledFrames>;

/// `shape` as the patches name it, 0..9. Higher notes get tables with fewer harmonics, so that none
/// lies above 14 kHz: the console ran at 32 kHz.
const SampledTable& sampled_table(int shape, double hz) noexcept;

/// A table as curves: the cubic B-spline through each four values, which keeps low harmonics and
/// dulls high ones, near the consoles' Gaussian interpolation. Between values i and i + 1, at t in
/// [0, 1), it is c0 + c1 t + c2 t^2 + c3 t^3.
using SampledCurve = std::array<Four, kSampledFrames>;
void make_curve(const SampledTable& table, SampledCurve& curve) noexcept;

/// The curve at four phases.
inline Four read_curve(const SampledCurve& curve, FourPhases phase) noexcept {
  constexpr int kBits = 6;
  static_assert(1 << kBits == kSampledFrames);
  const FourPhases index = phase >> (32 - kBits);
  const Four t = turns(phase << kBits);
  Four c0 = curve[index[0]], c1 = curve[index[1]], c2 = curve[index[2]], c3 = curve[index[3]];
  transpose(c0, c1, c2, c3);
  return c0 + t * (c1 + t * (c2 + t * c3));
}

}  // namespace segue::detail
