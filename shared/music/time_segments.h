// SPDX-License-Identifier: Apache-2.0
// Cuts a piece where its tempo or meter changes: the grid of quantize.h needs one of each.
#pragma once

#include <vector>

#include "shared/music/note_sequence.h"

namespace segue {

/// Bar positions are sums of rounded seconds; a thousandth of a bar is far below a sixteenth.
inline constexpr double kBarTolerance = 1e-3;

/// A stretch of a piece with one tempo and one meter. `sequence` starts at 0 s and holds the notes,
/// one tempo and one time signature; its notes keep their indices into the instruments of the whole
/// piece, which are not copied, nor are keys, bends and control changes.
struct TimeSegment {
  NoteSequence sequence;
  double start_s = 0;
  double end_s = 0;
  double start_bar = 0;  ///< bars of the piece before it; fractional where it starts inside a bar
};

/// Cuts at every real change of tempo or time signature, starting from 120 qpm and 4/4. Changes
/// that repeat the current value, or come at or after the end, do not cut; nor does a change at 0
/// s. A note belongs to the segment it starts in and ends with it at the latest. A piece without
/// notes has none. Source: note-seq, split_note_sequence_on_time_changes.
std::vector<TimeSegment> split_on_time_changes(const NoteSequence& sequence);

}  // namespace segue
