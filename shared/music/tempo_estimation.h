// SPDX-License-Identifier: Apache-2.0
// The tempo of a recorded performance, whose file says nothing about it.
#pragma once

#include <optional>

#include "shared/music/note_sequence.h"

namespace segue {

/// Quarters a minute, from the most frequent distance between onsets; nothing with fewer than two
/// onsets. Distances of 50 ms to 2 s count, doubled until they are at least 0.2 s, and are grouped
/// within 25 ms. Often a rate of short notes rather than of beats. Source: REFERENCE 5.1 (the
/// inter-onset clusters of pretty_midi).
std::optional<double> estimate_tempo(const NoteSequence& sequence);

/// The piece in 4/4 at the estimated tempo, all other tempos and meters left out; as it is where
/// there is no estimate.
NoteSequence with_estimated_tempo(NoteSequence sequence);

}  // namespace segue
