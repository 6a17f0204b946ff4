// SPDX-License-Identifier: Apache-2.0
// NoteSequence -> PCM, offline: what the page plays, as samples.
#pragma once

#include <vector>

#include "shared/base/result.h"
#include "shared/music/note_sequence.h"

namespace segue {

struct RenderOptions {
  double sample_rate_hz = 48000;  ///< 8000..192000
  float volume = 1;               ///< amplitude, 0..4
  double tail_s = 1.5;            ///< rendered after the last note's end, for releases and the room
};

/// Samples within (-1, 1) times min(volume, 1); both channels have the same length.
struct StereoPcm {
  double sample_rate_hz = 48000;
  std::vector<float> left, right;
};

/// Renders every note of `notes`. Errors: kInvalidArgument for options out of range, for a time
/// that is negative or not a number, and for pieces above four hours.
Result<StereoPcm> render_sequence(const NoteSequence& notes, const RenderOptions& options = {});

}  // namespace segue
