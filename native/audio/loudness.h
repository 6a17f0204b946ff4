// SPDX-License-Identifier: Apache-2.0
// Loudness as EBU R 128 (2023) and ITU-R BS.1770-4 measure it, through libebur128.
#pragma once

#include "shared/base/result.h"
#include "shared/synth/render_sequence.h"

namespace segue {

struct Loudness {
  double integrated_lufs = 0;  ///< -infinity for silence and for less than 0.4 s
  double true_peak_dbtp = 0;   ///< -infinity for silence
};

/// Errors: kInvalidArgument for channels of two lengths, kRuntime when libebur128 gives up.
Result<Loudness> measure_loudness(const StereoPcm& pcm);

/// Brings `pcm` to `target_lufs` with no true peak above `ceiling_dbtp`: by one gain where that is
/// enough, else with limit_peaks for the moments that would be too loud. Within 0.2 LU of the
/// target, unless the music is so sparse beside its peaks that limiting cannot reach it. What has
/// no loudness (silence, less than 0.4 s) is only kept below the ceiling. Returns what is heard
/// now.
Result<Loudness> normalise_loudness(StereoPcm& pcm, double target_lufs, double ceiling_dbtp);

}  // namespace segue
