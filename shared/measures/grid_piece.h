// SPDX-License-Identifier: Apache-2.0
// A piece as the measures see it: notes on a grid of sixteenths that follows the beat, and bars.
// Made from any NoteSequence, whatever its tempos and meters.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "shared/base/result.h"
#include "shared/music/note_sequence.h"

namespace segue {

/// A note on the grid. `voice` is its instrument.
struct GridNote {
  std::int32_t start_step = 0;
  std::int32_t end_step = 1;  ///< exclusive, > start_step
  float offset_steps = 0;     ///< where it was played minus where the grid has it
  std::int16_t voice = 0;
  std::uint8_t pitch = 60;
  std::uint8_t velocity = 80;
  bool is_drum = false;
  int duration() const { return end_step - start_step; }
  bool operator==(const GridNote&) const = default;
};

struct GridPiece {
  std::vector<GridNote> notes;  ///< sorted by (start_step, pitch)
  /// First step of every bar and the end of the last, rising: bars() + 1 entries; {0} where there
  /// is no bar.
  std::vector<int> bar_lines = {0};
  int bars() const { return static_cast<int>(bar_lines.size()) - 1; }
  int steps() const { return bar_lines.back(); }
  bool operator==(const GridPiece&) const = default;
};

/// A whole piece. Time is counted in beats, so that changes of tempo do not matter; starts and ends
/// round to the nearest sixteenth, ties upwards, and every note keeps one. A change of meter starts
/// a bar; the last bar is whole. Errors: kUnsupported (a tempo or meter that is none, longer than
/// kMaxQuantizedSteps), kInvalidArgument (times that are negative or no numbers).
Result<GridPiece> to_grid_piece(const NoteSequence& sequence);

/// A clip of `steps` sixteenths in bars of `steps_per_bar` (both above 0): what reaches over its
/// end is cut there. Errors as above.
Result<GridPiece> to_grid_clip(const NoteSequence& sequence, int steps, int steps_per_bar);

/// The whole bars of a piece as pieces of `bars` (above 0) bars; what is left at the end is
/// dropped, and so are stretches without a note. Notes belong to where they start and end there at
/// the latest.
std::vector<GridPiece> cut_into_bars(const GridPiece& piece, int bars);

/// A piece as music again, at 120 quarters a minute and at most its first `bars` bars; for drawing.
/// The meter is that of the first bar.
NoteSequence to_note_sequence(const GridPiece& piece, int bars);

/// Steps of a bar's sixteenth positions that are counted: those of 4/4.
inline constexpr int kBarPositions = 16;

/// Intervals in semitones, upwards positive, from each onset to the next of the same voice; where
/// notes of a voice start together the highest counts. Drums have none.
std::vector<int> melodic_intervals(const GridPiece& piece);

/// The mean size of these. None where there are none.
std::optional<double> mean_interval(const GridPiece& piece);

/// Number of pitched notes that sound at each step, [steps()].
std::vector<int> sounding_voices(const GridPiece& piece);

}  // namespace segue
