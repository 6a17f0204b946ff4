// SPDX-License-Identifier: Apache-2.0
#include "shared/synth/wave_voice.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace segue::detail {
namespace {

// A step of height 2 at phase 0 is smoothed over two frames by a polynomial; likewise a kink.
// (V. Valimaki, J. Nam, J. Smith, J. Abel, "Alias-suppressed oscillators based on differentiated
// polynomial waveforms", IEEE TASLP 18(4), 2010; F. Esqueda and others, "Rounding corners with
// BLAMP", DAFx-16.)
float step_residue(float phase, float step) {
  if (phase < step) {
    const float x = phase / step;
    return x + x - x * x - 1;
  }
  if (phase > 1 - step) {
    const float x = (phase - 1) / step;
    return x * x + x + x + 1;
  }
  return 0;
}

float kink_residue(float phase, float step) {
  const float x = phase < step ? 1 - phase / step : phase > 1 - step ? 1 + (phase - 1) / step : 0;
  return x * x * x / 6;
}

double octaves_factor(double octaves) { return portable_exp(octaves * std::numbers::ln2); }

}  // namespace

void WaveVoice::start(const WaveSpec& spec, int pitch, float velocity, double sample_rate_hz,
                      std::uint32_t seed) noexcept {
  spec_ = &spec;
  sample_rate_hz_ = sample_rate_hz;
  noise_ = Noise(seed);
  const double step = pitch_hz(pitch) / sample_rate_hz;
  for (int i = 0; i < spec.oscillators; ++i) {
    // -1, 0, 1 for three oscillators, -1, 1 for two, 0 for one
    const double place = spec.oscillators == 1 ? 0 : 2.0 * i / (spec.oscillators - 1) - 1;
    Oscillator& oscillator = oscillators_[i];
    oscillator = {};
    oscillator.step = step * octaves_factor(place * spec.detune_cents / 1200);
    // Oscillators that start together would cancel and add in a sweep; where the wave crosses zero
    // (saw and triangle: half a turn; pulse: its rise) nothing jumps.
    oscillator.phase = spec.oscillators == 1 ? (spec.wave == Wave::kTriangle ? 0.25 : 0.5)
                                             : 0.5 + 0.5 * (noise_.next() * 0.9);
    const float pan = static_cast<float>(place) * spec.width;
    const float level = 1 / std::sqrt(static_cast<float>(spec.oscillators));
    oscillator.left = level * (1 - pan);
    oscillator.right = level * (1 + pan);
  }
  cutoff_hz_ = static_cast<float>(spec.cutoff_hz * octaves_factor((pitch - 60) / 24.0) *
                                  octaves_factor(spec.velocity_octaves * (velocity - 0.6)));
  // A tone is never filtered away: the fundamental passes.
  cutoff_hz_ = std::max(cutoff_hz_, static_cast<float>(1.2 * pitch_hz(pitch)));
  sweep_ = spec.sweep_octaves;
  sweep_decay_ =
      static_cast<float>(decay_per_frame(spec.sweep_t60_s, sample_rate_hz / kBlockFrames));
  filters_ = {};
  g_ = 0;
  vibrato_phase_ = vibrato_fade_ = 0;
  bend_ = 1;
  frames_done_ = 0;
}

float WaveVoice::sample(Oscillator& oscillator, double step) noexcept {
  const float phase = static_cast<float>(oscillator.phase), dt = static_cast<float>(step);
  float out = 0;
  switch (spec_->wave) {
    case Wave::kSaw:
      out = 2 * phase - 1 - step_residue(phase, dt);
      break;
    case Wave::kPulse: {
      double falling = oscillator.phase + 1 - spec_->duty;
      if (falling >= 1) falling -= 1;
      out = (phase < spec_->duty ? 1.0f : -1.0f) + step_residue(phase, dt) -
            step_residue(static_cast<float>(falling), dt);
      out -= 2 * spec_->duty - 1;  // no direct current
      break;
    }
    case Wave::kTriangle: {
      double opposite = oscillator.phase + 0.5;
      if (opposite >= 1) opposite -= 1;
      out = 1 - 4 * std::abs(phase - 0.5f) +
            8 * dt * (kink_residue(phase, dt) - kink_residue(static_cast<float>(opposite), dt));
      break;
    }
    case Wave::kNoise:
      out = oscillator.held;
      break;
  }
  oscillator.phase += step;
  if (oscillator.phase >= 1) oscillator.phase -= 1;  // steps are below half a turn
  return out;
}

void WaveVoice::render(float* left, float* right, int frames) noexcept {
  const WaveSpec& spec = *spec_;
  const float seconds = static_cast<float>(frames / sample_rate_hz_);
  const double bend_before = bend_;
  if (spec.vibrato_cents > 0) {
    vibrato_phase_ += spec.vibrato_hz * seconds;
    if (vibrato_phase_ >= 1) vibrato_phase_ -= 1;
    if (static_cast<double>(frames_done_) > spec.vibrato_delay_s * sample_rate_hz_) {
      vibrato_fade_ =
          std::min(1.0f, vibrato_fade_ + seconds / 0.5f);  // comes in over half a second
    }
    bend_ =
        octaves_factor(spec.vibrato_cents * vibrato_fade_ * sine_of_turns(vibrato_phase_) / 1200);
  }
  const double bend_step = (bend_ - bend_before) / frames;
  frames_done_ += frames;
  std::fill_n(left, frames, 0.0f);
  std::fill_n(right, frames, 0.0f);
  for (int i = 0; i < spec.oscillators; ++i) {
    Oscillator& oscillator = oscillators_[i];
    double bend = bend_before;
    for (int k = 0; k < frames; ++k) {
      bend += bend_step;
      if (spec.wave == Wave::kNoise) {
        // Sampled and held noise, 16 values a period of the key: higher keys hiss, lower ones
        // rumble.
        oscillator.phase += oscillator.step * 16;
        if (oscillator.phase >= 1) {
          oscillator.phase -= std::floor(oscillator.phase);
          oscillator.held = noise_.next();
        }
        left[k] += oscillator.held;
        right[k] += oscillator.held;
        continue;
      }
      const float out = sample(oscillator, oscillator.step * bend);
      left[k] += out * oscillator.left;
      right[k] += out * oscillator.right;
    }
  }
  if (spec.breath > 0) {
    for (int k = 0; k < frames; ++k) {
      const float breath = noise_.next() * spec.breath;
      left[k] += breath;
      right[k] += breath;
    }
  }
  if (!spec.filtered) return;
  const double cutoff = cutoff_hz_ * octaves_factor(sweep_);
  if (sweep_ > 1e-3f) sweep_ *= 1 - (1 - sweep_decay_) * static_cast<float>(frames) / kBlockFrames;
  const float target = tan_of_half_turns(static_cast<float>(cutoff / sample_rate_hz_));
  if (g_ == 0) g_ = target;
  const float g_step = (target - g_) / static_cast<float>(frames);
  for (int k = 0; k < frames; ++k) {
    g_ += g_step;
    filters_[0].set(g_, spec.damping);
    filters_[1].set(g_, spec.damping);
    filters_[0].tick(left[k]);
    filters_[1].tick(right[k]);
    left[k] = filters_[0].low;
    right[k] = filters_[1].low;
  }
}

}  // namespace segue::detail
