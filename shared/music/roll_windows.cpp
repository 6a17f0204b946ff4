// SPDX-License-Identifier: Apache-2.0
#include "shared/music/roll_windows.h"

#include <algorithm>
#include <span>
#include <string>
#include <unordered_set>

#include "shared/codec/roll_codec.h"
#include "shared/music/grid_segments.h"
#include "shared/music/meter.h"

namespace segue {
namespace {

struct RollCounts {
  int notes = 0;         ///< that start in the window
  int longest_rest = 0;  ///< steps
};

RollCounts count(std::span<const RollStep> roll) {
  RollCounts counts;
  int rest = 0, before = -1;
  for (const auto& step : roll) {
    counts.notes += step.pitch >= 0 && (step.onset || step.pitch != before);
    rest = step.pitch < 0 ? rest + 1 : 0;
    counts.longest_rest = std::max(counts.longest_rest, rest);
    before = step.pitch;
  }
  return counts;
}

NoteSequence pitched_of(const NoteSequence& sequence, const WindowOptions& options) {
  return select_notes(sequence, [&](const Note& note) {
    return !note.is_drum && note.pitch >= options.min_pitch && note.pitch <= options.max_pitch &&
           note.program >= options.min_program && note.program <= options.max_program;
  });
}

}  // namespace

MusicWindowReport find_roll_windows(const NoteSequence& sequence, const WindowOptions& options,
                                    RollKind kind) {
  MusicWindowReport report;
  const NoteSequence pitched = pitched_of(sequence, options);
  if (pitched.notes.empty()) {
    report.rejections.push_back(sequence.notes.empty()
                                    ? Rejection{-1, "no notes", RejectionCode::kNoNotes}
                                    : Rejection{-1, "no note of the wanted pitches and programs",
                                                RejectionCode::kPitchRange});
    return report;
  }
  const GridSegments grid = to_grid_segments(pitched, options);
  const int bar_steps = steps_per_bar(options), window_steps = options.bars * bar_steps;
  const int hop = std::max(options.hop_bars, 1) * bar_steps;
  const int longest_rest = options.max_rest_steps > 0 ? options.max_rest_steps : bar_steps;
  std::unordered_set<std::u16string> seen;
  for (const auto& segment : grid.segments) {
    for (const auto notes : lines_of(segment.sequence.notes)) {
      int last = 0;
      for (const auto& note : notes) last = std::max(last, note.end_step);
      const auto roll = to_roll(notes, round_up(last, bar_steps));
      for (int start = 0; start + window_steps <= static_cast<int>(roll.size()); start += hop) {
        const auto part = std::span(roll).subspan(static_cast<std::size_t>(start),
                                                  static_cast<std::size_t>(window_steps));
        const RollCounts counts = count(part);
        if (counts.notes == 0) continue;
        if (counts.notes < options.min_notes) {
          ++report.too_few_notes;
          continue;
        }
        if (counts.longest_rest > longest_rest) {
          ++report.filtered;
          continue;
        }
        MusicWindow window = window_at(segment, start, notes[0].instrument);
        window.tokens = kind == RollKind::kPianoRoll ? encode_roll(part) : encode_midi_like(part);
        if (seen.emplace(window.tokens.begin(), window.tokens.end()).second) {
          report.windows.push_back(std::move(window));
        } else {
          ++report.duplicates;
        }
      }
    }
  }
  if (report.windows.empty()) {
    report.rejections.push_back(
        report.filtered > 0
            ? Rejection{-1, "a long silence in every window", RejectionCode::kFiltered}
        : report.too_few_notes > 0
            ? Rejection{-1, "too few notes in every window", RejectionCode::kTooFewNotes}
            : explain_grid(grid, options, "line"));
  }
  return report;
}

}  // namespace segue
