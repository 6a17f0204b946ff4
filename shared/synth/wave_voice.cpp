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

// The console's triangle: 15, 14 .. 0, 0 .. 15 of 4 bits a period, each step smoothed while it is
// wider than the two frames that takes.
float stepped_triangle(double phase, float step) {
  constexpr int kSteps = 32;
  const float at = static_cast<float>(phase) * kSteps;
  const int index = std::min(static_cast<int>(at), kSteps - 1);
  const auto level = [](int i) {
    i &= kSteps - 1;
    return static_cast<float>(i < kSteps / 2 ? kSteps / 2 - 1 - i : i - kSteps / 2) * (2 / 15.0f) -
           1;
  };
  const float wide = step * kSteps, inside = at - static_cast<float>(index);
  if (wide > 0.5f) return 4 * std::abs(static_cast<float>(phase) - 0.5f) - 1;
  const float now = level(index);
  // step_residue smooths a rise of 2 at 0; here the rise is the difference to the neighbour.
  if (inside < wide) return now + step_residue(inside, wide) * (now - level(index - 1)) / 2;
  return now + step_residue(inside, wide) * (level(index + 1) - now) / 2;
}

constexpr int kFilterSteps =
    4;  // frames between moves of a filter that sweeps: they cost a division

double octaves_factor(double octaves) { return portable_exp(octaves * std::numbers::ln2); }

}  // namespace

