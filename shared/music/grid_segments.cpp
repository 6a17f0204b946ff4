// SPDX-License-Identifier: Apache-2.0
#include "shared/music/grid_segments.h"

#include <algorithm>
#include <cmath>

#include "shared/music/meter.h"
#include "shared/music/quantize.h"
#include "shared/music/time_segments.h"

namespace segue {

int GridSegment::bar_at(int step) const {
  const double bars = start_bar + step / sequence.steps_per_bar();
  return static_cast<int>(std::floor(std::min(bars, 1e9) + kBarTolerance)) + 1;
}

int steps_per_bar(const WindowOptions& options) {
  if (options.denominator <= 0) return 0;
  return steps_per_bar(Meter{options.numerator, options.denominator}, options.steps_per_quarter);
}

bool fits_meter(const WindowOptions& options, int numerator, int denominator) {
  if (numerator == options.numerator && denominator == options.denominator) return true;
  return options.numerator == options.denominator && numerator == denominator;
}

NoteSequence select_notes(const NoteSequence& sequence,
                          const std::function<bool(const Note&)>& wanted) {
  NoteSequence selected;
  selected.tempos = sequence.tempos;
  selected.time_signatures = sequence.time_signatures;
  selected.total_time_s = sequence.total_time_s;
  for (const auto& note : sequence.notes) {
    if (wanted(note)) selected.notes.push_back(note);
  }
  return selected;
}

void sort_by_line(std::vector<QuantizedNote>& notes) {
  std::sort(notes.begin(), notes.end(), [](const QuantizedNote& a, const QuantizedNote& b) {
    if (a.instrument != b.instrument) return a.instrument < b.instrument;
    if (a.start_step != b.start_step) return a.start_step < b.start_step;
    if (a.pitch != b.pitch) return a.pitch > b.pitch;
    return a.end_step < b.end_step;  // any order will do, but always the same
  });
}

std::vector<std::span<const QuantizedNote>> lines_of(std::span<const QuantizedNote> notes) {
  std::vector<std::span<const QuantizedNote>> lines;
  while (!notes.empty()) {
    const auto end = std::find_if(notes.begin(), notes.end(), [&](const QuantizedNote& note) {
      return note.instrument != notes.front().instrument;
    });
    lines.push_back(notes.first(static_cast<std::size_t>(end - notes.begin())));
    notes = notes.subspan(lines.back().size());
  }
  return lines;
}

MusicWindow window_at(const GridSegment& segment, int step, int instrument) {
  MusicWindow window;
  window.instrument = instrument;
  window.bar = segment.bar_at(step);
  window.start_s = segment.start_s + step * segment.step_s();
  window.tempo_qpm = segment.sequence.tempo_qpm;
  return window;
}

Rejection explain_no_drums(const NoteSequence& sequence) {
  if (sequence.notes.empty()) return {-1, "no notes", RejectionCode::kNoNotes};
  return {-1, "no drums (channel 10)", RejectionCode::kNoDrums};
}

GridSegments to_grid_segments(const NoteSequence& sequence, const WindowOptions& options) {
  GridSegments grid;
  for (auto& segment : split_on_time_changes(sequence)) {
    if (segment.sequence.notes.empty()) continue;
    auto quantized = quantize(segment.sequence, options.steps_per_quarter);
    if (!quantized) {
      grid.unusable = quantized.error().message;
      continue;
    }
    if (!fits_meter(options, quantized->numerator, quantized->denominator)) {
      const std::pair meter(quantized->numerator, quantized->denominator);
      auto& others = grid.other_meters;
      if (std::find(others.begin(), others.end(), meter) == others.end()) others.push_back(meter);
      continue;
    }
    sort_by_line(quantized->notes);
    const double quarters = (segment.end_s - segment.start_s) * quantized->tempo_qpm / 60.0;
    grid.longest_bars =
        std::max(grid.longest_bars, quarters * options.denominator / (4.0 * options.numerator));
    grid.segments.push_back(
        {std::move(*quantized), segment.start_s, segment.end_s, segment.start_bar});
  }
  return grid;
}

Rejection explain_grid(const GridSegments& grid, const WindowOptions& options,
                       const std::string& what) {
  const std::string wanted = meter_name({options.numerator, options.denominator});
  if (grid.segments.empty() && !grid.other_meters.empty()) {
    std::string names;
    for (const auto& [numerator, denominator] : grid.other_meters) {
      names += (names.empty() ? "" : ", ") + meter_name({numerator, denominator});
    }
    return {-1, names + " only: the model needs " + wanted, RejectionCode::kMeter};
  }
  if (grid.segments.empty()) return {-1, grid.unusable, RejectionCode::kUnusableTime};
  const std::string needed = std::to_string(options.bars) + (options.bars == 1 ? " bar" : " bars");
  if (grid.longest_bars + kBarTolerance < options.bars &&
      (grid.segments.size() > 1 || !grid.other_meters.empty())) {
    const auto tenths = static_cast<long long>(grid.longest_bars * 10);
    return {-1,
            "the longest stretch in " + wanted + " with one tempo is " +
                std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) +
                " bars, the model needs " + needed,
            RejectionCode::kTimeChanges};
  }
  return {-1, "no " + what + " of " + needed, RejectionCode::kTooShort};
}

}  // namespace segue
