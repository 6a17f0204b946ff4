// SPDX-License-Identifier: Apache-2.0
// Which windows a step sees: every epoch in a new order, every window transposed anew. A pure
// function of seed and position, so that resuming needs no stored state.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "shared/base/rng.h"

namespace segue {

/// Adds `semitones` to every note-on token. Notes that leave the vocabulary become "no event".
void transpose_tokens(std::span<std::uint16_t> tokens, int semitones, int classes);

/// Endless shuffled epochs over N windows of T tokens; a batch may span two epochs.
class BatchSource {
 public:
  /// `tokens` [N, T] must outlive the source; N > 0.
  BatchSource(std::span<const std::uint16_t> tokens, int steps, int classes, int augment_semitones,
              std::uint64_t seed);

  /// The `count` windows from position `first` of the endless order, as time-major int64 [T,
  /// count].
  std::vector<std::int64_t> read(std::int64_t first, std::int64_t count);

  std::int64_t windows() const { return windows_; }

 private:
  void load_epoch(std::int64_t epoch);

  std::span<const std::uint16_t> tokens_;
  int steps_, classes_, augment_semitones_;
  std::uint64_t seed_;
  std::int64_t windows_;
  std::int64_t epoch_ = -1;
  std::vector<std::uint32_t> order_;         // [N] of the loaded epoch
  std::vector<std::int8_t> transpositions_;  // [N]
};

}  // namespace segue
