// SPDX-License-Identifier: Apache-2.0
// Four frames at once: what the voices calculate with. GCC and clang have these vectors on every
// platform, and every lane is IEEE arithmetic, so all of them give the same samples.
#pragma once

#include <cstdint>
#include <cstring>

namespace segue::detail {

using Four [[gnu::vector_size(16)]] = float;
using FourInts [[gnu::vector_size(16)]] = std::int32_t;
using FourPhases [[gnu::vector_size(16)]] = std::uint32_t;

inline Four load(const float* from) noexcept {
  Four x;
  std::memcpy(&x, from, sizeof x);
  return x;
}
inline void store(float* to, Four x) noexcept { std::memcpy(to, &x, sizeof x); }
inline Four all(float x) noexcept { return Four{x, x, x, x}; }

inline FourInts bits_of(Four x) noexcept { return (FourInts)x; }
inline Four with_bits(FourInts bits) noexcept { return (Four)bits; }

/// max(x, 0) in each lane.
inline Four positive(Four x) noexcept { return with_bits(bits_of(x) & (x > all(0))); }
inline Four absolute(Four x) noexcept { return with_bits(bits_of(x) & 0x7fffffff); }
inline Four larger(Four a, Four b) noexcept {
  const FourInts above = a > b;
  return with_bits((bits_of(a) & above) | (bits_of(b) & ~above));
}

/// Turns in [0, 1) of phases where 2^32 is a turn.
inline Four turns(FourPhases phase) noexcept {
  return __builtin_convertvector((FourInts)(phase >> 8), Four) * all(1.0f / (1 << 24));
}

/// Lanes of one position of four vectors: a 4 x 4 matrix turned over.
inline void transpose(Four& a, Four& b, Four& c, Four& d) noexcept {
  const Four ab_low = __builtin_shufflevector(a, b, 0, 4, 1, 5);
  const Four ab_high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
  const Four cd_low = __builtin_shufflevector(c, d, 0, 4, 1, 5);
  const Four cd_high = __builtin_shufflevector(c, d, 2, 6, 3, 7);
  a = __builtin_shufflevector(ab_low, cd_low, 0, 1, 4, 5);
  b = __builtin_shufflevector(ab_low, cd_low, 2, 3, 6, 7);
  c = __builtin_shufflevector(ab_high, cd_high, 0, 1, 4, 5);
  d = __builtin_shufflevector(ab_high, cd_high, 2, 3, 6, 7);
}

/// A one-pole low-pass, y += (x - y) * coefficient, over `frames` frames; the last y is `state`.
/// Four frames in a row by doubling the reach: first each with its neighbour, then with the pair
/// before.
class OnePole {
 public:
  explicit OnePole(float coefficient) noexcept
      : share_(coefficient), keep_(1 - coefficient), keep_twice_(keep_ * keep_) {
    keep_all_ = Four{keep_, keep_twice_, keep_twice_ * keep_, keep_twice_ * keep_twice_};
  }
  void run(const float* in, float* out, int frames, float& state) const noexcept {
    int k = 0;
    for (; k + 4 <= frames; k += 4) {
      const Four zero = {};
      Four y = load(in + k) * all(share_);
      y += __builtin_shufflevector(zero, y, 0, 4, 5, 6) * all(keep_);
      y += __builtin_shufflevector(zero, y, 0, 1, 4, 5) * all(keep_twice_);
      y += keep_all_ * all(state);
      store(out + k, y);
      state = y[3];
    }
    for (; k < frames; ++k) out[k] = state += (in[k] - state) * share_;
  }

 private:
  float share_, keep_, keep_twice_;
  Four keep_all_;
};

}  // namespace segue::detail
