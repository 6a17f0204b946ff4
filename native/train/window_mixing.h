// SPDX-License-Identifier: Apache-2.0
// Windows made of several: data augmentation for collections that are small beside what is played.
// Not in the reference systems.
#pragma once

#include <cstdint>
#include <span>

#include "shared/base/rng.h"
#include "shared/codec/representation.h"

namespace segue {

/// The part that holds drums of nine classes, one bit a class (shared/codec/drum_codec.h); the
/// number of parts where there is none.
std::size_t drums_part(const RepresentationInfo& info);

/// Each of the nine classes of sound comes from `tokens` or, with even chance, from `other`; then
/// the drums start later by a number of quarters drawn evenly, their end coming first. Both [T, P]
/// of `info`, which has drums; other parts stay.
/// Kick and hi-hats of two beats make a third that could be played, so an autoencoder sees far more
/// combinations than were recorded.
void mix_drums(const RepresentationInfo& info, std::span<std::uint16_t> tokens,
               std::span<const std::uint16_t> other, Rng& rng);

/// Part `part` of `tokens` becomes that of `other`; both [T, P] of `info`.
void take_part(const RepresentationInfo& info, std::size_t part, std::span<std::uint16_t> tokens,
               std::span<const std::uint16_t> other);

}  // namespace segue
