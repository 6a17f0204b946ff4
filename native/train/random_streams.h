// SPDX-License-Identifier: Apache-2.0
// Independent random numbers for each purpose and step of a run, from one seed: any step can be
// redone without the ones before it, so checkpoints hold no generator state.
#pragma once

#include <cstdint>

#include "shared/base/rng.h"

namespace segue {

enum class Stream : std::uint64_t {
  kInit = 1,
  kDataOrder = 2,
  kNoise = 3,
  kEvaluation = 4,
  kInput = 5
};

/// `index` counts steps or epochs, `part` replicas (both below 2^40 and 2^16).
inline Rng make_stream(std::uint64_t seed, Stream stream, std::int64_t index = 0, int part = 0) {
  return Rng(seed, static_cast<std::uint64_t>(stream) << 56 |
                       static_cast<std::uint64_t>(part) << 40 | static_cast<std::uint64_t>(index));
}

}  // namespace segue
