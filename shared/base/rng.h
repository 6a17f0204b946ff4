// SPDX-License-Identifier: Apache-2.0
// Segue's random numbers: the same bits on every platform for the same seed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace segue {

/// xoshiro256++ (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021),
/// seeded through splitmix64. A `stream` gives independent sequences of one seed: clip i of a batch
/// uses stream i, so that clip i is the same whatever the batch size.
class Rng {
 public:
  explicit Rng(std::uint64_t seed, std::uint64_t stream = 0);

  std::uint64_t next();
  /// In [0, 1), 53 bits.
  double uniform();
  /// In {0, ..., n - 1}, n > 0, without bias.
  std::uint64_t below(std::uint64_t n);
  /// N(0, 1), Marsaglia's polar method.
  double normal();
  /// Standard Gumbel, -log(-log u): argmax(logits / t + gumbel) samples softmax(logits / t).
  double gumbel();

  void fill_normal(std::span<float> out);
  void fill_gumbel(std::span<float> out);

  /// Everything there is to know about the generator, for checkpoints.
  struct State {
    std::array<std::uint64_t, 4> words{};
    std::optional<double> spare_normal;
    bool operator==(const State&) const = default;
  };
  const State& state() const { return state_; }
  void set_state(const State& state) { state_ = state; }

 private:
  State state_;
};

/// Fisher-Yates; std::shuffle differs between standard libraries.
template <class T>
void shuffle(std::span<T> items, Rng& rng) {
  for (std::size_t i = items.size(); i > 1; --i) {
    using std::swap;
    swap(items[i - 1], items[static_cast<std::size_t>(rng.below(i))]);
  }
}

}  // namespace segue
