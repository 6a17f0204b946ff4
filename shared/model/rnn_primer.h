// SPDX-License-Identifier: Apache-2.0
// What an rnn model continues: a chord, a melody, drums, a piece or some bars of it, as the events
// of its representation.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "shared/base/result.h"
#include "shared/model/model_package.h"
#include "shared/music/note_sequence.h"

namespace segue {

/// Whole steps. polyphony_259: START, then every step up to its STEP_END. drums_9 and melody_90:
/// one token a step.
struct RnnPrimer {
  std::vector<std::uint16_t> events;
  int steps = 0;
  bool operator==(const RnnPrimer&) const = default;
};

/// All functions: kInvalidArgument for a representation that is no stream of one event after
/// another, or that cannot hold the music.

/// What there is to begin with when nothing is given: START; a bass drum for drums_9; middle C for
/// melody_90, as the reference systems have it.
Result<RnnPrimer> empty_primer(const Representation& form);

/// A chord (one note for melody_90) of `steps` sixteenths; a quarter as the reference has it.
/// Errors: no pitch, one outside 0..127 or what melody_90 holds, two of the same.
Result<RnnPrimer> primer_from_pitches(const Representation& form, std::span<const int> pitches,
                                      int steps = 4);

/// One voice: -2 no event, -1 note-off, 0..127 a pitch, one a sixteenth; rests at the end count.
/// Errors: an event outside that, none at all.
Result<RnnPrimer> primer_from_melody(const Representation& form, std::span<const int> events);

/// drums_9: the General MIDI drum pitches of every sixteenth; a pitch without a class is an error.
Result<RnnPrimer> primer_from_drums(const Representation& form,
                                    std::span<const std::vector<int>> hits);

/// Bars of a piece, counted from 1, both included.
struct BarRange {
  int first = 1;
  int last = 0;  ///< 0: the piece's last
  bool operator==(const BarRange&) const = default;
};

/// A piece, or its bars, on the grid of sixteenths (to_grid_piece), pedals applied. polyphony_259:
/// all instruments together, drums left out. drums_9: the drums alone. melody_90: the highest note
/// of every step that begins one. Without a range it ends with its last note, but is `least_steps`
/// long. Errors: kNoMusic (no such notes), kInvalidArgument (bars that are not there), those of
/// to_grid_piece.
Result<RnnPrimer> primer_from_music(const Representation& form, const NoteSequence& music,
                                    std::optional<BarRange> bars = std::nullopt,
                                    int least_steps = 0);

/// A whole piece as MusicRnn::score takes it: the same, and END for polyphony_259.
Result<std::vector<std::uint16_t>> event_stream(const Representation& form,
                                                const NoteSequence& music);

/// Whether `primer` can be given to a model of `form`. Errors: kInvalidArgument.
Result<void> check_primer(const Representation& form, const RnnPrimer& primer);

}  // namespace segue
