// SPDX-License-Identifier: Apache-2.0
#include "shared/synth/drum_voice.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace segue::detail {
namespace {

enum Drum {
  kKick,
  kRim,
  kSnare,
  kClap,
  kLowTom,
  kMidTom,
  kHighTom,
  kClosedHat,
  kOpenHat,
  kCrash,
  kRide,
  kCowbell,
  kShaker,
  kWood,
  kConga,
  kDrumCount
};

// Recipes in the manner of the analogue drum machines; pans as a drummer's listener sees the kit.
constexpr std::array<DrumSpec, kDrumCount> kDrums{{
    /* kKick */ {.gain = 0.95f,
                 .room = 0.05f,
                 .tone = 1,
                 .start_hz = 190,
                 .end_hz = 48,
                 .fall_t60_s = 0.16f,
                 .tone_t60_s = 0.42f,
                 .noise = 0.14f,
                 .noise_hz = 2600,
                 .noise_filter = 0,
                 .noise_t60_s = 0.018f},
    /* kRim */
    {.gain = 0.8f,
     .pan = -0.15f,
     .tone = 0.7f,
     .start_hz = 1750,
     .end_hz = 1650,
     .tone_t60_s = 0.05f,
     .noise = 0.5f,
     .noise_hz = 3200,
     .noise_damping = 0.6f,
     .noise_t60_s = 0.03f},
    /* kSnare */
    {.gain = 0.62f,
     .pan = 0.03f,
     .room = 0.16f,
     .tone = 0.6f,
     .start_hz = 260,
     .end_hz = 178,
     .fall_t60_s = 0.06f,
     .tone_t60_s = 0.17f,
     .noise = 0.75f,
     .noise_hz = 2400,
     .noise_damping = 1.5f,
     .noise_filter = 2,
     .noise_t60_s = 0.24f},
    /* kClap */
    {.gain = 0.95f,
     .pan = 0.08f,
     .room = 0.22f,
     .noise = 1.3f,
     .noise_hz = 1250,
     .noise_damping = 0.6f,
     .noise_t60_s = 0.22f,
     .claps = 3},
    /* kLowTom */
    {.gain = 0.7f,
     .pan = 0.32f,
     .room = 0.16f,
     .tone = 1,
     .start_hz = 150,
     .end_hz = 82,
     .fall_t60_s = 0.22f,
     .tone_t60_s = 0.6f,
     .noise = 0.16f,
     .noise_hz = 900,
     .noise_t60_s = 0.07f},
    /* kMidTom */
    {.gain = 0.66f,
     .pan = 0.05f,
     .room = 0.16f,
     .tone = 1,
     .start_hz = 205,
     .end_hz = 120,
     .fall_t60_s = 0.2f,
     .tone_t60_s = 0.48f,
     .noise = 0.16f,
     .noise_hz = 1100,
     .noise_t60_s = 0.06f},
    /* kHighTom */
    {.gain = 0.62f,
     .pan = -0.28f,
     .room = 0.16f,
     .tone = 1,
     .start_hz = 285,
     .end_hz = 170,
     .fall_t60_s = 0.18f,
     .tone_t60_s = 0.4f,
     .noise = 0.16f,
     .noise_hz = 1400,
     .noise_t60_s = 0.05f},
    /* kClosedHat */
    {.gain = 1.0f,
     .pan = -0.22f,
     .room = 0.05f,
     .noise = 0.4f,
     .noise_hz = 8500,
     .noise_filter = 2,
     .noise_t60_s = 0.06f,
     .metal = 0.6f,
     .metal_hz = 7200,
     .metal_t60_s = 0.075f,
     .choke_group = 1},
    /* kOpenHat */
    {.gain = 0.7f,
     .pan = -0.22f,
     .room = 0.08f,
     .noise = 0.4f,
     .noise_hz = 8000,
     .noise_filter = 2,
     .noise_t60_s = 0.45f,
     .metal = 0.6f,
     .metal_hz = 6800,
     .metal_t60_s = 0.55f,
     .choke_group = 1},
    /* kCrash */
    {.gain = 0.4f,
     .pan = -0.3f,
     .room = 0.22f,
     .noise = 0.75f,
     .noise_hz = 4500,
     .noise_damping = 1.4f,
     .noise_filter = 2,
     .noise_t60_s = 1.7f,
     .metal = 0.55f,
     .metal_hz = 4800,
     .metal_t60_s = 1.4f},
    /* kRide */
    {.gain = 0.7f,
     .pan = 0.28f,
     .room = 0.14f,
     .tone = 0.12f,
     .start_hz = 3150,
     .end_hz = 3150,
     .tone_t60_s = 0.35f,
     .noise = 0.2f,
     .noise_hz = 8000,
     .noise_filter = 2,
     .noise_t60_s = 0.8f,
     .metal = 0.5f,
     .metal_hz = 6000,
     .metal_t60_s = 1.0f},
    /* kCowbell */
    {.gain = 0.55f,
     .pan = 0.2f,
     .tone = 0.6f,
     .start_hz = 560,
     .end_hz = 556,
     .tone_t60_s = 0.25f,
     .noise = 0.1f,
     .noise_hz = 1600,
     .noise_t60_s = 0.03f,
     .metal = 0.5f,
     .metal_hz = 1400,
     .metal_t60_s = 0.18f},
    /* kShaker */
    {.gain = 0.75f,
     .pan = 0.25f,
     .noise = 0.9f,
     .noise_hz = 7000,
     .noise_damping = 0.8f,
     .noise_t60_s = 0.11f},
    /* kWood */
    {.gain = 0.7f,
     .pan = -0.25f,
     .tone = 1,
     .start_hz = 1050,
     .end_hz = 980,
     .fall_t60_s = 0.02f,
     .tone_t60_s = 0.09f,
     .noise = 0.1f,
     .noise_hz = 2500,
     .noise_t60_s = 0.015f},
    /* kConga */
    {.gain = 0.6f,
     .pan = 0.2f,
     .room = 0.16f,
     .tone = 1,
     .start_hz = 330,
     .end_hz = 275,
     .fall_t60_s = 0.05f,
     .tone_t60_s = 0.28f,
     .noise = 0.2f,
     .noise_hz = 1800,
     .noise_t60_s = 0.025f},
}};

constexpr int kFirstKey = 35;
constexpr std::uint8_t kKeys[] = {
    kKick,    kKick,      kRim,    kSnare,   kClap,   kSnare,   kLowTom,  kClosedHat,  // 35..42
    kLowTom,  kClosedHat, kMidTom, kOpenHat, kMidTom, kHighTom, kCrash,   kHighTom,    // 43..50
    kRide,    kCrash,     kRide,   kShaker,  kCrash,  kCowbell, kCrash,   kShaker,     // 51..58
    kRide,    kConga,     kConga,  kConga,   kConga,  kLowTom,  kHighTom, kMidTom,     // 59..66
    kCowbell, kCowbell,   kShaker, kShaker,  kWood,   kWood,    kShaker,  kShaker,     // 67..74
    kWood,    kWood,      kWood,   kConga,   kConga,  kRide,    kRide,                 // 75..81
};
constexpr int kKeyCount = static_cast<int>(sizeof kKeys);

// Of the six pulses, after the cymbal circuit of a well-known drum machine of 1980.
constexpr std::array kMetalHz{205.3f, 304.4f, 369.6f, 522.7f, 540.0f, 800.0f};
constexpr float kMetalScale = 1.9f;  // their overtones are what passes the high-pass

}  // namespace

