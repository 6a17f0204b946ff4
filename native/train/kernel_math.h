// SPDX-License-Identifier: Apache-2.0
// What loops over floats are made of that GCC vectorises: functions without branches, and the
// variants of a loop for several processors. Only for files compiled as kernels (CMakeLists.txt).
#pragma once

#include <cstdint>
#include <cstring>

#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__)
#define SEGUE_MULTIVERSION \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define SEGUE_MULTIVERSION
#endif
#define SEGUE_INLINE inline __attribute__((always_inline))

namespace segue {

// exp(x) by 2^n e^r with a polynomial of degree 7 for e^r (coefficients of Cephes' expf), clamped
// to what sigmoid and tanh need. rintf, because adding and subtracting a large number would be
// optimised away.
SEGUE_INLINE float fast_exp(float x) {
  x = x > 88.0f ? 88.0f : x;
  x = x < -87.0f ? -87.0f : x;
  const float n = __builtin_rintf(x * 1.44269504088896341f);
  const float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  const float y = p * r * r + r + 1.0f;
  const std::int32_t exponent = (static_cast<std::int32_t>(n) + 127) << 23;
  float scale;
  std::memcpy(&scale, &exponent, sizeof scale);
  return y * scale;
}

SEGUE_INLINE float sigmoid(float x) { return 1.0f / (1.0f + fast_exp(-x)); }
SEGUE_INLINE float tanh_of(float x) { return 2.0f / (1.0f + fast_exp(-2.0f * x)) - 1.0f; }

}  // namespace segue
