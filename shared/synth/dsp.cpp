// SPDX-License-Identifier: Apache-2.0
#include "shared/synth/dsp.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

#include "shared/synth/lanes.h"

namespace segue::detail {
namespace {

constexpr double kLnThousand = 6.90775527898213705205;  // 60 dB
constexpr float kTwoPi = 6.28318530717958647692f;
constexpr float kEnvelopeEnd = 1e-4f;  // -80 dB of the note: an envelope is over

// 1 / n: a division takes as long as ten products.
constexpr double kInverse[] = {0,       1.0,     1.0 / 2, 1.0 / 3,  1.0 / 4,  1.0 / 5,  1.0 / 6,
                               1.0 / 7, 1.0 / 8, 1.0 / 9, 1.0 / 10, 1.0 / 11, 1.0 / 12, 1.0 / 13};

// sin(2 pi x) for |x| <= 1/4: Taylor series to the ninth power.
float sine_kernel(float x) {
  const float a = kTwoPi * x, b = a * a;
  return a * (1 - b * (1 / 6.0f) *
                      (1 - b * (1 / 20.0f) * (1 - b * (1 / 42.0f) * (1 - b * (1 / 72.0f)))));
}

}  // namespace

double portable_exp(double x) noexcept {
  // To the nearest whole number without a call of floor().
  const auto power = static_cast<std::int64_t>(x * (1 / std::numbers::ln2) + (x < 0 ? -0.5 : 0.5));
  const double y = x - static_cast<double>(power) * std::numbers::ln2;  // |y| <= 0.35
  double sum = 1;
  for (int n = 13; n >= 1; --n) sum = 1 + sum * y * kInverse[n];
  const std::uint64_t bits = static_cast<std::uint64_t>(power + 1023) << 52;
  double scale;
  std::memcpy(&scale, &bits, sizeof scale);
  return sum * scale;
}

double pitch_hz(double pitch) noexcept {
  return 440 * portable_exp((pitch - 69) * (std::numbers::ln2 / 12));
}

double decay_per_frame(double t60_s, double sample_rate_hz) noexcept {
  return portable_exp(-kLnThousand / (t60_s * sample_rate_hz));
}

float approach_per_frame(double tau_s, double sample_rate_hz) noexcept {
  return static_cast<float>(1 - portable_exp(-1 / (tau_s * sample_rate_hz)));
}

float sine_of_turns(float x) noexcept {
  if (x <= 0.25f) return sine_kernel(x);
  if (x <= 0.75f) return sine_kernel(0.5f - x);
  return sine_kernel(x - 1);
}

float tan_of_half_turns(float x) noexcept {
  const float limited = std::clamp(x, 1e-5f, 0.45f);
  // sin(pi x) / cos(pi x), with cos(pi x) = sin(pi (1/2 - x)); both arguments lie below a quarter
  // turn.
  return sine_kernel(limited / 2) / sine_kernel((0.5f - limited) / 2);
}

void Envelope::start(const Times& times, double sample_rate_hz) noexcept {
  stage_ = Stage::kAttack;
  level_ = 0;
  attack_step_ = static_cast<float>(1 / std::max(1.0, times.attack_s * sample_rate_hz));
  decay_ = static_cast<float>(decay_per_frame(times.decay_t60_s, sample_rate_hz));
  sustain_ = times.sustain;
  release_ = static_cast<float>(decay_per_frame(times.release_t60_s, sample_rate_hz));
}

void Envelope::render(float* out, int frames) noexcept {
  int k = 0;
  for (; k < frames && stage_ == Stage::kAttack; ++k) {
    out[k] = level_;
    level_ += attack_step_;
    if (level_ >= 1) {
      level_ = 1;
      stage_ = Stage::kDecay;
    }
  }
  if (stage_ == Stage::kDecay && sustain_ == 1) {
    std::fill(out + k, out + frames, level_);
    return;
  }
  if (k < frames && stage_ != Stage::kDone) {
    const bool decays = stage_ == Stage::kDecay;
    const float target = decays ? sustain_ : 0, factor = decays ? decay_ : release_;
    // Four frames at a time, so that one does not wait for the other.
    const float second = factor * factor;
    const Four powers = {1, factor, second, second * factor};
    float over = level_ - target;
    for (; k + 4 <= frames; k += 4, over *= second * second) {
      store(out + k, all(target) + powers * all(over));
    }
    for (; k < frames; ++k, over *= factor) out[k] = target + over;
    level_ = target + over;
    if (level_ < kEnvelopeEnd) stage_ = Stage::kDone;
    return;
  }
  std::fill(out + k, out + frames, 0.0f);
}

}  // namespace segue::detail
