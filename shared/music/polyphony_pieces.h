// SPDX-License-Identifier: Apache-2.0
// From a piece to streams of polyphony events that a model can learn to continue, and, where there
// are none, the reason.
#pragma once

#include "shared/music/music_window.h"

namespace segue {

struct PieceOptions {
  int min_steps = 80;   ///< shorter stretches are left out: 5 bars of 4/4
  int max_steps = 512;  ///< longer ones are cut: 32 bars of 4/4
  bool strict = false;  ///< the reference's rule instead: see find_polyphony_pieces
  int min_program = 0;  ///< programs taken
  int max_program = 127;
  bool operator==(const PieceOptions&) const = default;
};

/// Every stretch of one tempo and one meter as one stream of events (encode_polyphony), all
/// programs together, drums left out, pedals applied; silent bars in front are skipped; of notes
/// that start together at one pitch the longest stays. A stretch above `max_steps` is cut at bar
/// lines into parts that overlap by half; what sounds on over a cut begins anew there.
/// `strict`, for comparison with magenta's Polyphony RNN (REFERENCE 4.1): a stretch with notes of
/// several programs, with fewer than `min_steps` or more than `max_steps` is left out whole;
/// otherwise all notes count, drums too, from the stretch's first step on, and pedals are not
/// applied. Never fails: a piece without streams has rejections. `MusicWindow::tokens` differ in
/// length.
MusicWindowReport find_polyphony_pieces(const NoteSequence& sequence, const PieceOptions& options);

}  // namespace segue
