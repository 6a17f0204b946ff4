// SPDX-License-Identifier: Apache-2.0
// One-shot drums: a sine that falls in pitch, filtered noise and clanging pulses, mixed per drum.
#pragma once

#include <array>
#include <cstdint>

#include "shared/synth/dsp.h"

namespace segue::detail {

struct DrumSpec {
  float gain = 1;
  float pan = 0;  ///< -1 left .. 1 right
  float room = 0.12f;
  // A sine from start_hz to end_hz.
  float tone = 0;
  float start_hz = 200, end_hz = 100;
  float fall_t60_s = 0.1f;
  float tone_t60_s = 0.3f;
  // Noise through a filter: 0 low-pass, 1 band-pass, 2 high-pass.
  float noise = 0;
  float noise_hz = 2000;
  float noise_damping = 1;
  int noise_filter = 1;
  float noise_t60_s = 0.2f;
  int claps = 0;  ///< short bursts before the noise proper, 11 ms apart
  // Six pulses out of tune, through a high-pass at metal_hz: cymbals.
  float metal = 0;
  float metal_hz = 7000;
  float metal_t60_s = 0.1f;
  int choke_group = 0;  ///< a drum of the same group (not 0) ends this one
};

/// The drum of a General MIDI percussion key; keys outside 35..81 play the nearest of these.
const DrumSpec& drum_of_key(int pitch) noexcept;

class DrumVoice {
 public:
  void start(const DrumSpec& spec, float velocity, double sample_rate_hz,
             std::uint32_t seed) noexcept;
  /// Writes `frames` <= kBlockFrames frames, mono.
  void render(float* out, int frames) noexcept;
  bool done() const noexcept {
    return tone_level_ + noise_level_ + metal_level_ < 3e-5f && claps_ == 0;
  }

 private:
  void render_metal(float* out, int frames) noexcept;

  const DrumSpec* spec_ = nullptr;
  double sample_rate_hz_ = 48000;
  Noise noise_;
  StateVariableFilter noise_filter_, metal_filter_;
  float phase_ = 0, extra_hz_ = 0, extra_decay_ = 0;
  float tone_level_ = 0, tone_decay_ = 0;
  float noise_level_ = 0, noise_decay_ = 0;
  float metal_level_ = 0, metal_decay_ = 0;
  std::array<float, 6> metal_phases_{};
  int claps_ = 0, clap_frame_ = 0;
  int age_ = 0;
};

}  // namespace segue::detail
