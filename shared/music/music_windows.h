// SPDX-License-Identifier: Apache-2.0
// From a piece to windows in any representation: the one entry for data sets and for clips that are
// dropped on a model.
#pragma once

#include <vector>

#include "shared/codec/representation.h"
#include "shared/music/groove_windows.h"
#include "shared/music/music_window.h"
#include "shared/music/polyphony_pieces.h"

namespace segue {

/// Which windows, beside WindowOptions. Rows of multi-track windows are events: T is 512.
struct MusicWindowOptions {
  WindowOptions windows;
  /// Of polyphony_259, beside the programs of `windows`; the rest is unused.
  PieceOptions pieces;
  bool streams = false;  ///< drums_9 and melody_90 in any length, as `pieces` says, not in windows
  DrumMap drum_map = DrumMap::kGeneralMidi;  ///< of groove_27; drums_9 and trios: General MIDI
  /// What MusicWindow::controls [T, K] holds: kChords (the piece's symbols, or inferred from
  /// all its notes where it has none) and
  /// kKey, as that of its relative major: the file's key signature where the window starts, or the
  /// piece's estimated key where the file has none; 0 without pitches.
  std::vector<ControlKind> controls = {};
  bool one_key = false;  ///< moves the piece to C major or A minor, by its estimated key
};

/// Windows of `windows.bars` bars in `info`'s representation. Of melodies and trios those with a
/// silence of the melody above max_rest_steps, or with fewer than min_pitches different pitches,
/// are left out. Never fails: a piece without windows has rejections instead.
MusicWindowReport find_windows(const NoteSequence& sequence, const RepresentationInfo& info,
                               const MusicWindowOptions& options);

}  // namespace segue
