// SPDX-License-Identifier: Apache-2.0
#include "shared/measures/clip_measures.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>
#include <tuple>
#include <vector>

#include "shared/measures/piece_measures.h"

namespace segue {
namespace {

double quotient(double part, double whole) { return whole > 0 ? part / whole : 0; }

double value_or_0(const PieceValues& values, PieceMeasure measure) {
  return values[static_cast<std::size_t>(measure)].value_or(0);
}

/// Sums that become means at the end.
struct Sums {
  double notes = 0, squared_notes = 0, usual_count = 0, one_pitch = 0;
  double pitched_clips = 0, pitched_notes = 0, pitch = 0, range = 0, in_scale = 0, duration = 0;
  double interval = 0, intervals = 0, steps = 0, silent_steps = 0;

  void add(const GridPiece& clip) {
    const PieceValues values = measure_piece(clip);
    const auto count = static_cast<double>(clip.notes.size());
    notes += count;
    squared_notes += count * count;
    if (count >= 3 && count <= 32) ++usual_count;
    steps += clip.steps();
    silent_steps += std::round(value_or_0(values, PieceMeasure::kSilence) * clip.steps());
    double pitched = 0;
    for (const GridNote& note : clip.notes) {
      if (note.is_drum) continue;
      ++pitched;
      pitch += note.pitch;
      duration += note.duration();
    }
    if (pitched == 0) return;
    pitched_notes += pitched;
    ++pitched_clips;
    range += value_or_0(values, PieceMeasure::kPitchRange);
    in_scale += value_or_0(values, PieceMeasure::kInScale);
    if (pitched >= 2 && value_or_0(values, PieceMeasure::kPitches) == 1) ++one_pitch;
    const auto sizes = melodic_intervals(clip);
    for (const int size : sizes) interval += std::abs(size);
    intervals += static_cast<double>(sizes.size());
  }
};

}  // namespace

ClipMeasures measure_clips(std::span<const GridPiece> clips) {
  ClipMeasures m;
  m.clips = static_cast<std::int64_t>(clips.size());
  if (clips.empty()) return m;
  Sums sums;
  std::set<std::vector<std::tuple<int, int, int, bool>>> distinct;
  for (const GridPiece& clip : clips) {
    sums.add(clip);
    std::vector<std::tuple<int, int, int, bool>> notes;
    for (const GridNote& note : clip.notes) {
      notes.emplace_back(note.start_step, note.end_step, note.pitch, note.is_drum);
    }
    distinct.insert(std::move(notes));
  }
  const auto count = static_cast<double>(clips.size());
  m.share_with_3_to_32_notes = sums.usual_count / count;
  m.share_of_one_repeated_pitch = sums.one_pitch / count;
  m.share_distinct = static_cast<double>(distinct.size()) / count;
  m.note_count_mean = sums.notes / count;
  m.note_count_sd =
      std::sqrt(std::max(0.0, sums.squared_notes / count - m.note_count_mean * m.note_count_mean));
  m.pitch_mean = quotient(sums.pitch, sums.pitched_notes);
  m.pitch_range_mean = quotient(sums.range, sums.pitched_clips);
  m.absolute_interval_mean = quotient(sums.interval, sums.intervals);
  m.in_scale_mean = quotient(sums.in_scale, sums.pitched_clips);
  m.duration_mean = quotient(sums.duration, sums.pitched_notes);
  m.share_silent = quotient(sums.silent_steps, sums.steps);
  return m;
}

}  // namespace segue
