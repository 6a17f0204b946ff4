// SPDX-License-Identifier: Apache-2.0
// How well a groove model plays: velocities and offsets at the strokes of the original, beside what
// a drum machine gets right that plays them all alike.
#pragma once

#include <torch/torch.h>

#include "shared/codec/groove_codec.h"

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

/// Sums from which GrooveErrors come; adds up over batches.
class GrooveErrorSums {
 public:
  /// `outputs` [T, B, 27] of a decoder (not yet through sigmoid and tanh), `features` [T, B, 27],
  /// `input` what the model was shown of them and gives back, see restore_given.
  void add(const torch::Tensor& outputs, const torch::Tensor& features, GrooveInput input);
  void add(const GrooveErrorSums& other);
  GrooveErrors errors() const;

 private:
  double strokes_ = 0, velocity_ = 0, velocity_squared_ = 0, velocity_error_ = 0;
  double offset_squared_ = 0, offset_error_ = 0;
  double steps_ = 0, struck_steps_ = 0, answered_ = 0, added_ = 0;
};

}  // namespace segue
