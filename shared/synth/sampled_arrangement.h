// SPDX-License-Identifier: Apache-2.0
// Any piece for a console that plays eight short samples at once, drums included.
#pragma once

#include "shared/music/note_sequence.h"

namespace segue {

inline constexpr int kSampledVoices = 8;

/// Every part gets the sampled instrument nearest to its own; drums the sampled kit. Where more
/// than eight notes would sound the one that began first is cut, but of those that sound neither
/// the highest nor the lowest.
NoteSequence arrange_for_sampled_console(const NoteSequence& notes);

}  // namespace segue
