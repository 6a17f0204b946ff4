// SPDX-License-Identifier: Apache-2.0
// Drumming with its feel: 27 reals a sixteenth, that is 9 hits (0 or 1), 9 velocities (0..1) and 9
// offsets (-1..1, half a step each way; positive is early). Source: magenta's GrooveConverter
// (REFERENCE 3.1); Gillick et al., "Learning to Groove with Inverse Sequence Transformations",
// 2019.
#pragma once

#include <span>
#include <vector>

#include "shared/base/result.h"
#include "shared/base/rng.h"
#include "shared/music/note_sequence.h"

namespace segue {

inline constexpr int kGrooveDepth = 27;

/// A stroke at a place between the steps of a window.
struct GrooveHit {
  double position_steps = 0;  ///< from the window's start; may be a little before it
  int drum_class = 0;         ///< 0..8
  int velocity = 80;          ///< 1..127
};

/// Features [T, 27] of the strokes whose nearest step is in the window; of several strokes of a
/// class on a step the loudest is kept.
std::vector<float> encode_groove(std::span<const GrooveHit> hits, int steps);

/// Features [T, 27] to drum notes: a hit above one half sounds, velocity 1..127, at its offset, for
/// a step. Offsets before the start of the clip begin at it. Out-of-range values are limited.
/// Errors: kInvalidArgument (a size that is no multiple of 27, a value that is no number, a tempo
/// that is not positive).
Result<NoteSequence> decode_groove(std::span<const float> features,
                                   double tempo_qpm = kDefaultTempoQpm);

/// What a groove model is shown of the window it must give back.
enum class GrooveInput {
  kSame,                         ///< the window (groovae_4bar)
  kHumanize,                     ///< hits only: no velocities, no offsets
  kTap,                          ///< the loudest stroke of a step, as an open hat
  kTapFixedVelocity,             ///< the same without velocities
  kTapFixedVelocityNoteDropout,  ///< the same after strokes were left out
  kAddClosedHat,                 ///< all but the closed hat
};

/// `features` [T, 27] as the encoder sees them. Pure but for `rng`, which only note dropout uses: a
/// share drawn from 0..0.8, times max(0.2, 1 - velocity) for each stroke.
std::vector<float> make_groove_input(std::span<const float> features, GrooveInput input, Rng& rng);

/// A decoder learns means over strokes and silence together: a velocity of `features` [T, 27] is
/// that of a stroke times the chance of one. Where it strikes (a chance above one half) the chance
/// becomes 1, and the velocity that of a stroke. Played music does not change.
void settle_strokes(std::span<float> features);

/// Gives back what the model was shown of `original`, because a listener wants it as it was: in
/// `played`, both [T, 27], the strokes of kHumanize and no others, with the model's velocities and
/// offsets, also where it would rather not strike; all but the closed hat of kAddClosedHat. Other
/// inputs change nothing.
void restore_given(std::span<const float> original, GrooveInput input, std::span<float> played);

}  // namespace segue
