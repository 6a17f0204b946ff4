// SPDX-License-Identifier: Apache-2.0
// A set of clips in a dozen averages over all of it, as model cards give them. What single pieces
// are like: piece_measures.h.
#pragma once

#include <cstdint>
#include <span>

#include "shared/measures/grid_piece.h"

namespace segue {

/// Shares are 0..1; pitches and intervals in semitones; durations in sixteenths. Means over clips
/// leave out the clips a measure does not exist for; what concerns pitches leaves out drums.
struct ClipMeasures {
  std::int64_t clips = 0;
  double share_with_3_to_32_notes = 0;
  double share_of_one_repeated_pitch = 0;  ///< of all clips: two notes or more, all of one pitch
  double share_distinct = 0;  ///< clips with different notes (their velocities aside) / clips
  double note_count_mean = 0, note_count_sd = 0;
  double pitch_mean = 0;              ///< over all notes
  double pitch_range_mean = 0;        ///< highest - lowest of a clip with notes
  double absolute_interval_mean = 0;  ///< as melodic_intervals, over all of them
  double in_scale_mean = 0;           ///< as in_scale_share, mean over clips with notes
  double duration_mean = 0;           ///< over all notes
  double share_silent = 0;            ///< sixteenths without a sounding note / all sixteenths
  bool operator==(const ClipMeasures&) const = default;
};

/// All 0 without a clip.
ClipMeasures measure_clips(std::span<const GridPiece> clips);

}  // namespace segue
