// SPDX-License-Identifier: Apache-2.0
// Any piece for a console of four channels, one note at a time each: two pulse waves, a triangle
// and noise.
#pragma once

#include "shared/music/note_sequence.h"

namespace segue {

/// The channels are the instruments of the result, in this order.
enum class ChipChannel { kPulse1, kPulse2, kTriangle, kNoise };
inline constexpr int kChipChannels = 4;

/// All music happens on ticks: two in each of the console's 60 frames a second.
inline constexpr double kChipTick_s = 1.0 / 120;
/// An arpeggio changes its tone once a frame, and holds at most the four notes that began last.
inline constexpr int kArpeggioTicks = 2;
inline constexpr int kArpeggioTones = 4;
/// Loudness has four bits; the triangle knows only on and off.
inline constexpr int kChipLevels = 16;

/// The lowest note of what sounds goes to the triangle, the highest to pulse 1, what is left to
/// pulse 2, as a fast arpeggio where that is more than one note. A free channel is used before
/// notes are put into an arpeggio. A note that sounds keeps its channel until a higher (lower) one
/// takes pulse 1 (the triangle) from it; it then goes on in pulse 2. A note that sounds alone is
/// bass below C3 (48) or where the mean pitch of its part lies there, else melody. Notes that
/// overlap the next of their part by less than 50 ms are cut: that is legato, not a chord. Drums
/// become noise whose pitch and length are those of their kind; of drums struck together the
/// heaviest sounds. Notes of the result never overlap within a channel.
NoteSequence arrange_for_chip(const NoteSequence& notes);

}  // namespace segue
