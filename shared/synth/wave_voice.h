// SPDX-License-Identifier: Apache-2.0
// Band-limited oscillators through a low-pass filter: strings, pad, brass, reeds, leads, chip
// sound.
#pragma once

#include <array>
#include <cstdint>

#include "shared/synth/low_pass.h"
#include "shared/synth/patch.h"
#include "shared/synth/sampled_wave.h"

namespace segue::detail {

class WaveVoice {
 public:
  /// `velocity` in 0..1. The amplitude is about 1 for every key; the caller applies the envelope.
  void start(const WaveSpec& spec, int pitch, float velocity, double sample_rate_hz,
             std::uint32_t seed) noexcept;
  /// Writes `frames` <= kBlockFrames frames; both channels have room for a whole block. False when
  /// the two are the same and only `left` was written.
  bool render(float* left, float* right, int frames) noexcept;

 private:
  static constexpr int kOscillators = 3;
  struct Oscillator {
    std::uint32_t phase = 0;  ///< 2^32 is a turn: it wraps by itself
    double step = 0;          ///< turns a frame
    float left = 1, right = 1;
  };

  template <Wave wave>
  void render_oscillators(float* left, float* right, int frames, double bend,
                          double bend_step) noexcept;
  void render_noise(float* out, int frames, double bend, double bend_step) noexcept;
  void render_oscillators(float* left, float* right, int frames) noexcept;
  double next_bend(int frames) noexcept;
  void filter(float* left, float* right, int frames) noexcept;

  const WaveSpec* spec_ = nullptr;
  SampledCurve curve_;  ///< of a sampled wave
  bool mono_ = false;
  double sample_rate_hz_ = 48000;
  std::array<Oscillator, kOscillators> oscillators_;
  LowPass low_pass_;
  std::array<LowPass::State, 2> filters_;
  Noise noise_;
  float held_ = 0;  ///< the noise's last value
  float cutoff_hz_ = 20000, sweep_ = 0, sweep_decay_ = 0, g_ = 0, g_target_ = 0, g_set_ = 0;
  float vibrato_phase_ = 0, vibrato_fade_ = 0;
  double bend_ = 1;  ///< the vibrato's factor on the frequency
  std::int64_t frames_done_ = 0;
};

}  // namespace segue::detail
