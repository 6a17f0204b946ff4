// SPDX-License-Identifier: Apache-2.0
#include "shared/synth/dsp.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

namespace segue::detail {
namespace {

constexpr double kLnThousand = 6.90775527898213705205;  // 60 dB
constexpr float kTwoPi = 6.28318530717958647692f;
constexpr float kEnvelopeEnd = 2e-5f;  // -94 dB: an envelope is over, far above denormals

// sin(2 pi x) for |x| <= 1/4: Taylor series to the ninth power.
float sine_kernel(float x) {
  const float a = kTwoPi * x, b = a * a;
  return a * (1 - b / 6 * (1 - b / 20 * (1 - b / 42 * (1 - b / 72))));
}

}  // namespace

double portable_exp(double x) noexcept {
  const double power = std::floor(x / std::numbers::ln2 + 0.5);
  const double y = x - power * std::numbers::ln2;  // |y| <= 0.35
  double sum = 1;
  for (int n = 13; n >= 1; --n) sum = 1 + sum * y / n;
  const std::uint64_t bits = static_cast<std::uint64_t>(static_cast<std::int64_t>(power) + 1023)
                             << 52;
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

float Envelope::next() noexcept {
  const float now = level_;
  switch (stage_) {
    case Stage::kAttack:
      level_ += attack_step_;
      if (level_ >= 1) {
        level_ = 1;
        stage_ = Stage::kDecay;
      }
      break;
    case Stage::kDecay:
      level_ = sustain_ + (level_ - sustain_) * decay_;
      if (level_ < kEnvelopeEnd) stage_ = Stage::kDone;
      break;
    case Stage::kRelease:
      level_ *= release_;
      if (level_ < kEnvelopeEnd) stage_ = Stage::kDone;
      break;
    case Stage::kDone:
      return 0;
  }
  return now;
}

}  // namespace segue::detail
