// SPDX-License-Identifier: Apache-2.0
#include "wasm/ui/continuation.h"

#include <algorithm>

#include "shared/model/music_rnn.h"

namespace segue {
namespace {

constexpr int kSlackSteps = 16 * kBarSteps;  // forgotten some bars at a time: that costs less

bool earlier(const QuantizedNote& a, const QuantizedNote& b) {
  return a.start_step != b.start_step ? a.start_step < b.start_step : a.pitch < b.pitch;
}

void forget_before(std::vector<QuantizedNote>& notes, int step) {
  std::erase_if(notes, [step](const QuantizedNote& note) { return note.end_step <= step; });
  for (QuantizedNote& note : notes) note.start_step = std::max(note.start_step, step);
}

}  // namespace

void add_chunk(Continuation& made, const RnnChunk& chunk, int kept_steps) {
  auto& notes = made.notes;
  int from = made.end_step;  // notes that ended now may have begun before others that are there
  for (const QuantizedNote& note : chunk.finished) from = std::min(from, note.start_step);
  const auto before = [from](const QuantizedNote& note) { return note.start_step < from; };
  const auto settled = std::partition_point(notes.begin(), notes.end(), before) - notes.begin();
  notes.insert(notes.end(), chunk.finished.begin(), chunk.finished.end());
  std::stable_sort(notes.begin() + settled, notes.end(), earlier);
  made.sounding = chunk.sounding;
  made.end_step = chunk.end_step;
  if (made.steps() <= kept_steps + kSlackSteps) return;
  made.first_step = made.end_step - kept_steps;
  forget_before(made.notes, made.first_step);
  forget_before(made.sounding, made.first_step);
}

NoteSequence grid_notes(const std::vector<QuantizedNote>& notes, int origin_step, double tempo_qpm,
                        int program) {
  std::vector<QuantizedNote> heard = notes;
  forget_before(heard, origin_step);
  auto music = to_notes(heard, origin_step, tempo_qpm, std::clamp(program, 0, 127));
  if (!music) return {};
  for (Note& note : music->notes) {
    if (!note.is_drum) note.program = program;  // one of the synth's own, perhaps
  }
  return std::move(*music);
}

NoteSequence made_notes(const Continuation& made, double tempo_qpm, int program,
                        bool with_sounding) {
  std::vector<QuantizedNote> notes = made.notes;
  if (with_sounding) {
    notes.insert(notes.end(), made.sounding.begin(), made.sounding.end());
    std::stable_sort(notes.begin(), notes.end(), earlier);
  }
  return grid_notes(notes, made.first_step, tempo_qpm, program);
}

}  // namespace segue
