// SPDX-License-Identifier: Apache-2.0
// Steps to seconds at one tempo.
#include "shared/music/quantized_to_notes.h"

#include <algorithm>
#include <cassert>

namespace segue {

NoteSequence to_note_sequence(const QuantizedSequence& sequence) {
  assert(sequence.tempo_qpm > 0 && sequence.steps_per_quarter > 0);
  const double step_s = 60.0 / (sequence.tempo_qpm * sequence.steps_per_quarter);
  NoteSequence result;
  result.instruments = sequence.instruments;
  result.tempos = {{0, sequence.tempo_qpm}};
  result.time_signatures = {{0, sequence.numerator, sequence.denominator}};
  result.notes.reserve(sequence.notes.size());
  for (const QuantizedNote& note : sequence.notes) {
    result.notes.push_back({note.pitch, note.velocity, note.start_step * step_s,
                            note.end_step * step_s, note.program, note.instrument, note.is_drum});
    result.total_time_s = std::max(result.total_time_s, result.notes.back().end_s);
  }
  std::stable_sort(result.notes.begin(), result.notes.end(), [](const Note& a, const Note& b) {
    return a.start_s != b.start_s ? a.start_s < b.start_s : a.pitch < b.pitch;
  });
  return result;
}

}  // namespace segue
