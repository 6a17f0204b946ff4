// SPDX-License-Identifier: Apache-2.0
#include "shared/base/rng.h"

#include <bit>
#include <cmath>

#include "shared/base/math.h"

namespace segue {
namespace {

std::uint64_t splitmix64(std::uint64_t& x) {
  std::uint64_t z = (x += 0x9e3779b97f4a7c15ull);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

}  // namespace

Rng::Rng(std::uint64_t seed, std::uint64_t stream) {
  std::uint64_t mixed_stream = stream;
  std::uint64_t x = seed ^ (stream == 0 ? 0 : splitmix64(mixed_stream));
  for (auto& word : state_.words) word = splitmix64(x);
}

std::uint64_t Rng::next() {
  auto& s = state_.words;
  const std::uint64_t result = std::rotl(s[0] + s[3], 23) + s[0];
  const std::uint64_t t = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = std::rotl(s[3], 45);
  return result;
}

double Rng::uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }

std::uint64_t Rng::below(std::uint64_t n) {
  const std::uint64_t limit = n * (UINT64_MAX / n);  // the largest multiple of n that fits
  std::uint64_t x;
  do {
    x = next();
  } while (x >= limit);
  return x % n;
}

double Rng::normal() {
  if (state_.spare_normal) {
    const double value = *state_.spare_normal;
    state_.spare_normal.reset();
    return value;
  }
  double u, v, s;
  do {
    u = 2 * uniform() - 1;
    v = 2 * uniform() - 1;
    s = u * u + v * v;
  } while (s >= 1 || s == 0);
  const double factor = std::sqrt(-2 * portable_log(s) / s);
  state_.spare_normal = v * factor;
  return u * factor;
}

double Rng::gumbel() {
  const double u = (static_cast<double>(next() >> 12) + 0.5) * 0x1p-52;  // in (0, 1), never 0 or 1
  return -portable_log(-portable_log(u));
}

void Rng::fill_normal(std::span<float> out) {
  for (float& x : out) x = static_cast<float>(normal());
}

void Rng::fill_gumbel(std::span<float> out) {
  for (float& x : out) x = static_cast<float>(gumbel());
}

}  // namespace segue
