// SPDX-License-Identifier: Apache-2.0
// The reference writes events into an array and reads the state back from it. Keeping the notes
// instead says the same: its last note-on and note-off are the start and end of the last note kept.
#include "shared/music/melody_extraction.h"

#include <algorithm>
#include <bitset>

#include "shared/music/meter.h"

namespace segue {
namespace {

bool is_melodic(const QuantizedNote& note) { return !note.is_drum && note.velocity > 0; }

std::size_t count_pitch_classes(const Melody& melody) {
  std::bitset<kPitchClasses> classes;
  for (const auto& note : melody.notes)
    classes.set(static_cast<std::size_t>(note.pitch % kPitchClasses));
  return classes.count();
}

void cut(Melody& melody, int steps) {
  melody.length = steps;
  const int end_step = melody.start_step + steps;
  std::erase_if(melody.notes, [&](const MelodyNote& note) { return note.start_step >= end_step; });
  for (auto& note : melody.notes) note.end_step = std::min(note.end_step, end_step);
}

/// The next melody at or after `search_step` (a bar line); no notes when there is none.
Melody next_melody(std::span<const QuantizedNote> notes, int search_step, int steps_per_bar,
                   const MelodyOptions& options) {
  Melody melody;
  for (const auto& note : notes) {
    if (note.start_step < search_step || !is_melodic(note)) continue;
    if (melody.notes.empty()) {
      melody.start_step = note.start_step - (note.start_step - search_step) % steps_per_bar;
    } else {
      MelodyNote& last = melody.notes.back();
      if (note.start_step == last.start_step) {  // the highest came first
        last.highest_of_several = true;
        continue;
      }
      if (note.start_step - last.end_step >= options.gap_bars * steps_per_bar) break;
      last.end_step = std::min(last.end_step, note.start_step);
    }
    melody.notes.push_back({note.pitch, note.start_step, note.end_step});
  }
  if (melody.notes.empty()) return melody;
  melody.length = melody.notes.back().end_step - melody.start_step;
  if (options.pad_end) melody.length = round_up(melody.length, steps_per_bar);
  return melody;
}

}  // namespace

std::vector<int> Melody::to_events() const {
  std::vector<int> events(static_cast<std::size_t>(length), kMelodyNoEvent);
  const auto set = [&](int step, int event) {
    if (step - start_step < length) events[static_cast<std::size_t>(step - start_step)] = event;
  };
  for (const auto& note : notes) {  // in order, so that a start replaces the end before it
    set(note.start_step, note.pitch);
    set(note.end_step, kMelodyNoteOff);
  }
  return events;
}

std::vector<Melody> extract_melodies(std::span<const QuantizedNote> notes, int steps_per_bar,
                                     const MelodyOptions& options) {
  std::vector<Melody> melodies;
  int search_step = 0;
  while (true) {
    // Notes before the search start are never needed again: this keeps the whole search linear.
    const auto first = std::partition_point(
        notes.begin(), notes.end(),
        [&](const QuantizedNote& note) { return note.start_step < search_step; });
    notes = notes.subspan(static_cast<std::size_t>(first - notes.begin()));
    Melody melody = next_melody(notes, search_step, steps_per_bar, options);
    if (melody.notes.empty()) return melodies;
    search_step = round_up(melody.start_step + melody.length, steps_per_bar);
    if (melody.length < steps_per_bar * options.min_bars) continue;
    if (options.max_steps > 0 && melody.length > options.max_steps) {
      cut(melody, options.pad_end ? options.max_steps - options.max_steps % steps_per_bar
                                  : options.max_steps);
    }
    if (static_cast<int>(count_pitch_classes(melody)) < options.min_unique_pitches) continue;
    melodies.push_back(std::move(melody));
  }
}

int find_polyphony(std::span<const QuantizedNote> notes) {
  int last_step = -1;
  for (const auto& note : notes) {
    if (!is_melodic(note)) continue;
    if (note.start_step == last_step) return last_step;
    last_step = note.start_step;
  }
  return -1;
}

}  // namespace segue
