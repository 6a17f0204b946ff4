// SPDX-License-Identifier: Apache-2.0
// Notes as long as the pedal holds them.
#pragma once

#include "shared/music/note_sequence.h"

namespace segue {

/// Lengthens every note that ends while its instrument's sustain pedal (controller 64, 64 and
/// above) is down: to the pedal's release, to the next start of the same pitch, or to the end of
/// the piece. Drums stay. Source: the rule of note-seq, `apply_sustain_control_changes`.
NoteSequence with_sustain(NoteSequence sequence);

}  // namespace segue
