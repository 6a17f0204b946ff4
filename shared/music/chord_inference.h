// SPDX-License-Identifier: Apache-2.0
// The harmony of a piece: its chord symbols, or a chord class for every half bar found in its
// notes.
#pragma once

#include <cstdint>
#include <vector>

#include "shared/music/melody_windows.h"
#include "shared/music/note_sequence.h"

namespace segue {

/// Chords by time: chord i (class of shared/codec/chord_codec.h) holds from start_s[i] on.
struct ChordTrack {
  std::vector<double> start_s;  ///< rising
  std::vector<std::uint8_t> chords;
  std::vector<int> segments;  ///< which stretch with one tempo and meter it belongs to
  bool operator==(const ChordTrack&) const = default;

  /// The chord at a time; none before the first.
  std::uint8_t at(double time_s) const;
  /// The chords of `steps` steps of step_s seconds from start_s on [T]. A window may be longer than
  /// the stretch it starts in, on whose grid it is: the last chord there holds to its end.
  std::vector<std::uint8_t> window(double start_s, double step_s, int steps) const;
};

/// The chord symbols of a score that has them, over the same stretches.
ChordTrack written_chords(const NoteSequence& sequence, const WindowOptions& options = {});

/// Frames of half a bar, of a bar where it has an odd number of quarters; stretches in another
/// meter than the options' have no chord. The chords are the most likely path (Viterbi) of a model
/// in which a frame's pitch-class durations resemble the chord's triad (cosine), chords tend to
/// stay, and triads of the stretch's key (Krumhansl-Kessler) are likelier than others, augmented
/// and diminished ones less likely. Drums are ignored.
/// The idea, not the numbers, is that of note-seq's chord_inference, whose model also follows keys.
ChordTrack infer_chords(const NoteSequence& sequence, const WindowOptions& options = {});

}  // namespace segue