const DrumSpec& drum_of_key(int pitch) noexcept {
  return kDrums[kKeys[std::clamp(pitch - kFirstKey, 0, kKeyCount - 1)]];
}

void DrumVoice::start(const DrumSpec& spec, float velocity, double sample_rate_hz,
                      std::uint32_t seed) noexcept {
  *this = {};
  spec_ = &spec;
  sample_rate_hz_ = sample_rate_hz;
  noise_ = Noise(seed);
  extra_hz_ = spec.start_hz - spec.end_hz;
  extra_decay_ = static_cast<float>(decay_per_frame(spec.fall_t60_s, sample_rate_hz));
  tone_level_ = spec.tone;
  tone_decay_ = static_cast<float>(decay_per_frame(spec.tone_t60_s, sample_rate_hz));
  noise_level_ = spec.noise * (0.6f + 0.4f * velocity);  // harder hits sound brighter
  noise_decay_ = static_cast<float>(decay_per_frame(spec.noise_t60_s, sample_rate_hz));
  metal_level_ = spec.metal;
  metal_decay_ = static_cast<float>(decay_per_frame(spec.metal_t60_s, sample_rate_hz));
  claps_ = spec.claps;
  const auto warped = [&](float hz) {
    return tan_of_half_turns(static_cast<float>(hz / sample_rate_hz));
  };
  noise_filter_.set(warped(spec.noise_hz), spec.noise_damping);
  metal_filter_.set(warped(spec.metal_hz), 1.2f);
}

