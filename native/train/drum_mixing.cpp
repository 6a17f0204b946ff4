// SPDX-License-Identifier: Apache-2.0
#include "native/train/drum_mixing.h"

#include <algorithm>

#include "shared/codec/drum_codec.h"

namespace segue {

void mix_drums(std::span<std::uint16_t> tokens, std::span<const std::uint16_t> other, Rng& rng) {
  constexpr std::size_t kStepsPerQuarter = 4;
  const auto theirs = static_cast<unsigned>(rng.below(kDrumTokens));
  const unsigned ours = (kDrumTokens - 1u) & ~theirs;
  for (std::size_t t = 0; t < tokens.size(); ++t) {
    tokens[t] = static_cast<std::uint16_t>((tokens[t] & ours) | (other[t] & theirs));
  }
  const auto quarters = tokens.size() / kStepsPerQuarter;
  if (quarters < 2) return;
  const auto later = static_cast<std::ptrdiff_t>(rng.below(quarters) * kStepsPerQuarter);
  std::rotate(tokens.begin(), tokens.end() - later, tokens.end());
}

}  // namespace segue
