// SPDX-License-Identifier: Apache-2.0
// Turns down, for the moment, what is louder than a file may be; for normalise_loudness.
#pragma once

#include <vector>

#include "shared/synth/render_sequence.h"

namespace segue {

/// The gain for each of `peaks` (amplitudes, `rate_hz` of them a second) that keeps it below
/// `ceiling` (> 0): it begins to fall 5 ms before a peak, smoothly, and recovers within 0.2 s.
/// Empty where nothing exceeds the ceiling.
std::vector<float> limiting_gains(const std::vector<float>& peaks, double ceiling, double rate_hz);

/// Edits `pcm` so that no sample exceeds `ceiling`: both channels get the same gains.
void limit_peaks(StereoPcm& pcm, double ceiling);

}  // namespace segue
