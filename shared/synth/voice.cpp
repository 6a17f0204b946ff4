// SPDX-License-Identifier: Apache-2.0
#include "shared/synth/voice.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "shared/base/math.h"
#include "shared/synth/lanes.h"

namespace segue::detail {
namespace {

// One note at velocity 127 has about this amplitude: six of them fit below the limiter's threshold.
constexpr float kNoteGain = 0.2f;
constexpr float kDrumGain = 0.42f;

// A kit recorded at 32 kHz and interpolated softly.
constexpr double kSampledDrumHz = 7000;
constexpr float kSampledDrumEcho = 0.12f;

// Amplitude of a velocity in 0..1: an exponent between the linear and the square law of
// synthesisers keeps soft notes of a melody audible.
float velocity_gain(float velocity) {
  return static_cast<float>(portable_exp(1.5 * portable_log(velocity)));
}

}  // namespace

void Voice::begin(Engine engine, float gain, float pan, float room) noexcept {
  engine_ = engine;
  // Equal power, 0 dB in the middle.
  const double angle = (std::clamp(pan, -1.0f, 1.0f) + 1) * std::numbers::pi / 4;
  gain_left_ = gain * static_cast<float>(1.41421356 * portable_cos(angle));
  gain_right_ = gain * static_cast<float>(1.41421356 * portable_sin(angle));
  room_ = room;
  echo_ = 0;
  dull_ = 1;
  fade_ = 1;
  fade_step_ = 0;
  level_ = gain;
  last_left_ = last_right_ = 0;
  choke_group_ = 0;
  released_ = false;
}

void Voice::start_note(const Patch& patch, int key, float velocity, double sample_rate_hz,
                       std::uint32_t seed) noexcept {
  const float octaves = static_cast<float>(key - 60) / 12;
  begin(patch.is_modal ? Engine::kModal : Engine::kWave,
        kNoteGain * patch.gain * velocity_gain(velocity), patch.pan + patch.key_pan * octaves,
        patch.room);
  echo_ = patch.echo;
  if (patch.is_modal) {
    modal_.start(patch.modal, key, velocity, sample_rate_hz, seed);
  } else {
    wave_.start(patch.wave, key, velocity, sample_rate_hz, seed);
  }
  envelope_.start(patch.envelope, sample_rate_hz);
}

void Voice::start_drum(const DrumSpec& spec, float velocity, bool sampled, double sample_rate_hz,
                       std::uint32_t seed) noexcept {
  begin(Engine::kDrum, kDrumGain * spec.gain * velocity_gain(velocity), spec.pan, spec.room);
  choke_group_ = spec.choke_group;
  if (sampled) {
    room_ = 0;
    echo_ = kSampledDrumEcho;
    dull_ = approach_per_frame(1 / (2 * std::numbers::pi * kSampledDrumHz), sample_rate_hz);
    dull_state_[0] = dull_state_[1] = 0;
  }
  drum_.start(spec, velocity, sample_rate_hz, seed);
}

void Voice::release() noexcept {
  if (engine_ == Engine::kDrum || released_) return;
  released_ = true;
  envelope_.release();
}

void Voice::fade_out(int frames) noexcept {
  fade_step_ = std::max(fade_step_, 1 / static_cast<float>(std::max(frames, 1)));
}

// False when there is only `left`.
bool Voice::render_engine(float* left, float* right, int frames) noexcept {
  if (engine_ == Engine::kModal) {
    return modal_.render(left, right, frames, released_ ? envelope_.level() : 1);
  }
  if (engine_ == Engine::kWave) return wave_.render(left, right, frames);
  drum_.render(left, frames);
  for (int k = 0; dull_ < 1 && k < frames; ++k) {
    dull_state_[0] += (left[k] - dull_state_[0]) * dull_;
    dull_state_[1] += (dull_state_[0] - dull_state_[1]) * dull_;
    left[k] = dull_state_[1];
  }
  return false;
}

void Voice::render_gain(float* gain, int frames) noexcept {
  if (engine_ == Engine::kDrum) {
    std::fill_n(gain, frames, 1.0f);
  } else {
    envelope_.render(gain, frames);
  }
  for (int k = 0; fade_step_ > 0 && k < frames; ++k) {
    gain[k] *= fade_;
    fade_ = std::max(0.0f, fade_ - fade_step_);
  }
}

bool Voice::ended() const noexcept {
  return fade_ <= 0 || (engine_ == Engine::kModal && (modal_.done() || envelope_.done())) ||
         (engine_ == Engine::kWave && envelope_.done()) ||
         (engine_ == Engine::kDrum && drum_.done());
}

void Voice::add_to(const Sums& sums, int at, int frames) noexcept {
  if (!active()) return;
  // Whole blocks, so that all work goes four frames at a time; what follows `frames` stays here.
  alignas(Four) float left[kBlockFrames], right[kBlockFrames], gain[kBlockFrames];
  const bool stereo = render_engine(left, right, frames);
  render_gain(gain, frames);
  const int steps = (frames + 3) / 4;
  for (int k = frames; k < 4 * steps; ++k) left[k] = right[k] = gain[k] = 0;
  Four left_peaks = {}, right_peaks = {};
  for (int k = 0; k < 4 * steps; k += 4) {
    const Four one = load(left + k), other = stereo ? load(right + k) : one;
    const Four a = one * (load(gain + k) * all(gain_left_));
    const Four b = other * (load(gain + k) * all(gain_right_));
    store(left + k, a);
    store(right + k, b);
    left_peaks = larger(left_peaks, absolute(a));
    right_peaks = larger(right_peaks, absolute(b));
  }
  const auto add = [&](const float* from, float* to) {
    for (int k = 0; k < frames; ++k) to[at + k] += from[k];
  };
  add(left, sums.left);
  add(right, sums.right);
  for (const auto& [share, to] : {std::pair(room_, sums.room), std::pair(echo_, sums.echo)}) {
    for (int k = 0; share > 0 && k < frames; ++k) to[at + k] += (left[k] + right[k]) * 0.5f * share;
  }
  const Four peaks = larger(left_peaks, right_peaks);
  const float peak = std::max({peaks[0], peaks[1], peaks[2], peaks[3]});
  // A slow attack is not a quiet note: until it is released a voice does not fall below its start.
  level_ = released_ || is_drum() || fading() ? peak : std::max(peak, level_ * 0.995f);
  last_left_ = left[frames - 1];
  last_right_ = right[frames - 1];
  if (ended()) stop();
}

}  // namespace segue::detail
