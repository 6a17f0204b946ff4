// SPDX-License-Identifier: Apache-2.0
// From a score to the notes that sound.
#pragma once

#include <cstddef>
#include <vector>

#include "shared/base/result.h"
#include "shared/music/score.h"

namespace segue {

/// Indices of the score's measures in the order of playing, repeats and endings played out. At most
/// `most` of them; jumps by name (da capo, coda) are not followed.
std::vector<std::size_t> playing_order(const PrintedScore& score, std::size_t most);

/// An instrument for every staff with notes. A measure begins in all parts together, where the
/// longest part's measure before it ends. Tied notes are one. Bars fall on multiples of a bar: a
/// first measure that is too short is preceded by a rest, two short ones that are a bar together
/// stay as they are, and any other measure that is not as long as its meter says has a time
/// signature of its own. Keys are those of the first part that has one; tempos those of all.
/// Errors: kNoMusic (no note), kUnsupported (too long).
Result<NoteSequence> play_score(const PrintedScore& score);

}  // namespace segue
