// SPDX-License-Identifier: Apache-2.0
// From a piece to windows of melody, bass and drums, and, where there are none, the reason.
#pragma once

#include "shared/music/music_window.h"

namespace segue {

/// Tokens [T, 3]. A melody is an instrument of programs 0..31, a bass one of 32..39, drums all of
/// channel 10 together; an instrument that plays notes of several of these is left out. Every pair
/// of melody and bass is cut at every `hop_bars`-th bar where melody, bass and drums all play, or
/// rest for at most two bars. `min_notes` counts the melody's notes; bass and drums need one.
/// `polyphony` holds for the melody. Never fails.
/// Source: REFERENCE 3.1 (magenta's TrioConverter); there each drum instrument is a part of its
/// own.
MusicWindowReport find_trio_windows(const NoteSequence& sequence, const WindowOptions& options);

}  // namespace segue