void WaveVoice::start(const WaveSpec& spec, int pitch, float velocity, double sample_rate_hz,
                      std::uint32_t seed) noexcept {
  spec_ = &spec;
  sample_rate_hz_ = sample_rate_hz;
  noise_ = Noise(seed);
  mono_ = spec.oscillators == 1;  // it stands in the middle: the second channel is a copy
  const double step = pitch_hz(pitch) / sample_rate_hz;
  if (spec.wave == Wave::kSampled) table_ = &sampled_table(spec.shape, pitch_hz(pitch));
  for (int i = 0; i < spec.oscillators; ++i) {
    // -1, 0, 1 for three oscillators, -1, 1 for two, 0 for one
    const double place = spec.oscillators == 1 ? 0 : 2.0 * i / (spec.oscillators - 1) - 1;
    Oscillator& oscillator = oscillators_[i];
    oscillator = {};
    oscillator.step = step * octaves_factor(place * spec.detune_cents / 1200);
    // Oscillators that start together would cancel and add in a sweep; where the wave crosses zero
    // (saw and triangle: half a turn; pulse: its rise) nothing jumps.
    const bool quarter = spec.wave == Wave::kTriangle || spec.wave == Wave::kSteps;
    oscillator.phase =
        spec.oscillators == 1 ? (quarter ? 0.25 : 0.5) : 0.5 + 0.5 * (noise_.next() * 0.9);
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

template <Wave wave>
float WaveVoice::sample(Oscillator& oscillator, double step) noexcept {
  const float phase = static_cast<float>(oscillator.phase), dt = static_cast<float>(step);
  float out = 0;
  if constexpr (wave == Wave::kSaw) {
    out = 2 * phase - 1 - step_residue(phase, dt);
  } else if constexpr (wave == Wave::kPulse) {
    double falling = oscillator.phase + 1 - spec_->duty;
    if (falling >= 1) falling -= 1;
    out = (phase < spec_->duty ? 1.0f : -1.0f) + step_residue(phase, dt) -
          step_residue(static_cast<float>(falling), dt);
    out -= 2 * spec_->duty - 1;  // no direct current
  } else if constexpr (wave == Wave::kTriangle) {
    double opposite = oscillator.phase + 0.5;
    if (opposite >= 1) opposite -= 1;
    out = 1 - 4 * std::abs(phase - 0.5f) +
          8 * dt * (kink_residue(phase, dt) - kink_residue(static_cast<float>(opposite), dt));
  } else if constexpr (wave == Wave::kSteps) {
    out = stepped_triangle(oscillator.phase, dt);
  } else if constexpr (wave == Wave::kSampled) {
    out = read_sampled(*table_, phase);
  } else {
    // Sampled and held noise, 16 values a period of the key: higher keys hiss, lower ones rumble.
    oscillator.phase += step * 16;
    if (oscillator.phase >= 1) {
      oscillator.phase -= std::floor(oscillator.phase);
      oscillator.held = noise_.next();
    }
    return oscillator.held;
  }
  oscillator.phase += step;
  if (oscillator.phase >= 1) oscillator.phase -= 1;  // steps are below half a turn
  return out;
}

template <Wave wave>
void WaveVoice::render_oscillators(float* left, float* right, int frames, double bend,
                                   double bend_step) noexcept {
  if (mono_) {
    for (int k = 0; k < frames; ++k) {
      bend += bend_step;
      left[k] = sample<wave>(oscillators_[0], oscillators_[0].step * bend);
    }
    return;
  }
  std::fill_n(left, frames, 0.0f);
  std::fill_n(right, frames, 0.0f);
  for (int i = 0; i < spec_->oscillators; ++i) {
    Oscillator& oscillator = oscillators_[i];
    double bend_now = bend;
    for (int k = 0; k < frames; ++k) {
      bend_now += bend_step;
      const float out = sample<wave>(oscillator, oscillator.step * bend_now);
      left[k] += out * oscillator.left;
      right[k] += out * oscillator.right;
    }
  }
}

// The controls that move once a block: vibrato and the filter's frequency.
double WaveVoice::next_bend(int frames) noexcept {
  const WaveSpec& spec = *spec_;
  const float seconds = static_cast<float>(frames / sample_rate_hz_);
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
  frames_done_ += frames;
  return bend_;
}

void WaveVoice::filter(float* left, float* right, int frames) noexcept {
  const WaveSpec& spec = *spec_;
  const double cutoff = cutoff_hz_ * octaves_factor(sweep_);
  if (sweep_ > 1e-3f) sweep_ *= 1 - (1 - sweep_decay_) * static_cast<float>(frames) / kBlockFrames;
  const float target = tan_of_half_turns(static_cast<float>(cutoff / sample_rate_hz_));
  if (g_ == 0) g_ = target;
  const float g_step = (target - g_) / static_cast<float>(frames);
  StateVariableFilter one = filters_[0], other = filters_[1];  // in registers
  one.set(g_, spec.damping);
  other.set(g_, spec.damping);
  for (int k = 0; k < frames; ++k) {
    if (g_step != 0 && k % kFilterSteps == 0) {
      g_ += g_step * static_cast<float>(std::min(kFilterSteps, frames - k));
      one.set(g_, spec.damping);
      if (!mono_) other.set(g_, spec.damping);
    }
    one.tick(left[k]);
    left[k] = one.low;
    if (mono_) continue;
    other.tick(right[k]);
    right[k] = other.low;
  }
  filters_[0] = one;
  filters_[1] = other;
}

void WaveVoice::render(float* left, float* right, int frames) noexcept {
  const double bend = bend_, bend_step = (next_bend(frames) - bend) / frames;
  switch (spec_->wave) {
    case Wave::kSaw:
      render_oscillators<Wave::kSaw>(left, right, frames, bend, bend_step);
      break;
    case Wave::kPulse:
      render_oscillators<Wave::kPulse>(left, right, frames, bend, bend_step);
      break;
    case Wave::kTriangle:
      render_oscillators<Wave::kTriangle>(left, right, frames, bend, bend_step);
      break;
    case Wave::kNoise:
      render_oscillators<Wave::kNoise>(left, right, frames, bend, bend_step);
      break;
    case Wave::kSteps:
      render_oscillators<Wave::kSteps>(left, right, frames, bend, bend_step);
      break;
    case Wave::kSampled:
      render_oscillators<Wave::kSampled>(left, right, frames, bend, bend_step);
      break;
  }
  if (spec_->breath > 0) {
    for (int k = 0; k < frames; ++k) {
      const float breath = noise_.next() * spec_->breath;
      left[k] += breath;
      if (!mono_) right[k] += breath;
    }
  }
  if (spec_->filtered) filter(left, right, frames);
  if (mono_) std::copy_n(left, frames, right);
}

}  // namespace segue::detail
