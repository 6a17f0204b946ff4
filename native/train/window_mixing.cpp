// SPDX-License-Identifier: Apache-2.0
#include "native/train/window_mixing.h"

#include <algorithm>
#include <vector>

#include "shared/codec/drum_codec.h"

namespace segue {

std::size_t drums_part(const RepresentationInfo& info) {
  std::size_t part = 0;
  while (part < info.parts.size() && info.parts[part].classes != kDrumTokens) ++part;
  return info.head == DecoderHead::kCategorical ? part : info.parts.size();
}

void mix_drums(const RepresentationInfo& info, std::span<std::uint16_t> tokens,
               std::span<const std::uint16_t> other, Rng& rng) {
  constexpr std::size_t kStepsPerQuarter = 4;
  const auto parts = info.parts.size(), column = drums_part(info), steps = tokens.size() / parts;
  const auto theirs = static_cast<unsigned>(rng.below(kDrumTokens));
  const unsigned ours = (kDrumTokens - 1u) & ~theirs;
  const auto quarters = steps / kStepsPerQuarter;
  const auto later = quarters < 2 ? 0 : rng.below(quarters) * kStepsPerQuarter;
  std::vector<std::uint16_t> mixed(steps);
  for (std::size_t t = 0; t < steps; ++t) {
    const auto at = t * parts + column;
    mixed[(t + later) % steps] =
        static_cast<std::uint16_t>((tokens[at] & ours) | (other[at] & theirs));
  }
  for (std::size_t t = 0; t < steps; ++t) tokens[t * parts + column] = mixed[t];
}

void take_part(const RepresentationInfo& info, std::size_t part, std::span<std::uint16_t> tokens,
               std::span<const std::uint16_t> other) {
  for (std::size_t i = part; i < tokens.size(); i += info.parts.size()) tokens[i] = other[i];
}

}  // namespace segue
