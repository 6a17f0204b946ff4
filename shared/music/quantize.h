// SPDX-License-Identifier: Apache-2.0
// Seconds to steps of a grid relative to the beat.
#pragma once

#include "shared/base/result.h"
#include "shared/music/note_sequence.h"

namespace segue {

/// The longest piece quantize takes, in steps: 36 hours at 120 qpm and 4 steps a quarter.
inline constexpr int kMaxQuantizedSteps = 1 << 20;

/// Snaps notes to a grid of `steps_per_quarter` (> 0) steps per quarter note.
/// Starts and ends round to the nearest step, ties upwards; every note keeps at least one step.
/// Errors: kUnsupported for more than one tempo or meter (a first one after 0 s counts against the
/// implicit 120 qpm and 4/4), a meter with numerator 0 or a denominator that is no power of 2, a
/// tempo that is not positive, more than kMaxQuantizedSteps; kInvalidArgument for negative times.
/// Source: note-seq, quantize_note_sequence.
Result<QuantizedSequence> quantize(const NoteSequence& sequence, int steps_per_quarter);

}  // namespace segue
