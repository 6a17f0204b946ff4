// SPDX-License-Identifier: Apache-2.0
// What melodies are like, in numbers: to compare a model's samples with the music it was trained
// on.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "shared/base/result.h"

namespace segue {

/// Averages over a set of clips. Shares are 0..1; pitches and intervals in semitones; durations in
/// steps (sixteenths). Means over clips leave out the clips a measure does not exist for.
struct ClipMeasures {
  std::int64_t clips = 0;
  double share_with_3_to_32_notes = 0;
  double share_of_one_repeated_pitch = 0;  ///< of all clips: two notes or more, all of one pitch
  double share_distinct = 0;               ///< different clips / clips
  double note_count_mean = 0, note_count_sd = 0;
  double pitch_mean = 0;              ///< over all notes
  double pitch_range_mean = 0;        ///< highest - lowest of a clip with notes
  double absolute_interval_mean = 0;  ///< between neighbours, over all pairs
  /// Share of a clip's notes inside the best of 24 scales: 12 major (their notes are those of the
  /// natural minors too) and 12 harmonic minor; mean over clips with notes.
  double in_scale_mean = 0;
  double duration_mean = 0;  ///< over all notes
  double share_silent = 0;   ///< steps without a sounding note / all steps
  bool operator==(const ClipMeasures&) const = default;
};

/// `tokens` holds N clips of `steps` melody tokens each, row-major.
/// Errors: kInvalidArgument (no clip, a size that is no multiple of `steps`, a token above 89).
Result<ClipMeasures> measure_clips(std::span<const std::uint8_t> tokens, int steps);

}  // namespace segue
