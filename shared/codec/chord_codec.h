// SPDX-License-Identifier: Apache-2.0
// Chords as 49 classes: 0 none, 1..12 major, 13..24 minor, 25..36 augmented, 37..48 diminished,
// root C first (REFERENCE 1.6). The control of the models that are told the harmony.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"

namespace segue {

inline constexpr int kChordClasses = 49;
inline constexpr std::uint8_t kNoChord = 0;

enum class ChordQuality { kMajor, kMinor, kAugmented, kDiminished };

/// `root` 0..11, 0 = C.
std::uint8_t to_chord_class(int root, ChordQuality quality);

/// "C", "F#m", "Bbaug" or "N.C."; sharps, but for Bb, Eb and Ab. `chord` must be below 49.
std::string chord_name(std::uint8_t chord);

/// One symbol: a root A..G with # or b, then a quality. Sevenths and other additions do not change
/// the class (C7, Cmaj7, Csus4, C6, C5 are C; Am7, A-9, AmM7 are Am; Bm7b5, Bdim7, Bo are Bdim; C+,
/// C7#5 are Caug); nor does a bass after a slash. "N.C.", "NC" and "N" are none.
/// Errors: kInvalidArgument, with what was not understood and examples.
Result<std::uint8_t> parse_chord(std::string_view symbol);

/// Symbols between blanks, bar lines or commas: "C Am | F G7/B". "%" repeats the chord before it.
/// Errors: those of parse_chord, with the position; kInvalidArgument for no chord at all.
Result<std::vector<std::uint8_t>> parse_chords(std::string_view text);

/// The class of each of `steps` steps [T] when the chords share them evenly; needs a chord.
std::vector<std::uint8_t> spread_chords(const std::vector<std::uint8_t>& chords, int steps);

}  // namespace segue
