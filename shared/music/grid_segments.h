// SPDX-License-Identifier: Apache-2.0
// The stretches of a piece that can be cut into windows: one tempo, the wanted meter, notes on the
// grid. Finds the reason where there is none.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "shared/music/music_window.h"
#include "shared/music/note_sequence.h"

namespace segue {

/// A stretch on the grid; steps count from its start.
struct GridSegment {
  QuantizedSequence sequence;  ///< notes sorted by (instrument, start, pitch descending)
  double start_s = 0;
  double end_s = 0;
  double start_bar = 0;  ///< bars of the piece before it

  double step_s() const { return 60.0 / (sequence.tempo_qpm * sequence.steps_per_quarter); }
  /// Bar in the file, from 1, of a step.
  int bar_at(int step) const;
};

struct GridSegments {
  std::vector<GridSegment> segments;
  std::vector<std::pair<int, int>> other_meters;  ///< of stretches that were left out
  std::string unusable;                           ///< why a stretch could not be put on the grid
  double longest_bars = 0;                        ///< of the segments
};

/// Steps of a bar of the options' meter; 0 when it is no whole number.
int steps_per_bar(const WindowOptions& options);

/// Whether a stretch in this meter serves: the very meter, or, for 4/4, any bar as long (2/2, 8/8).
bool fits_meter(const WindowOptions& options, int numerator, int denominator);

/// The notes that `wanted` takes, with the piece's tempos, meters and end; nothing else.
NoteSequence select_notes(const NoteSequence& sequence,
                          const std::function<bool(const Note&)>& wanted);

/// By instrument, then by start, then from the highest pitch down: one line after the other.
void sort_by_line(std::vector<QuantizedNote>& notes);

/// The lines of notes that are sorted so: the notes of each instrument.
std::vector<std::span<const QuantizedNote>> lines_of(std::span<const QuantizedNote> notes);

/// A window that starts at `step` of `segment`, still empty.
MusicWindow window_at(const GridSegment& segment, int step, int instrument);

/// Why a piece without a drum note has no drums.
Rejection explain_no_drums(const NoteSequence& sequence);

/// Uses all notes of `sequence`; select_notes() before.
GridSegments to_grid_segments(const NoteSequence& sequence, const WindowOptions& options);

/// Why `grid` has no segment, or none of `options.bars` bars; kTooShort with `what` otherwise.
Rejection explain_grid(const GridSegments& grid, const WindowOptions& options,
                       const std::string& what);

}  // namespace segue
