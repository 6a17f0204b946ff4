// SPDX-License-Identifier: Apache-2.0
#include "shared/music/groove_windows.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <unordered_set>

#include "shared/codec/drum_codec.h"
#include "shared/codec/groove_codec.h"
#include "shared/music/grid_segments.h"

namespace segue {
namespace {

struct Strokes {
  std::vector<GrooveHit> hits;  ///< positions from the start of the segment, sorted
  std::vector<int> instruments;
};

/// The strokes of one segment, in steps. The grid has whole steps only, so the notes are read
/// again.
Strokes strokes_of(const NoteSequence& sequence, const GridSegment& segment, DrumMap map) {
  Strokes strokes;
  for (const auto& note : sequence.notes) {
    if (!note.is_drum || note.velocity == 0 || note.start_s < segment.start_s ||
        note.start_s >= segment.end_s) {
      continue;
    }
    const int c =
        map == DrumMap::kElectronicKit ? kit_drum_class(note.pitch) : drum_class(note.pitch);
    if (c < 0) continue;
    strokes.hits.push_back({(note.start_s - segment.start_s) / segment.step_s(), c, note.velocity});
    strokes.instruments.push_back(note.instrument);
  }
  return strokes;
}

/// The same strokes at the same sixteenths with the same feel.
std::string to_key(const std::vector<float>& features) {
  constexpr float kLevels = 100.0f;
  std::string key;
  for (const float f : features) key.push_back(static_cast<char>(std::lround(f * kLevels)));
  return key;
}

}  // namespace

MusicWindowReport find_groove_windows(const NoteSequence& sequence, const WindowOptions& options,
                                      DrumMap map) {
  MusicWindowReport report;
  const NoteSequence drums = select_notes(sequence, [](const Note& note) { return note.is_drum; });
  if (drums.notes.empty()) {
    report.rejections.push_back(explain_no_drums(sequence));
    return report;
  }
  const GridSegments grid = to_grid_segments(drums, options);
  const int bar_steps = steps_per_bar(options), window_steps = options.bars * bar_steps;
  const int hop = std::max(options.hop_bars, 1) * bar_steps;
  std::unordered_set<std::string> seen;
  for (const auto& segment : grid.segments) {
    const Strokes strokes = strokes_of(drums, segment, map);
    if (strokes.hits.empty()) continue;
    const double end = strokes.hits.back().position_steps + 1;
    std::size_t first = 0;  // first stroke whose nearest step may be in the window
    // The last window may end in silence, for less than a bar.
    for (int start = 0; start + window_steps < end + bar_steps; start += hop) {
      const auto near = [&](std::size_t i) {
        return std::floor(strokes.hits[i].position_steps + 0.5) - start;
      };
      while (first < strokes.hits.size() && near(first) < 0) ++first;
      std::vector<GrooveHit> hits;
      for (std::size_t i = first; i < strokes.hits.size() && near(i) < window_steps; ++i) {
        hits.push_back(strokes.hits[i]);
        hits.back().position_steps -= start;
      }
      if (hits.empty()) continue;
      if (static_cast<int>(hits.size()) < options.min_notes) {
        ++report.too_few_notes;
        continue;
      }
      MusicWindow window = window_at(segment, start, strokes.instruments[first]);
      window.features = encode_groove(hits, window_steps);
      if (seen.insert(to_key(window.features)).second) {
        report.windows.push_back(std::move(window));
      } else {
        ++report.duplicates;
      }
    }
  }
  if (report.windows.empty()) {
    report.rejections.push_back(report.too_few_notes > 0
                                    ? Rejection{-1,
                                                "fewer than " + std::to_string(options.min_notes) +
                                                    " strokes in every window",
                                                RejectionCode::kTooFewNotes}
                                    : explain_grid(grid, options, "drumming"));
  }
  return report;
}

}  // namespace segue
