// SPDX-License-Identifier: Apache-2.0
// From a piece to windows of drumming with its feel, and, where there are none, the reason.
#pragma once

#include "shared/music/music_window.h"

namespace segue {

/// What the pitches of channel 10 mean.
enum class DrumMap {
  kGeneralMidi,    ///< the 9-class map: for files of users
  kElectronicKit,  ///< the pads of the Groove data set: for training on it
};

/// Features [T, 27] of all drum notes together. Windows start on every `hop_bars`-th bar line of a
/// stretch with one tempo and meter; `min_notes` counts strokes. Never fails.
/// Source: REFERENCE 3.1 (magenta's GrooveConverter, which refuses files whose tempo changes).
MusicWindowReport find_groove_windows(const NoteSequence& sequence, const WindowOptions& options,
                                      DrumMap map);

}  // namespace segue
