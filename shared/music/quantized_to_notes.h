// SPDX-License-Identifier: Apache-2.0
// Steps to seconds: the way back from the grid, before writing or playing.
#pragma once

#include "shared/music/note_sequence.h"

namespace segue {

/// Step s is at s * 60 / (tempo_qpm * steps_per_quarter) seconds. Writes the tempo and the meter at
/// 0. `total_time_s` is the end of the last note. Pure; needs tempo_qpm > 0 and steps_per_quarter >
/// 0.
NoteSequence to_note_sequence(const QuantizedSequence& sequence);

}  // namespace segue
