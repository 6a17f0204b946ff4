// SPDX-License-Identifier: Apache-2.0
// From a piece on the grid to its drum tracks: hits with gaps below a bar.
#pragma once

#include <span>
#include <vector>

#include "shared/music/note_sequence.h"

namespace segue {

/// Defaults are MusicVAE's (REFERENCE 1.6).
struct DrumOptions {
  double gap_bars = 1.0;  ///< silence this long after the step of a hit ends a track
  int min_bars = 1;       ///< shorter tracks are left out
  int max_steps = 1600;   ///< longer tracks lose the rest; 0 = no limit
  bool pad_end = true;    ///< up to the end of the last bar
};

struct DrumHit {
  int step = 0;  ///< in the sequence
  int pitch = 36;
  int instrument = 0;
  bool operator==(const DrumHit&) const = default;
};

struct DrumTrack {
  int start_step = 0;         ///< the bar line at or before the first hit
  int length = 0;             ///< steps
  std::vector<DrumHit> hits;  ///< sorted by (step, pitch), each once
  bool operator==(const DrumTrack&) const = default;
};

/// All drum notes of the piece together, whatever their instrument; velocity 0 is ignored. A track
/// starts on the bar line before its first hit, the search for the next one on the bar line after
/// its end. Source: note-seq, DrumTrack.from_quantized_sequence and extract_drum_tracks.
std::vector<DrumTrack> extract_drum_tracks(std::span<const QuantizedNote> notes, int steps_per_bar,
                                           const DrumOptions& options = {});

}  // namespace segue
