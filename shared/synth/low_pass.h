// SPDX-License-Identifier: Apache-2.0
// The low-pass of StateVariableFilter (dsp.h), four frames at a time: what four inputs and the two
// states make of the next four outputs and of the states after them is one matrix.
#pragma once

#include <array>

#include "shared/synth/lanes.h"

namespace segue::detail {

class LowPass {
 public:
  struct State {
    float first = 0, second = 0;
  };
  /// `g` = tan(pi f / sample rate), `damping` = 1 / Q.
  void set(float g, float damping) noexcept;
  /// Edits `frames` frames in place.
  void run(float* samples, int frames, State& state) const noexcept;

 private:
  float a2_ = 0, a3_ = 0;
  Four out_first_ = {}, out_second_ = {};    ///< outputs by each state
  std::array<Four, 4> out_{};                ///< outputs by each input
  Four next_first_ = {}, next_second_ = {};  ///< lanes 0 and 1: the states four frames later
  std::array<Four, 4> next_{};
  float first_first_ = 0, second_second_ = 0;  ///< the states one frame later
};

}  // namespace segue::detail
