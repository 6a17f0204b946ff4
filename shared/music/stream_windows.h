// SPDX-License-Identifier: Apache-2.0
// From a piece to streams of one token a step that a model can learn to continue: drums and
// melodies. Those of many voices: polyphony_pieces.h.
#pragma once

#include "shared/music/melody_windows.h"
#include "shared/music/music_window.h"
#include "shared/music/polyphony_pieces.h"

namespace segue {

/// Whole drum tracks of drums_9 and whole melodies of melody_90, of any length from
/// `pieces.min_steps` on; longer than `pieces.max_steps`, several one after the other. A silence of
/// `options.gap_bars` ends one; of `options` its meter, programs, pitches and min_notes count too,
/// and of melodies `min_pitches` different pitch classes. The same tokens come once. Never fails:
/// a piece without streams has rejections. Source: REFERENCE 4.8 (magenta's Drums and Melody RNN,
/// which drop what is behind 512 steps).
MusicWindowReport find_drum_streams(const NoteSequence& sequence, const WindowOptions& options,
                                    const PieceOptions& pieces);
MusicWindowReport find_melody_streams(const NoteSequence& sequence, const WindowOptions& options,
                                      const PieceOptions& pieces);

}  // namespace segue
