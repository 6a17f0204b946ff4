// SPDX-License-Identifier: Apache-2.0
// A piece as an album's page draws it: pitches, the drums in lanes of their own below, and which
// colour is which part. Smaller than piano_roll.h's picture: an album may have a thousand.
#pragma once

#include <string>

#include "shared/music/note_sequence.h"

namespace segue {

/// HTML for a piece that is heard for `length_s`; the page's style has the classes v0 to v5 and
/// drums. Empty without notes.
std::string to_album_roll(const NoteSequence& music, double length_s);

}  // namespace segue
