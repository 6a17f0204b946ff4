// SPDX-License-Identifier: Apache-2.0
// From a score to the notes that sound.
#pragma once

#include <cstddef>
#include <vector>

#include "shared/base/result.h"
#include "shared/music/score.h"

namespace segue {

/// Indices of the score's measures in the order of playing, at most `most` of them: repeats,
/// endings and jumps played out. A jump is taken once, after the repeats of its measure; behind it
/// repeats are not taken again, of endings the last one is played, and Fine and To Coda count; a
/// coda is played with its repeats. Jumps to a sign that is not there are not taken; a coda of
/// another name serves where it is the next one.
std::vector<std::size_t> playing_order(const PrintedScore& score, std::size_t most);

/// An instrument for every staff with notes. A measure begins in all parts together, where the
/// longest part's measure before it ends. Tied notes are one. Bars fall on multiples of a bar: a
/// first measure that is too short is preceded by a rest, two short ones that are a bar together
/// stay as they are, and any other measure that is not as long as its meter says has a time
/// signature of its own. Keys are those of the first part that has one, as are chord symbols;
/// tempos those of all. Errors: kNoMusic (no note), kUnsupported (too long).
Result<NoteSequence> play_score(const PrintedScore& score);

}  // namespace segue
