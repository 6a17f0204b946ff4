// SPDX-License-Identifier: Apache-2.0
#include "wasm/ui/recorder.h"

#include <algorithm>
#include <cmath>

#include "shared/music/quantized_to_notes.h"

namespace segue {
namespace {

constexpr int kBeat = kTakeStepsPerQuarter;

double step_s(double tempo_qpm) { return 60 / (tempo_qpm * kTakeStepsPerQuarter); }

int step_at(const TakeClock& clock, double time_s, double tempo_qpm) {
  const double step = (time_s - clock.zero_s) / step_s(tempo_qpm);
  return static_cast<int>(std::clamp(std::floor(step + 0.5), 0.0, 1e6));
}

void sort_notes(Take& take) {
  std::sort(take.begin(), take.end(), [](const TakeNote& a, const TakeNote& b) {
    return a.start != b.start ? a.start < b.start : a.pitch < b.pitch;
  });
}

}  // namespace

int take_steps(const Take& take) {
  int steps = 0;
  for (const TakeNote& note : take) steps = std::max(steps, note.end);
  return steps;
}

std::optional<KeyStart> start_note(TakeClock& clock, const Take& take, double time_s,
                                   double tempo_qpm, bool anything_held) {
  if (take.size() >= static_cast<std::size_t>(kMostTakeNotes)) return std::nullopt;
  const int played = take_steps(take);
  KeyStart start;
  const bool goes_on =
      clock.running &&
      (anything_held || step_at(clock, time_s, tempo_qpm) - played <= kLongestTakeRest);
  if (goes_on) {
    start.step = step_at(clock, time_s, tempo_qpm);
  } else {
    start.new_phrase = true;
    start.step = (played + kBeat - 1) / kBeat * kBeat;
  }
  if (start.step >= kMostTakeSteps) return std::nullopt;
  if (start.new_phrase) {
    clock.running = true;
    clock.zero_s = time_s - start.step * step_s(tempo_qpm);
    ++clock.phrase;
  }
  return start;
}

void add_note(Take& take, int pitch, int velocity, int start) {
  std::erase_if(take,
                [&](const TakeNote& note) { return note.pitch == pitch && note.start == start; });
  for (TakeNote& note : take) {
    if (note.pitch == pitch && note.start < start) note.end = std::min(note.end, start);
  }
  take.push_back({pitch, std::clamp(velocity, 1, 127), start, start + 1});
  sort_notes(take);
}

void end_note(Take& take, const TakeClock& clock, int pitch, int start, double time_s,
              double tempo_qpm) {
  for (TakeNote& note : take) {
    if (note.pitch != pitch || note.start != start) continue;
    note.end = std::clamp(step_at(clock, time_s, tempo_qpm), start + 1, kMostTakeSteps);
  }
}

void take_back(Take& take) {
  if (take.empty()) return;
  const int last = take.back().start;
  std::erase_if(take, [last](const TakeNote& note) { return note.start == last; });
}

NoteSequence take_to_notes(const Take& take, double tempo_qpm, int program, bool is_drum) {
  QuantizedSequence grid;
  grid.tempo_qpm = tempo_qpm;
  grid.total_steps = take_steps(take);
  Instrument instrument;
  instrument.channel = is_drum ? 9 : 0;
  instrument.program = program;
  instrument.is_drum = is_drum;
  instrument.name = "Keyboard";
  grid.instruments.push_back(std::move(instrument));
  for (const TakeNote& note : take) {
    grid.notes.push_back({.pitch = note.pitch,
                          .velocity = note.velocity,
                          .start_step = note.start,
                          .end_step = note.end,
                          .program = program,
                          .is_drum = is_drum});
  }
  return to_note_sequence(grid);
}

}  // namespace segue
