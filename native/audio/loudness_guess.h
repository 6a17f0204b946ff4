// SPDX-License-Identifier: Apache-2.0
// Foretells how loud music will be once it is amplified and its peaks are limited, without doing
// either: normalise_loudness finds its gain with it.
#pragma once

#include <vector>

#include "shared/synth/render_sequence.h"

namespace segue {

class LoudnessGuess {
 public:
  /// Weights `pcm` as ITU-R BS.1770-4 does, once.
  explicit LoudnessGuess(const StereoPcm& pcm);

  /// Integrated loudness, in LUFS, of the music amplified by `gain_db` and limited to `ceiling`
  /// (amplitude): within some tenths. -infinity for silence.
  double lufs(double gain_db, double ceiling) const;

 private:
  double rate_hz_;             ///< of the two
  std::vector<float> peaks_;   ///< the highest sample of each few frames
  std::vector<float> powers_;  ///< their weighted power
};

}  // namespace segue
