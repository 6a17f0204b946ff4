// SPDX-License-Identifier: Apache-2.0
// Drum windows of two: data augmentation for collections that are small beside what drummers play.
#pragma once

#include <cstdint>
#include <span>

#include "shared/base/rng.h"

namespace segue {

/// Each of the nine classes of sound comes from `tokens` or, with even chance, from `other`; then
/// all of it starts later by a number of quarters drawn evenly, its end coming first. Both [T],
/// tokens of drums_9 (one bit a class, shared/codec/drum_codec.h), four steps a quarter.
/// Kick and hi-hats of two beats make a third that could be played, so an autoencoder sees far more
/// combinations than were recorded. Not in the reference systems.
void mix_drums(std::span<std::uint16_t> tokens, std::span<const std::uint16_t> other, Rng& rng);

}  // namespace segue
