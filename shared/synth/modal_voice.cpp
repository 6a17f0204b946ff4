// SPDX-License-Identifier: Apache-2.0
#include "shared/synth/modal_voice.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "shared/base/math.h"

namespace segue::detail {
namespace {

// Two numbers that processors calculate with at once; GCC and clang have this on every platform.
using Pair [[gnu::vector_size(16)]] = double;

constexpr double kHighestHz = 15000;   // above, partials only cost time
constexpr double kSustainedT60 = 1e9;  // "does not fade"
constexpr float kStringPan = 0.32f;    // how far apart the two strings stand

double power_of(double base, double exponent) {
  return portable_exp(exponent * portable_log(base));
}

}  // namespace

void ModalVoice::start(const ModalSpec& spec, int pitch, float velocity, double sample_rate_hz,
                       std::uint32_t seed) noexcept {
  sample_rate_hz_ = sample_rate_hz;
  const double f1 = pitch_hz(pitch), octaves = (pitch - 60) / 12.0;
  const double highest = std::min(kHighestHz, 0.45 * sample_rate_hz);
  // Strings get stiffer towards the treble (Fletcher and Rossing, section 12.3).
  const double stiffness = spec.stiffness * std::max(0.4, power_of(2, 1.1 * octaves));
  // The low-pass of the touch follows the key a third of the way, so that the treble keeps its
  // colour.
  const double cutoff =
      spec.soft_hz * power_of(spec.loud_hz / spec.soft_hz, velocity) * power_of(2, octaves / 3);
  const double t60 =
      spec.t60_s > 0 ? spec.t60_s * power_of(spec.t60_per_octave, octaves) : kSustainedT60;

  std::array<double, kPartials> amplitude{}, ratio{};
  double power = 0;
  int count = 0;
  for (; count < std::min(spec.partials, kPartials); ++count) {
    const int n = count + 1;
    ratio[count] = spec.ratios.empty() ? n * std::sqrt((1 + stiffness * n * n) / (1 + stiffness))
                                       : spec.ratios[count];
    const double hz = f1 * ratio[count];
    if (hz > highest) break;
    const double plain = spec.amplitudes.empty()
                             ? std::abs(portable_sin(std::numbers::pi * n * spec.position)) /
                                   power_of(n, spec.rolloff)
                             : spec.amplitudes[count];
    const double x = hz / cutoff;
    amplitude[count] = plain / (1 + x * x);
    power += amplitude[count] * amplitude[count] / 2;
  }
  const double scale = 1 / std::sqrt(std::max(power, 1e-12));
  strings_[0].count = strings_[1].count = 0;
  const double mix = spec.second_cents != 0 ? spec.second_mix : 0;
  two_strings_ = mix != 0;
  const double detune = power_of(2, spec.second_cents / 1200 / 2);
  for (int i = 0; i < count; ++i) {
    const double fade = t60 / (1 + spec.damping * (ratio[i] - 1)), hz = f1 * ratio[i];
    if (mix == 0) {
      add_partial(strings_[0], amplitude[i] * scale, hz, fade);
      continue;
    }
    // Two strings, slightly apart: they start together, beat, and the second rings on.
    add_partial(strings_[0], amplitude[i] * scale * (1 - mix), hz / detune, fade * spec.first_t60);
    add_partial(strings_[1], amplitude[i] * scale * mix, hz * detune, fade);
  }
  noise_ = Noise(seed);
  noise_level_ = spec.noise * velocity * 2;
  noise_decay_ = static_cast<float>(decay_per_frame(spec.noise_t60_s, sample_rate_hz));
  noise_state_ = 0;
  noise_coefficient_ =
      approach_per_frame(1 / (2 * std::numbers::pi * spec.noise_hz), sample_rate_hz);
  tremolo_phase_ = tremolo_ = 0;
  tremolo_step_ = static_cast<float>(spec.tremolo_hz / sample_rate_hz);
  tremolo_depth_ = spec.tremolo_depth;
}

void ModalVoice::add_partial(String& string, double amplitude, double hz, double t60_s) noexcept {
  const double w = 2 * std::numbers::pi * hz / sample_rate_hz_, sine = portable_sin(w),
               cosine = portable_cos(w);
  const double r = t60_s >= kSustainedT60 / 1e3 ? 1 : decay_per_frame(t60_s, sample_rate_hz_);
  Partial& p = string.partials[string.count++];
  p.a = 2 * r * cosine;
  p.b = r * r;
  p.y1 = -amplitude * sine / r;                     // the sine at frame -1
  p.y2 = -amplitude * 2 * sine * cosine / (r * r);  // and at frame -2
  p.sine_squared = sine * sine;
}

void ModalVoice::render_string(String& string, float* out, int frames) noexcept {
  std::fill_n(out, frames, 0.0f);
  // Four at a time: their chains of dependent operations overlap in the processor.
  const int whole = (string.count + 3) / 4 * 4;
  for (int i = string.count; i < whole; ++i) string.partials[i] = {};
  for (int i = 0; i < whole; i += 4) {
    Partial* const p = &string.partials[i];
    const Pair a = {p[0].a, p[1].a}, b = {p[0].b, p[1].b};
    const Pair c = {p[2].a, p[3].a}, d = {p[2].b, p[3].b};
    Pair y1 = {p[0].y1, p[1].y1}, y2 = {p[0].y2, p[1].y2};
    Pair z1 = {p[2].y1, p[3].y1}, z2 = {p[2].y2, p[3].y2};
    for (int k = 0; k < frames; ++k) {
      const Pair y = a * y1 - b * y2, z = c * z1 - d * z2;
      y2 = y1, y1 = y, z2 = z1, z1 = z;
      const Pair sum = y + z;
      out[k] += static_cast<float>(sum[0] + sum[1]);
    }
    for (int lane = 0; lane < 2; ++lane) {
      p[lane].y1 = y1[lane], p[lane].y2 = y2[lane];
      p[lane + 2].y1 = z1[lane], p[lane + 2].y2 = z2[lane];
    }
  }
  // Faded partials leave: they would become denormal numbers and slow everything down.
  constexpr double kInaudiblePower = 1e-8;  // 80 dB below the note
  for (int i = string.count - 1; i >= 0; --i) {
    const Partial& p = string.partials[i];
    const double power = (p.y1 * p.y1 - p.a * p.y1 * p.y2 + p.b * p.y2 * p.y2) / p.sine_squared;
    if (power < kInaudiblePower) string.partials[i] = string.partials[--string.count];
  }
}

void ModalVoice::render(float* left, float* right, int frames) noexcept {
  render_string(strings_[0], left, frames);
  if (two_strings_) {
    render_string(strings_[1], right, frames);
    for (int k = 0; k < frames; ++k) {
      const float one = left[k], other = right[k];
      left[k] = one * (1 + kStringPan) + other * (1 - kStringPan);
      right[k] = one * (1 - kStringPan) + other * (1 + kStringPan);
    }
  } else {
    std::copy_n(left, frames, right);
  }
  if (noise_level_ > 1e-4f) {
    for (int k = 0; k < frames; ++k) {
      noise_state_ += (noise_.next() * noise_level_ - noise_state_) * noise_coefficient_;
      noise_level_ *= noise_decay_;
      left[k] += noise_state_;
      right[k] += noise_state_;
    }
  }
  if (tremolo_depth_ > 0) {
    tremolo_phase_ += tremolo_step_ * static_cast<float>(frames);
    if (tremolo_phase_ >= 1) tremolo_phase_ -= 1;
    const float target = tremolo_depth_ * sine_of_turns(tremolo_phase_);
    const float step = (target - tremolo_) / static_cast<float>(frames);
    for (int k = 0; k < frames; ++k) {
      tremolo_ += step;
      left[k] *= 1 + tremolo_;
      right[k] *= 1 - tremolo_;
    }
  }
}

}  // namespace segue::detail
