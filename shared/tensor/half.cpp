// SPDX-License-Identifier: Apache-2.0
#include "shared/tensor/half.h"

#include <cmath>
#include <cstring>

namespace segue {

std::uint16_t to_half(float value) {
  std::uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  const std::uint16_t sign = static_cast<std::uint16_t>(bits >> 16 & 0x8000);
  const float magnitude = std::fabs(value);
  if (std::isnan(value)) return sign | 0x7e00;
  if (magnitude >= 65520.0f) return sign | 0x7c00;  // rounds past the largest half, 65504
  if (magnitude < 0x1p-14f) {                       // subnormal halves are multiples of 2^-24
    return sign | static_cast<std::uint16_t>(std::nearbyint(magnitude * 0x1p24f));
  }
  // Round away the 13 low bits, ties to even; a carry moves into the exponent as it should.
  bits = (bits & 0x7fffffff) + 0xfff + (bits >> 13 & 1);
  return sign | static_cast<std::uint16_t>((bits >> 13) - ((127 - 15) << 10));
}

float from_half(std::uint16_t bits) {
  const float sign = bits & 0x8000 ? -1.0f : 1.0f;
  const int exponent = bits >> 10 & 31, mantissa = bits & 1023;
  if (exponent == 31) return mantissa ? NAN : sign * INFINITY;
  if (exponent == 0) return sign * std::ldexp(static_cast<float>(mantissa), -24);
  return sign * std::ldexp(static_cast<float>(mantissa + 1024), exponent - 25);
}

}  // namespace segue
