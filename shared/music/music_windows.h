// SPDX-License-Identifier: Apache-2.0
// From a piece to windows in any representation: the one entry for data sets and for clips that are
// dropped on a model.
#pragma once

#include "shared/codec/representation.h"
#include "shared/music/groove_windows.h"
#include "shared/music/music_window.h"

namespace segue {

/// Which windows, beside WindowOptions.
struct MusicWindowOptions {
  WindowOptions windows;
  DrumMap drum_map = DrumMap::kGeneralMidi;  ///< of groove_27; drums_9 and trios: General MIDI
};

/// Windows of `bars` bars in `info`'s representation. Never fails: a piece without windows has
/// rejections instead.
MusicWindowReport find_windows(const NoteSequence& sequence, const RepresentationInfo& info,
                               const MusicWindowOptions& options);

}  // namespace segue
