// SPDX-License-Identifier: Apache-2.0
// From a piece to windows in the vocabularies of shared/codec/roll_codec.h.
#pragma once

#include "shared/music/music_window.h"

namespace segue {

enum class RollKind { kPianoRoll, kMidiLike };

/// Tokens [T] of every instrument by itself, from the first bar line of each stretch with one tempo
/// and meter. Silences longer than `max_rest_steps`, or a bar where it is 0, drop a window;
/// `polyphony` has no meaning here. Never fails. Source: REFERENCE 5.1, where a file is one piano.
MusicWindowReport find_roll_windows(const NoteSequence& sequence, const WindowOptions& options,
                                    RollKind kind);

}  // namespace segue
