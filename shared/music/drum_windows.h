// SPDX-License-Identifier: Apache-2.0
// From a piece to drum windows, and, where there are none, the reason.
#pragma once

#include "shared/music/music_window.h"

namespace segue {

/// Windows of all drum notes of the piece: tokens [T] of the 9 classes when `label_classes` is 0,
/// else features [T, label_classes] with 9 or 61 classes. `options.min_notes` counts hits of known
/// classes. Never fails. Source: REFERENCE 1.6 and 3.1 (magenta's DrumsConverter); as with
/// melodies, the whole track is used and repeats are found in the whole file.
MusicWindowReport find_drum_windows(const NoteSequence& sequence, const WindowOptions& options,
                                    int label_classes = 0);

}  // namespace segue
