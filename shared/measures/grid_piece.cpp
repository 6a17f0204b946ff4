// SPDX-License-Identifier: Apache-2.0
#include "shared/measures/grid_piece.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <string>

#include "shared/music/quantize.h"

namespace segue {
namespace {

constexpr double kStepsPerQuarter = 4;

/// Seconds to sixteenths, through all tempos of a piece.
class BeatClock {
 public:
  static Result<BeatClock> create(const std::vector<Tempo>& tempos) {
    BeatClock clock;
    for (const Tempo& tempo : tempos) {
      if (!std::isfinite(tempo.qpm) || tempo.qpm <= 0 || !std::isfinite(tempo.time_s)) {
        return Error{ErrorCode::kUnsupported, "a tempo of " + std::to_string(tempo.qpm) +
                                                  " quarters a minute; expected one above 0"};
      }
      const double step = clock.step_at(tempo.time_s);
      clock.points_.push_back({tempo.time_s, step, tempo.qpm * kStepsPerQuarter / 60});
    }
    return clock;
  }

  double step_at(double time_s) const {
    auto next = std::upper_bound(points_.begin() + 1, points_.end(), time_s,
                                 [](double time, const Point& p) { return time < p.time_s; });
    const Point& point = *(next - 1);
    return point.step + (time_s - point.time_s) * point.steps_per_s;
  }