void DrumVoice::render(float* out, int frames) noexcept {
  const DrumSpec& spec = *spec_;
  const float rate = static_cast<float>(sample_rate_hz_);
  const float soft_start = 1 / (0.0006f * rate);  // 0.6 ms: a stroke, not a click
  std::fill_n(out, frames, 0.0f);
  for (int k = 0; tone_level_ > 0 && k < frames; ++k) {
    phase_ += (spec.end_hz + extra_hz_) * (1 / rate);
    if (phase_ >= 1) phase_ -= 1;
    out[k] = tone_level_ * sine_of_turns(phase_);
    tone_level_ *= tone_decay_;
    extra_hz_ *= extra_decay_;
  }
  for (int k = 0; (noise_level_ > 0 || claps_ > 0) && k < frames; ++k) {
    float noise_gain = noise_level_;
    if (claps_ > 0) {  // each burst fades within its 11 ms; then the noise proper begins
      const float share = static_cast<float>(clap_frame_) / (0.011f * rate);
      noise_gain *= (1 - share) * (1 - share);
      ++clap_frame_;
      if (share >= 1) {
        clap_frame_ = 0;
        --claps_;
      }
    } else {
      noise_level_ *= noise_decay_;
    }
    noise_filter_.tick(noise_.next() * noise_gain);
    out[k] += spec.noise_filter == 0   ? noise_filter_.low
              : spec.noise_filter == 1 ? noise_filter_.band
                                       : noise_filter_.high;
  }
  if (extra_hz_ < 1e-3f && extra_hz_ > -1e-3f) extra_hz_ = 0;
  if (tone_level_ < 1e-6f) tone_level_ = 0;
  if (noise_level_ < 1e-6f) noise_level_ = 0;
  if (metal_level_ > 1e-6f) render_metal(out, frames);
  for (int k = 0; k < frames; ++k, ++age_) {
    const float rise = static_cast<float>(age_ + 1) * soft_start;
    if (rise >= 1) break;
    out[k] *= rise;
  }
}

void DrumVoice::render_metal(float* out, int frames) noexcept {
  const float rate = static_cast<float>(sample_rate_hz_);
  for (int k = 0; k < frames; ++k) {
    float sum = 0;
    for (std::size_t i = 0; i < kMetalHz.size(); ++i) {
      metal_phases_[i] += kMetalHz[i] * (1 / rate);
      if (metal_phases_[i] >= 1) metal_phases_[i] -= 1;
      sum += metal_phases_[i] < 0.5f ? 1.0f : -1.0f;
    }
    metal_filter_.tick(sum / 6);
    out[k] += metal_filter_.high * metal_level_ * kMetalScale;
    metal_level_ *= metal_decay_;
  }
}

}  // namespace segue::detail
