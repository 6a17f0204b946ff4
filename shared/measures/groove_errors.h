// SPDX-License-Identifier: Apache-2.0
// How well a groove model plays: velocities and offsets at the strokes of the original, beside what
// a drum machine gets right that plays them all alike. The same for the trainer and `evaluate`.
#pragma once

#include <span>
#include <string>

namespace segue {

/// Over the strokes of the original, wherever the model itself would strike; and its rhythm.
struct GrooveErrors {
  double strokes = 0;
  double velocity = 0, velocity_spread = 0;  ///< root mean squares, 0..1: of what is wrong, and of
                                             ///< the distance from the mean velocity of all strokes
  double offset = 0, offset_spread = 0;      ///< the same in half steps, about the grid
  double answered = 0;  ///< share of the steps with a stroke in which the model strikes, anything
  double added = 0;     ///< share of the steps without one in which it strikes
};

/// What these are in MIDI velocities and milliseconds: 1 is the loudest stroke, a half step at 120
/// quarters a minute 62.5 ms.
inline constexpr double kLoudestVelocity = 127, kHalfStepMs = 62.5;

/// "velocity off by 33.5 (all alike: 35.9), time off by 23.6 ms at 120 qpm (on the grid: 31.0)".
std::string stroke_words(const GrooveErrors& errors);
/// "strikes in 90.1 % of the steps with a stroke, in 17.3 % of those without".
std::string rhythm_words(const GrooveErrors& errors);

/// Sums from which GrooveErrors come.
class GrooveErrorSums {
 public:
  /// Both rows of 27 features, as groove_codec.h has them.
  void add(std::span<const float> original, std::span<const float> played);
  void add(const GrooveErrorSums& other);
  GrooveErrors errors() const;

 private:
  double strokes_ = 0, velocity_ = 0, velocity_squared_ = 0, velocity_error_ = 0;
  double offset_squared_ = 0, offset_error_ = 0;
  double steps_ = 0, struck_steps_ = 0, answered_ = 0, added_ = 0;
};

}  // namespace segue
