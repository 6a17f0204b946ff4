// SPDX-License-Identifier: Apache-2.0
// A sum of decaying sines: piano, electric piano, bells, marimba, plucked strings, organ.
#pragma once

#include <array>
#include <cstdint>

#include "shared/synth/patch.h"

namespace segue::detail {

class ModalVoice {
 public:
  /// `velocity` in 0..1. Amplitudes are scaled to the same power for every key and touch.
  void start(const ModalSpec& spec, int pitch, float velocity, double sample_rate_hz,
             std::uint32_t seed) noexcept;
  /// Writes `frames` <= kBlockFrames frames.
  void render(float* left, float* right, int frames) noexcept;
  bool done() const noexcept { return strings_[0].count == 0 && strings_[1].count == 0; }

 private:
  static constexpr int kPartials = 12;

  /// y[n] = a y[n-1] - b y[n-2] with a = 2 r cos w, b = r^2: a sine that fades by r a frame.
  /// Doubles, because single precision mistunes low keys.
  struct Partial {
    double a = 0, b = 0, y1 = 0, y2 = 0;
    double sine_squared = 1;  ///< of w, to read the amplitude from two samples
  };
  struct String {
    std::array<Partial, kPartials> partials;
    int count = 0;
  };

  void add_partial(String& string, double amplitude, double hz, double t60_s) noexcept;
  void render_string(String& string, float* out, int frames) noexcept;

  double sample_rate_hz_ = 48000;
  std::array<String, 2> strings_;
  bool two_strings_ = false;
  Noise noise_;
  float noise_level_ = 0, noise_decay_ = 0, noise_state_ = 0, noise_coefficient_ = 1;
  float tremolo_phase_ = 0, tremolo_step_ = 0, tremolo_depth_ = 0, tremolo_ = 0;
};

}  // namespace segue::detail
