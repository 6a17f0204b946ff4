// SPDX-License-Identifier: Apache-2.0
// Small hand-made pieces on the grid, in bars of 16 sixteenths.
#pragma once

#include <algorithm>
#include <vector>

#include "shared/measures/grid_piece.h"

namespace segue::test {

struct PlainNote {
  int pitch, start, end;
  int voice = 0;
  bool is_drum = false;
};

inline GridPiece make_piece(int bars, const std::vector<PlainNote>& notes) {
  GridPiece piece;
  for (const PlainNote& note : notes) {
    GridNote made;
    made.pitch = static_cast<std::uint8_t>(note.pitch);
    made.start_step = note.start;
    made.end_step = note.end;
    made.voice = static_cast<std::int16_t>(note.voice);
    made.is_drum = note.is_drum;
    piece.notes.push_back(made);
  }
  std::stable_sort(
      piece.notes.begin(), piece.notes.end(),
      [](const GridNote& a, const GridNote& b) { return a.start_step < b.start_step; });
  for (int bar = 1; bar <= bars; ++bar) piece.bar_lines.push_back(bar * 16);
  return piece;
}

/// Quarters from the start, one after another.
inline GridPiece make_quarters(int bars, const std::vector<int>& pitches) {
  std::vector<PlainNote> notes;
  int start = 0;
  for (const int pitch : pitches) {
    notes.push_back({pitch, start, start + 4});
    start += 4;
  }
  return make_piece(bars, notes);
}

}  // namespace segue::test
