// SPDX-License-Identifier: Apache-2.0
#include "shared/measures/correct_notes.h"

#include <algorithm>

namespace segue {
namespace {

constexpr int kLowest = 21, kHighest = 108;  // the piano's 88 keys

/// Highest pitch of each sixteenth (0 = silence), and whether it starts there.
struct Line {
  std::vector<int> pitch;
  std::vector<bool> onset;

  Line(const GridPiece& piece, std::size_t rows) : pitch(rows), onset(rows) {
    for (const GridNote& note : piece.notes) {
      if (note.is_drum || note.pitch < kLowest || note.pitch > kHighest) continue;
      const auto end = std::min(static_cast<std::size_t>(note.end_step), rows);
      for (auto row = static_cast<std::size_t>(note.start_step); row < end; ++row) {
        if (note.pitch < pitch[row]) continue;
        const bool starts = row == static_cast<std::size_t>(note.start_step);
        onset[row] = starts || (note.pitch == pitch[row] && onset[row]);
        pitch[row] = note.pitch;
      }
    }
  }
};

}  // namespace

CorrectNotes compare_notes(const GridPiece& original, const GridPiece& copy) {
  const auto rows = static_cast<std::size_t>(std::max(original.steps(), copy.steps()));
  const Line a(original, rows), b(copy, rows);
  CorrectNotes result;
  result.rows = static_cast<std::int64_t>(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    if (a.pitch[row] != b.pitch[row]) continue;
    ++result.right;
    result.right_events += a.onset[row] == b.onset[row];
  }
  return result;
}

CorrectNoteSummary summarise(std::span<const CorrectNotes> pairs) {
  CorrectNoteSummary summary;
  summary.pairs = static_cast<std::int64_t>(pairs.size());
  if (pairs.empty()) return summary;
  CorrectNotes all;
  summary.worst = summary.best = pairs[0].share();
  for (const CorrectNotes& pair : pairs) {
    all.rows += pair.rows;
    all.right += pair.right;
    all.right_events += pair.right_events;
    summary.worst = std::min(summary.worst, pair.share());
    summary.best = std::max(summary.best, pair.share());
  }
  summary.share = all.share();
  if (all.rows > 0) {
    summary.event_share = static_cast<double>(all.right_events) / static_cast<double>(all.rows);
  }
  return summary;
}

}  // namespace segue