 private:
  struct Point {
    double time_s, step, steps_per_s;
  };
  std::vector<Point> points_ = {{0, 0, kDefaultTempoQpm* kStepsPerQuarter / 60}};
};

int nearest(double step) { return static_cast<int>(std::floor(step + 0.5)); }

Result<std::vector<GridNote>> to_grid_notes(const NoteSequence& sequence, const BeatClock& clock) {
  std::vector<GridNote> notes;
  notes.reserve(sequence.notes.size());
  for (const Note& note : sequence.notes) {
    if (!std::isfinite(note.start_s) || !std::isfinite(note.end_s) || note.start_s < 0 ||
        note.end_s < 0) {
      return Error{ErrorCode::kInvalidArgument, "a note that starts at " +
                                                    std::to_string(note.start_s) +
                                                    " s; expected a time of 0 or more"};
    }
    const double start = clock.step_at(note.start_s), end = clock.step_at(note.end_s);
    if (std::max(start, end) > kMaxQuantizedSteps) {
      return Error{ErrorCode::kUnsupported, "a piece of " + std::to_string(std::max(start, end)) +
                                                " sixteenths; expected at most " +
                                                std::to_string(kMaxQuantizedSteps)};
    }
    GridNote made;
    made.start_step = nearest(start);
    made.end_step = std::max(nearest(end), made.start_step + 1);
    made.offset_steps = static_cast<float>(start - made.start_step);
    made.voice = static_cast<std::int16_t>(note.instrument);
    made.pitch = static_cast<std::uint8_t>(std::clamp(note.pitch, 0, 127));
    made.velocity = static_cast<std::uint8_t>(std::clamp(note.velocity, 0, 127));
    made.is_drum = note.is_drum;
    notes.push_back(made);
  }
  return notes;
}

void sort_notes(std::vector<GridNote>& notes) {
  std::stable_sort(notes.begin(), notes.end(), [](const GridNote& a, const GridNote& b) {
    return a.start_step != b.start_step ? a.start_step < b.start_step : a.pitch < b.pitch;
  });
}

/// Bar lines up to the first at or after `last_step`.
Result<std::vector<int>> find_bar_lines(const std::vector<TimeSignature>& meters,
                                        const BeatClock& clock, int last_step) {
  std::vector<int> lines = {0};
  std::size_t next = 0;
  double bar_steps = 4 * kStepsPerQuarter, origin = 0;
  int bars_since = 0;
  while (lines.back() < last_step) {
    while (next < meters.size() && nearest(clock.step_at(meters[next].time_s)) <= lines.back()) {
      const TimeSignature& meter = meters[next++];
      if (meter.numerator <= 0 || meter.denominator <= 0) {
        return Error{ErrorCode::kUnsupported, "a meter of " + std::to_string(meter.numerator) +
                                                  "/" + std::to_string(meter.denominator)};
      }
      bar_steps = 4 * kStepsPerQuarter * meter.numerator / meter.denominator;
      origin = lines.back();
      bars_since = 0;
    }
    ++bars_since;
    int line = std::max(nearest(origin + bars_since * bar_steps), lines.back() + 1);
    if (next < meters.size()) line = std::min(line, nearest(clock.step_at(meters[next].time_s)));
    lines.push_back(line);
  }
  return lines;
}

}  // namespace

Result<GridPiece> to_grid_piece(const NoteSequence& sequence) {
  const auto clock = BeatClock::create(sequence.tempos);
  if (!clock) return clock.error();
  auto notes = to_grid_notes(sequence, *clock);
  if (!notes) return notes.error();
  sort_notes(*notes);
  int last_step = 0;
  for (const GridNote& note : *notes) last_step = std::max(last_step, note.end_step);
  auto lines = find_bar_lines(sequence.time_signatures, *clock, last_step);
  if (!lines) return lines.error();
  return GridPiece{*std::move(notes), *std::move(lines)};
}

Result<GridPiece> to_grid_clip(const NoteSequence& sequence, int steps, int steps_per_bar) {
  const auto clock = BeatClock::create(sequence.tempos);
  if (!clock) return clock.error();
  auto notes = to_grid_notes(sequence, *clock);
  if (!notes) return notes.error();
  for (GridNote& note : *notes) {
    // A stroke played late may round to the step after the last.
    const int start = std::min<int>(note.start_step, steps - 1);
    note.offset_steps += static_cast<float>(note.start_step - start);
    note.start_step = start;
    note.end_step = std::clamp<int>(note.end_step, start + 1, steps);
  }
  sort_notes(*notes);
  GridPiece piece{*std::move(notes), {0}};
  for (int line = steps_per_bar; line < steps; line += steps_per_bar)
    piece.bar_lines.push_back(line);
  piece.bar_lines.push_back(steps);
  return piece;
}

std::vector<GridPiece> cut_into_bars(const GridPiece& piece, int bars) {
  std::vector<GridPiece> parts;
  std::size_t next = 0;
  for (int first = 0; first + bars <= piece.bars(); first += bars) {
    const auto begin = piece.bar_lines.begin() + first;
    const int start = *begin, end = begin[bars];
    GridPiece part;
    part.bar_lines.clear();
    for (int i = 0; i <= bars; ++i) part.bar_lines.push_back(begin[i] - start);
    for (; next < piece.notes.size() && piece.notes[next].start_step < end; ++next) {
      GridNote note = piece.notes[next];
      note.start_step -= start;
      note.end_step = std::min<int>(note.end_step, end) - start;
      part.notes.push_back(note);
    }
    if (!part.notes.empty()) parts.push_back(std::move(part));
  }
  return parts;
}

NoteSequence to_note_sequence(const GridPiece& piece, int bars) {
  constexpr double kStepSeconds = 60 / (kDefaultTempoQpm * kStepsPerQuarter);
  const int shown = std::min(bars, piece.bars());
  const int end = piece.bar_lines[static_cast<std::size_t>(std::max(shown, 0))];
  NoteSequence sequence;
  sequence.tempos = {{0, kDefaultTempoQpm}};
  sequence.time_signatures = {{0, piece.bars() > 0 ? piece.bar_lines[1] : 16, 16}};
  for (const GridNote& note : piece.notes) {
    if (note.start_step >= end) break;
    Note made;
    made.pitch = note.pitch;
    made.velocity = note.velocity;
    made.start_s = note.start_step * kStepSeconds;
    made.end_s = std::min<int>(note.end_step, end) * kStepSeconds;
    made.instrument = note.voice;
    made.is_drum = note.is_drum;
    sequence.notes.push_back(made);
  }
  sequence.total_time_s = end * kStepSeconds;
  return sequence;
}

std::vector<int> melodic_intervals(const GridPiece& piece) {
  struct Last {
    int step = -1, top = 0, before = -1;  // `before`: the top of the onset before
  };
  std::map<int, Last> voices;
  std::vector<int> intervals;
  const auto close = [&](const Last& last) {
    if (last.before >= 0) intervals.push_back(last.top - last.before);
  };
  for (const GridNote& note : piece.notes) {
    if (note.is_drum) continue;
    Last& last = voices[note.voice];
    if (last.step == note.start_step) {
      last.top = std::max<int>(last.top, note.pitch);
      continue;
    }
    close(last);
    last = {note.start_step, note.pitch, last.step >= 0 ? last.top : -1};
  }
  for (const auto& [voice, last] : voices) close(last);
  return intervals;
}

std::optional<double> mean_interval(const GridPiece& piece) {
  const auto intervals = melodic_intervals(piece);
  if (intervals.empty()) return std::nullopt;
  double sizes = 0;
  for (const int interval : intervals) sizes += std::abs(interval);
  return sizes / static_cast<double>(intervals.size());
}

std::vector<int> sounding_voices(const GridPiece& piece) {
  std::vector<int> sounding(static_cast<std::size_t>(piece.steps()));
  for (const GridNote& note : piece.notes) {
    if (note.is_drum) continue;
    for (int step = note.start_step; step < std::min<int>(note.end_step, piece.steps()); ++step) {
      ++sounding[static_cast<std::size_t>(step)];
    }
  }
  return sounding;
}

}  // namespace segue
