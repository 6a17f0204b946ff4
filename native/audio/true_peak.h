// SPDX-License-Identifier: Apache-2.0
// The highest point of the wave that samples stand for, between them too (ITU-R BS.1770-4, annex
// 2), through libebur128.
#pragma once

#include "shared/base/result.h"
#include "shared/synth/render_sequence.h"

namespace segue {

/// dBTP of two channels of one length; -infinity for silence. Errors: kRuntime when libebur128 gives
/// up.
Result<double> true_peak_dbtp(const StereoPcm& pcm);

}  // namespace segue
