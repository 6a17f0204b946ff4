// SPDX-License-Identifier: Apache-2.0
// What is played on keys, snapped to sixteenths: the rules behind the keyboard on the page. A take
// is what was kept; a phrase is what was played in one go, without a long rest.
#pragma once

#include <optional>
#include <vector>

#include "shared/music/note_sequence.h"

namespace segue {

inline constexpr int kTakeStepsPerQuarter = kGridStepsPerQuarter;
inline constexpr int kMostTakeSteps = 512;  ///< 32 bars of 4/4
inline constexpr int kMostTakeNotes = 1024;
/// A rest longer than this ends a phrase: the next begins on the beat after it, however long the
/// player thought.
inline constexpr int kLongestTakeRest = 16;

/// In sixteenths from the take's beginning.
struct TakeNote {
  int pitch = 60, velocity = 80;
  int start = 0, end = 1;  ///< end > start
  bool operator==(const TakeNote&) const = default;
};
/// In order of start, then of pitch.
using Take = std::vector<TakeNote>;

/// End of the last note, 0 of an empty take.
int take_steps(const Take& take);

/// A key that is down.
struct HeldKey {
  int pitch = 60;
  int program = 0;    ///< it sounds with, until it is let go
  int start = -1;     ///< of its note in the take; -1: it is not recorded
  int velocity = 80;  ///< 1..127
};

/// Times of the phrase that is being played.
struct TakeClock {
  bool running = false;
  double zero_s = 0;  ///< when the take's step 0 would have been
  int phrase = 0;     ///< counts them: what was played in one is undone as one
};

/// What pressing a key does to a take.
struct KeyStart {
  int step = 0;
  bool new_phrase = false;
};
/// Where a note that begins at `time_s` goes, and starts the clock where a phrase begins with it.
/// `anything_held`: a phrase does not end while keys are down. Nothing when the take is full.
std::optional<KeyStart> start_note(TakeClock& clock, const Take& take, double time_s,
                                   double tempo_qpm, bool anything_held);

/// Adds a note of one step; a note of the same pitch that lasts into it ends there, one that starts
/// with it is replaced.
void add_note(Take& take, int pitch, int velocity, int start);
/// The note's end when its key is let go at `time_s`. A note that is gone (undone meanwhile) stays
/// so.
void end_note(Take& take, const TakeClock& clock, int pitch, int start, double time_s,
              double tempo_qpm);
/// Removes what was played last: the notes of the latest start.
void take_back(Take& take);

/// As music, with one program or as drums.
NoteSequence take_to_notes(const Take& take, double tempo_qpm, int program, bool is_drum);

}  // namespace segue
