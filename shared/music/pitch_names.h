// SPDX-License-Identifier: Apache-2.0
// Pitches and scales as people write them: "C4 E4 G4", "67,64,60", "A minor", "C D E G A".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"

namespace segue {

/// Pitch classes as bits, bit 0 = C.
using PitchClassSet = std::uint16_t;
inline constexpr PitchClassSet kAllPitchClasses = 0xfff;

inline bool has_pitch(PitchClassSet set, int pitch) { return (set >> (pitch % 12) & 1) != 0; }

/// A MIDI pitch 0..127: its number, or a letter with any of # and b and an octave, C4 = 60.
/// Errors: kInvalidArgument, with the text.
Result<int> parse_pitch(std::string_view text);

/// The name of a pitch 0..127, as parse_pitch reads it: "C4" for 60, "F#3" for 54.
std::string pitch_name(int pitch);

/// Pitches parted by spaces or commas. Errors as above; kInvalidArgument for none.
Result<std::vector<int>> parse_pitches(std::string_view text);

/// A tonic and a scale ("C major", "F# dorian", "a harmonic minor"; a tonic alone is major, and
/// "Am" minor), or the pitch classes themselves ("C D E G A", two or more). Letters in any case.
/// Errors: kInvalidArgument, naming the scales there are.
Result<PitchClassSet> parse_scale(std::string_view text);

/// The scales that parse_scale knows, for help texts: "major, minor, ...".
std::string scale_names();

}  // namespace segue
