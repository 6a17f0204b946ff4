// SPDX-License-Identifier: Apache-2.0
#include "shared/music/time_segments.h"

#include <algorithm>
#include <cmath>

namespace segue {
namespace {

/// A tempo or a time signature, in one list.
struct Change {
  double time_s;
  const Tempo* tempo;
  const TimeSignature* meter;
};

/// Tempo and meter at a moment, and the bars that have passed.
struct Clock {
  Tempo tempo;
  TimeSignature meter;
  double time_s = 0;
  double bars_before_meter = 0;  ///< whole bars before the last change of meter
  double bars_since_meter = 0;

  double bars() const { return bars_before_meter + bars_since_meter; }
  void advance(double to_s) {
    const double quarters_per_bar = meter.numerator > 0 && meter.denominator > 0
                                        ? 4.0 * meter.numerator / meter.denominator
                                        : 4.0;
    bars_since_meter += (to_s - time_s) * tempo.qpm / 60.0 / quarters_per_bar;
    time_s = to_s;
  }
  /// A new meter begins a new bar, even inside an unfinished one.
  void begin_bar() {
    bars_before_meter = std::ceil(bars() - kBarTolerance);
    bars_since_meter = 0;
  }
};

std::vector<Change> sorted_changes(const NoteSequence& sequence) {
  std::vector<Change> changes;
  for (const auto& meter : sequence.time_signatures)
    changes.push_back({meter.time_s, nullptr, &meter});
  for (const auto& tempo : sequence.tempos) changes.push_back({tempo.time_s, &tempo, nullptr});
  std::erase_if(changes, [&](const Change& c) { return !(c.time_s < sequence.total_time_s); });
  std::stable_sort(changes.begin(), changes.end(),
                   [](const Change& a, const Change& b) { return a.time_s < b.time_s; });
  return changes;
}

/// Closes the open segment at `end_s`.
void close(std::vector<TimeSegment>& segments, const Clock& clock, double end_s) {
  TimeSegment& segment = segments.back();
  segment.end_s = end_s;
  segment.sequence.tempos = {{0, clock.tempo.qpm}};
  segment.sequence.time_signatures = {{0, clock.meter.numerator, clock.meter.denominator}};
}

void distribute_notes(const NoteSequence& sequence, std::vector<TimeSegment>& segments) {
  for (const auto& note : sequence.notes) {
    if (note.start_s < 0) continue;  // nothing plays before the piece begins
    const auto after = std::upper_bound(
        segments.begin(), segments.end(), note.start_s,
        [](double start_s, const TimeSegment& segment) { return start_s < segment.start_s; });
    TimeSegment& segment = *std::prev(after);
    Note moved = note;
    moved.start_s -= segment.start_s;
    moved.end_s = std::min(note.end_s, segment.end_s) - segment.start_s;
    segment.sequence.total_time_s = std::max(segment.sequence.total_time_s, moved.end_s);
    segment.sequence.notes.push_back(moved);
  }
}

}  // namespace

std::vector<TimeSegment> split_on_time_changes(const NoteSequence& sequence) {
  std::vector<TimeSegment> segments;
  if (sequence.notes.empty()) return segments;
  Clock clock;
  segments.emplace_back();
  for (const Change& change : sorted_changes(sequence)) {
    const bool repeats = change.tempo != nullptr
                             ? change.tempo->qpm == clock.tempo.qpm
                             : change.meter->numerator == clock.meter.numerator &&
                                   change.meter->denominator == clock.meter.denominator;
    if (repeats) continue;
    const bool cuts = change.time_s > segments.back().start_s;
    if (cuts) {
      close(segments, clock, change.time_s);
      clock.advance(change.time_s);
      segments.emplace_back();
      segments.back().start_s = change.time_s;
    }
    if (change.tempo != nullptr) {
      clock.tempo = *change.tempo;
    } else {
      clock.begin_bar();
      clock.meter = *change.meter;
    }
    segments.back().start_bar = clock.bars();
  }
  close(segments, clock, sequence.total_time_s);
  distribute_notes(sequence, segments);
  return segments;
}

}  // namespace segue
