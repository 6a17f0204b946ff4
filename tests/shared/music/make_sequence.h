// SPDX-License-Identifier: Apache-2.0
// Small hand-made pieces for the tests of shared/music: notes given in sixteenths at 120 qpm.
#pragma once

#include <algorithm>
#include <vector>

#include "shared/music/note_sequence.h"

namespace segue::test {

inline constexpr double kStepSeconds = 0.125;  // a sixteenth at 120 qpm

struct StepNote {
  int pitch;
  double start_step;
  double end_step;
  int instrument = 0;
};

/// Notes become those of as many instruments as are named; velocity 80, program 0.
inline NoteSequence make_sequence(const std::vector<StepNote>& notes) {
  NoteSequence sequence;
  for (const auto& note : notes) {
    Note made;
    made.pitch = note.pitch;
    made.start_s = note.start_step * kStepSeconds;
    made.end_s = note.end_step * kStepSeconds;
    made.instrument = note.instrument;
    sequence.notes.push_back(made);
    sequence.total_time_s = std::max(sequence.total_time_s, made.end_s);
    while (sequence.instruments.size() <= static_cast<std::size_t>(note.instrument)) {
      sequence.instruments.emplace_back().track = static_cast<int>(sequence.instruments.size()) - 1;
    }
  }
  std::stable_sort(sequence.notes.begin(), sequence.notes.end(), [](const Note& a, const Note& b) {
    return a.start_s != b.start_s ? a.start_s < b.start_s : a.pitch < b.pitch;
  });
  return sequence;
}

/// A quarter note on every beat of `bars` bars from `first_bar` (from 0), pitches rising from
/// `pitch`.
inline std::vector<StepNote> quarters(int bars, int first_bar = 0, int pitch = 60,
                                      int instrument = 0) {
  std::vector<StepNote> notes;
  for (int beat = 0; beat < bars * 4; ++beat) {
    const double start = first_bar * 16 + beat * 4;
    notes.push_back({pitch + beat % 12, start, start + 4, instrument});
  }
  return notes;
}

}  // namespace segue::test
