// SPDX-License-Identifier: Apache-2.0
// Turns down, for the moment, what is louder than a file may be; for normalise_loudness.
#pragma once

#include "shared/synth/render_sequence.h"

namespace segue {

/// Edits `pcm` so that no sample exceeds `ceiling` (amplitude > 0). Both channels get the same
/// gain, which begins to fall 5 ms before a peak, smoothly, and recovers within 0.2 s; where
/// nothing comes near the ceiling nothing changes.
void limit_peaks(StereoPcm& pcm, double ceiling);

}  // namespace segue
