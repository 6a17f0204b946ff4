// SPDX-License-Identifier: Apache-2.0
// From a piece to bars of several tracks, and, where there are none, the reason.
#pragma once

#include "shared/music/music_window.h"

namespace segue {

/// Tokens [512] of every `hop_bars`-th bar of four quarters that fits (encode_multitrack); pedals
/// are applied first. A note that sounds on from the bar before is left out, one that sounds on
/// into the next is cut. Programs outside the options' are left out; pitches are not limited;
/// `min_notes` counts all tracks. `bars` must be 1 and the grid 24 steps a quarter. Never fails.
/// Source: REFERENCE 3.1; there a bar is rounded by itself, so that a note just before its end can
/// be lost, and bars are counted from the piece's first tempo alone.
MusicWindowReport find_multitrack_windows(const NoteSequence& sequence,
                                          const WindowOptions& options);

}  // namespace segue
