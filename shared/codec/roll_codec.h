// SPDX-License-Identifier: Apache-2.0
// The two melody vocabularies of Altmann's study (REFERENCE 5.1), made of the highest pitch that
// sounds at every sixteenth. Piano roll, 89: 0..87 pitch 21..108, 88 rest. MIDI-like, 90: 0..87
// note-on, 88 note-off, 89 hold of a note or of a rest.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "shared/base/result.h"
#include "shared/music/note_sequence.h"

namespace segue {

inline constexpr int kRollRest = 88;
inline constexpr int kRollTokens = 89;
inline constexpr int kMidiLikeNoteOff = 88;
inline constexpr int kMidiLikeHold = 89;
inline constexpr int kMidiLikeTokens = 90;

/// What sounds on top at a step.
struct RollStep {
  int pitch = -1;      ///< 21..108; -1 = nothing
  bool onset = false;  ///< a note of this pitch starts here
  bool operator==(const RollStep&) const = default;
};

/// The highest note of 21..108 at each of `steps` steps [T]; drums and velocity 0 are ignored.
std::vector<RollStep> to_roll(std::span<const QuantizedNote> notes, int steps);

/// Tokens [T]. A pitch that is struck again has one empty step before it, unless it started there.
std::vector<std::uint16_t> encode_roll(std::span<const RollStep> roll);
/// Tokens [T]. A step is a note-on where its pitch starts or is not the one before.
std::vector<std::uint16_t> encode_midi_like(std::span<const RollStep> roll);

/// One voice, velocity 80. Errors: kInvalidArgument for a token outside the vocabulary, with its
/// step.
Result<QuantizedSequence> decode_roll(std::span<const std::uint16_t> tokens,
                                      double tempo_qpm = kDefaultTempoQpm, int program = 0);
Result<QuantizedSequence> decode_midi_like(std::span<const std::uint16_t> tokens,
                                           double tempo_qpm = kDefaultTempoQpm, int program = 0);

}  // namespace segue
