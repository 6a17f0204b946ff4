// SPDX-License-Identifier: Apache-2.0
// Small parts every voice is made of. Only IEEE-exact operations, so that the same events give the
// same samples natively and in the page.
#pragma once

#include <cstdint>

namespace segue::detail {

/// Frames a voice renders at most in one go; slow controls move once per block.
inline constexpr int kBlockFrames = 64;

/// What rings on below this is set to 0: inaudible at -120 dB, far above denormals.
inline constexpr float kInaudible = 1e-6f;

/// e^x for |x| <= 700, relative error below 1e-14.
double portable_exp(double x) noexcept;

/// Frequency of a MIDI pitch, A4 = 69 = 440 Hz.
double pitch_hz(double pitch) noexcept;

/// Factor per frame that makes a level fall by 60 dB in `t60_s` seconds.
double decay_per_frame(double t60_s, double sample_rate_hz) noexcept;

/// Factor per frame with which a one-pole filter covers the distance to its target: 1 - 1/e after
/// `tau_s`.
float approach_per_frame(double tau_s, double sample_rate_hz) noexcept;

/// sin(2 pi x) for x in [0, 1], absolute error below 1e-5.
float sine_of_turns(float x) noexcept;

/// tan(pi x) for x in [0, 0.45]: the warped frequency of a filter at `x` times the sample rate.
float tan_of_half_turns(float x) noexcept;

/// White noise in [-1, 1), Marsaglia's xorshift32.
class Noise {
 public:
  explicit Noise(std::uint32_t seed = 1) noexcept : state_(seed | 1u) {}
  float next() noexcept {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 17;
    state_ ^= state_ << 5;
    return static_cast<float>(static_cast<std::int32_t>(state_)) * (1.0f / 2147483648.0f);
  }

 private:
  std::uint32_t state_;
};

/// State-variable filter, trapezoidal integration (A. Simper, "Linear trapezoidal state variable
/// filter", Cytomic, 2013): stable while its frequency moves.
class StateVariableFilter {
 public:
  /// `g` = tan(pi f / sample rate), `damping` = 1 / Q.
  void set(float g, float damping) noexcept {
    damping_ = damping;
    a1_ = 1 / (1 + g * (g + damping));
    a2_ = g * a1_;
    a3_ = g * a2_;
  }
  void tick(float in) noexcept {
    const float v3 = in - state2_;
    band = a1_ * state1_ + a2_ * v3;
    low = state2_ + a2_ * state1_ + a3_ * v3;
    high = in - damping_ * band - low;
    state1_ = 2 * band - state1_;
    state2_ = 2 * low - state2_;
  }
  float low = 0, band = 0, high = 0;  ///< outputs of the last tick

 private:
  float damping_ = 1, a1_ = 0, a2_ = 0, a3_ = 0, state1_ = 0, state2_ = 0;
};

/// Attack (a straight line), decay to a sustain level, release (both exponential).
class Envelope {
 public:
  struct Times {
    float attack_s = 0.002f, decay_t60_s = 1, sustain = 1, release_t60_s = 0.2f;
  };
  void start(const Times& times, double sample_rate_hz) noexcept;
  void release() noexcept { stage_ = Stage::kRelease; }
  /// The levels of the next `frames` frames.
  void render(float* out, int frames) noexcept;
  float level() const noexcept { return level_; }
  bool done() const noexcept { return stage_ == Stage::kDone; }

 private:
  enum class Stage { kAttack, kDecay, kRelease, kDone };
  Stage stage_ = Stage::kDone;
  float level_ = 0, attack_step_ = 1, decay_ = 1, sustain_ = 1, release_ = 0;
};

}  // namespace segue::detail
