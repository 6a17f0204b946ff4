// SPDX-License-Identifier: Apache-2.0
#include "shared/music/sustain.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>
#include <vector>

namespace segue {
namespace {

constexpr int kSustain = 64, kDown = 64;

/// The times between which an instrument's pedal is down, rising.
using PedalTimes = std::vector<std::pair<double, double>>;

std::map<int, PedalTimes> pedals_of(const NoteSequence& sequence) {
  constexpr double kNever = std::numeric_limits<double>::infinity();
  std::vector<const ControlChange*> changes;
  for (const auto& change : sequence.control_changes) {
    if (change.control == kSustain) changes.push_back(&change);
  }
  std::stable_sort(
      changes.begin(), changes.end(),
      [](const ControlChange* a, const ControlChange* b) { return a->time_s < b->time_s; });
  std::map<int, PedalTimes> pedals;
  for (const auto* change : changes) {
    PedalTimes& times = pedals[change->instrument];
    const bool is_down = !times.empty() && times.back().second == kNever;
    if (change->value >= kDown && !is_down) times.emplace_back(change->time_s, kNever);
    if (change->value < kDown && is_down) times.back().second = change->time_s;
  }
  return pedals;
}

/// When the pedal that is down at `time_s` comes up; `time_s` itself where it is not down.
double release_after(const PedalTimes& times, double time_s) {
  const auto after = std::upper_bound(
      times.begin(), times.end(), time_s,
      [](double t, const std::pair<double, double>& one) { return t < one.first; });
  return after == times.begin() ? time_s : std::max(time_s, std::prev(after)->second);
}

}  // namespace

NoteSequence with_sustain(NoteSequence sequence) {
  const auto pedals = pedals_of(sequence);
  if (pedals.empty()) return sequence;
  // By instrument and pitch; notes are in order of start.
  std::map<std::pair<int, int>, std::vector<std::size_t>> lines;
  double last_s = sequence.total_time_s;
  for (std::size_t i = 0; i < sequence.notes.size(); ++i) {
    const Note& note = sequence.notes[i];
    last_s = std::max(last_s, note.end_s);
    if (!note.is_drum) lines[{note.instrument, note.pitch}].push_back(i);
  }
  for (const auto& [name, notes] : lines) {
    const auto pedal = pedals.find(name.first);
    if (pedal == pedals.end()) continue;
    for (std::size_t i = 0; i < notes.size(); ++i) {
      Note& note = sequence.notes[notes[i]];
      double end_s = std::min(release_after(pedal->second, note.end_s), last_s);
      if (i + 1 < notes.size()) end_s = std::min(end_s, sequence.notes[notes[i + 1]].start_s);
      note.end_s = std::max(note.end_s, end_s);
    }
  }
  sequence.total_time_s = last_s;
  return sequence;
}

}  // namespace segue
