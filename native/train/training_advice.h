// SPDX-License-Identifier: Apache-2.0
// Whether a run has learned enough to be used, in words for whoever trains for the first time.
#pragma once

#include <cstdint>
#include <string>

#include "native/io/training_curves.h"
#include "native/train/config.h"

namespace segue {

/// Below this share of right events on held-out music, drawn after the model's own, not even the
/// commonest event (in melodies: nothing new) has been learned.
inline constexpr double kLowAccuracy = 0.5;

/// Sentences, one a line, about a run whose checkpoint at `step` is used: that ended before its
/// first evaluation, that was still getting better at its last one, or that gets little right.
/// Empty where nothing of that is known.
std::string training_advice(const Config& config, const TrainingCurves& curves, std::int64_t step);

/// The same from the run folder's metrics.csv; empty where there is none to read.
std::string advice_for_run(const Config& config, const std::string& run, std::int64_t step);

}  // namespace segue
