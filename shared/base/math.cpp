// SPDX-License-Identifier: Apache-2.0
#include "shared/base/math.h"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <numbers>

namespace segue {
namespace {

// Taylor series on |x| <= pi/4, where 8 terms reach double precision.
double sin_kernel(double x) {
  const double y = x * x;
  double term = x, sum = x;
  for (int n = 1; n <= 9; ++n) {
    term *= -y / ((2 * n) * (2 * n + 1));
    sum += term;
  }
  return sum;
}

double cos_kernel(double x) {
  const double y = x * x;
  double term = 1, sum = 1;
  for (int n = 1; n <= 9; ++n) {
    term *= -y / ((2 * n - 1) * (2 * n));
    sum += term;
  }
  return sum;
}

// sin(x + quadrant * pi/2)
double sin_quadrant(double x, int quadrant) {
  // pi/2 in two parts, so that the reduction keeps its low bits.
  constexpr double kHalfPiHigh = 1.57079632679489655800, kHalfPiLow = 6.12323399573676603587e-17;
  const double turns = std::floor(x / (std::numbers::pi / 2) + 0.5);
  const double reduced = (x - turns * kHalfPiHigh) - turns * kHalfPiLow;
  switch ((static_cast<long long>(turns) + quadrant) & 3) {
    case 0: return sin_kernel(reduced);
    case 1: return cos_kernel(reduced);
    case 2: return -sin_kernel(reduced);
    default: return -cos_kernel(reduced);
  }
}

// Arc tangent for x >= 0: two argument halvings, then the series.
double atan_positive(double x) {
  if (x > 1) return std::numbers::pi / 2 - atan_positive(1 / x);
  for (int i = 0; i < 2; ++i) x = x / (1 + std::sqrt(1 + x * x));
  const double y = x * x;
  double power = x, sum = 0;
  for (int n = 0; n < 16; ++n) {
    sum += (n % 2 == 0 ? power : -power) / (2 * n + 1);
    power *= y;
  }
  return 4 * sum;
}

}  // namespace

double portable_log(double x) {
  if (std::isnan(x) || x < 0) return std::numeric_limits<double>::quiet_NaN();
  if (x == 0) return -std::numeric_limits<double>::infinity();
  if (std::isinf(x)) return x;
  std::uint64_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  int exponent = static_cast<int>(bits >> 52) - 1023;
  if (exponent == -1023)
    return portable_log(x * 4503599627370496.0) - 52 * std::numbers::ln2;  // subnormal: 2^52
  bits = (bits & 0x000fffffffffffffull) | 0x3ff0000000000000ull;
  double m;  // in [1, 2), then moved to [sqrt(1/2), sqrt(2))
  std::memcpy(&m, &bits, sizeof m);
  if (m > 1.41421356237309504880) {
    m /= 2;
    ++exponent;
  }
  const double s = (m - 1) / (m + 1);  // log m = 2 atanh(s), |s| <= 0.172
  const double y = s * s;
  double sum = 0;
  for (int n = 21; n >= 1; n -= 2) sum = sum * y + 1.0 / n;
  return exponent * std::numbers::ln2 + 2 * s * sum;
}

double portable_sin(double x) { return sin_quadrant(x, 0); }

double portable_cos(double x) { return sin_quadrant(x, 1); }

double portable_acos(double x) {
  if (x >= 1) return 0;
  if (x <= -1) return std::numbers::pi;
  // acos x = 2 atan(sqrt((1 - x) / (1 + x)))
  return 2 * atan_positive(std::sqrt((1 - x) / (1 + x)));
}

}  // namespace segue
