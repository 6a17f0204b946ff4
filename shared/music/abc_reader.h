// SPDX-License-Identifier: Apache-2.0
// Tunes in ABC notation to notes in seconds. Source: the ABC standard 2.1 (abcnotation.com).
#pragma once

#include <string_view>

#include "shared/base/result.h"
#include "shared/music/note_sequence.h"

namespace segue {

/// The first tune of `text` (from its X: or first field to the next empty line or X:): keys and
/// modes, meters, unit lengths, tempo, accidentals that hold for their bar, broken rhythm, tuplets,
/// ties, chords, rests, repeats and numbered endings, voices (V:, an instrument each), chord
/// symbols ("Am") and inline fields. Grace notes, ornaments, slurs, words and part orders (P:) are
/// left out. A first bar that is too short is preceded by a rest, so that bar lines fall on
/// multiples of a bar. Velocity 80, program 0, 120 quarters a minute where Q: says nothing. Errors:
/// kCorruptData with the line (no K: field, a character that has no meaning there, a length or
/// number that is none), kUnsupported (voice overlays), kNoMusic (no note).
Result<NoteSequence> read_abc(std::string_view text);

}  // namespace segue
