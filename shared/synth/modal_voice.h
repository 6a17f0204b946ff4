// SPDX-License-Identifier: Apache-2.0
// A sum of decaying sines: piano, electric piano, bells, marimba, plucked strings, organ.
#pragma once

#include <array>
#include <cstdint>

#include "shared/synth/lanes.h"
#include "shared/synth/patch.h"

namespace segue::detail {

class ModalVoice {
 public:
  /// `velocity` in 0..1. Amplitudes are scaled to the same power for every key and touch.
  void start(const ModalSpec& spec, int pitch, float velocity, double sample_rate_hz,
             std::uint32_t seed) noexcept;
  /// Writes `frames` <= kBlockFrames frames; both channels have room for a whole block. False when
  /// the two are the same and only `left` was written. `level`: the most that the caller's envelope
  /// will multiply by from here on; what is inaudible then ends.
  bool render(float* left, float* right, int frames, float level) noexcept;
  bool done() const noexcept { return strings_[0].count == 0 && strings_[1].count == 0; }

 private:
  static constexpr int kPartials = 12;

  /// A sine that fades: y[n] = Im(z q^n) with q = r e^{iw}. The pointer z turns once a block, in
  /// doubles, so that nothing drifts; within the block four frames Y are followed by the next four,
  /// Y + D, with D' = b D - a Y, a = 1 + r^8 - 2 r^4 cos 4w and b = r^8: written with the small
  /// difference, single precision keeps low keys in tune.
  struct Partial {
    Four sines = {}, cosines = {};            ///< Im and Re of q^n, n = 0..3
    Four sine_steps = {}, cosine_steps = {};  ///< from n to n + 4
    float a = 0, b = 0;
    double real = 0, imaginary = 0;              ///< z at the block's start
    double turn_real = 1, turn_imaginary = 0;    ///< q
    double block_real = 1, block_imaginary = 0;  ///< q^kBlockFrames
  };
  struct String {
    std::array<Partial, kPartials> partials;
    int count = 0;
  };

  void add_partial(String& string, double amplitude, double hz, double t60_s) noexcept;
  /// Turns the pointer by `frames` frames.
  static void turn(Partial& p, int frames) noexcept;
  static void render_string(String& string, float* out, int frames, float level) noexcept;

  double sample_rate_hz_ = 48000;
  std::array<String, 2> strings_;
  bool two_strings_ = false;
  Noise noise_;
  float noise_level_ = 0, noise_decay_ = 0, noise_state_ = 0, noise_coefficient_ = 1;
  float tremolo_phase_ = 0, tremolo_step_ = 0, tremolo_depth_ = 0, tremolo_ = 0;
};

}  // namespace segue::detail
