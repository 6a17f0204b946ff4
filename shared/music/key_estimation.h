// SPDX-License-Identifier: Apache-2.0
// In which key a piece is, from how long each pitch class sounds.
#pragma once

#include <array>
#include <optional>

#include "shared/music/note_sequence.h"

namespace segue {

/// Pitch class of the major key with the same notes: of a minor key its relative major.
inline int relative_major(int tonic, bool minor) { return minor ? (tonic + 3) % 12 : tonic; }

struct KeyEstimate {
  int tonic = 0;  ///< pitch class, 0 = C
  bool minor = false;
  double correlation = 0;  ///< with the profile of that key, -1..1
  bool operator==(const KeyEstimate&) const = default;

  int relative_major() const { return segue::relative_major(tonic, minor); }
  /// Semitones from -6 to 5 that bring the piece to C major or A minor.
  int shift_to_c() const { return (18 - relative_major()) % 12 - 6; }
};

/// The key whose profile correlates best with `weights`, or nothing where all weights are equal.
/// Source: Krumhansl and Kessler, "Tracing the dynamic changes in perceived tonal organization",
/// 1982 (profiles); Krumhansl and Schmuckler (method).
std::optional<KeyEstimate> estimate_key(const std::array<double, kPitchClasses>& weights);

/// The same for the notes of a piece, weighted by duration; drums are ignored.
std::optional<KeyEstimate> estimate_key(const NoteSequence& sequence);

}  // namespace segue
