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

/// `over_step` = 1 / the step. 1 at the corner, 0 from one frame after it on.
Four after_corner(Four phase, Four over_step) { return positive(all(1) - phase * over_step); }
Four before_corner(Four phase, Four over_step) {
  return positive(all(1) - (all(1) - phase) * over_step);
}

Four saw(Four phase, Four over_step) {
  const Four after = after_corner(phase, over_step), before = before_corner(phase, over_step);
  return (phase + phase - all(1)) + (after * after - before * before);
}

Four kink(Four phase, Four over_step) {
  const Four after = after_corner(phase, over_step), before = before_corner(phase, over_step);
  return after * after * after + before * before * before;
}

// The console's triangle: 15, 14 .. 0, 0 .. 15 of 4 bits a period, each step smoothed while it is
// wider than the two frames that takes.
Four stepped_triangle(Four phase, float step) {
  constexpr int kSteps = 32;
  const float wide = step * kSteps;
  if (wide > 0.5f) return all(4) * absolute(phase - all(0.5f)) - all(1);
  const Four at = phase * all(kSteps);
  const Four index = __builtin_convertvector(__builtin_convertvector(at, FourInts), Four);
  const auto level = [](Four i) {  // also of -1 and kSteps
    const Four steps = absolute(i - all(kSteps / 2 - 0.5f)) - all(0.5f);
    return (all(15) - positive(all(15) - steps)) * all(2 / 15.0f) - all(1);
  };
  const Four now = level(index), inside = at - index, over_wide = all(1 / wide);
  const Four after = after_corner(inside, over_wide), before = before_corner(inside, over_wide);
  // The corners rise by 2; here the rise is the difference to the neighbour.
  return now - after * after * (now - level(index - all(1))) * all(0.5f) +
         before * before * (level(index + all(1)) - now) * all(0.5f);
}

// Frames between moves of a filter that sweeps: they cost a division.
constexpr int kFilterSteps = 16;
constexpr double kTurn = 4294967296.0;  // of a phase

double octaves_factor(double octaves) { return portable_exp(octaves * std::numbers::ln2); }

// The same for less than a hundredth of an octave, to the third order: within 1e-9.
double small_octaves_factor(double octaves) {
  const double x = octaves * std::numbers::ln2;
  return 1 + x * (1 + x * (0.5 + x / 6));
}

/// As a phase moves it: turns round, and negative ones turn back.
std::uint32_t to_phase(double turned) {
  return static_cast<std::uint32_t>(static_cast<std::int64_t>(turned * kTurn));
}

}  // namespace

void WaveVoice::start(const WaveSpec& spec, int pitch, float velocity, double sample_rate_hz,
                      std::uint32_t seed) noexcept {
  spec_ = &spec;
  sample_rate_hz_ = sample_rate_hz;
  noise_ = Noise(seed);
  mono_ = spec.oscillators == 1;  // it stands in the middle: the second channel is a copy
  const double step = pitch_hz(pitch) / sample_rate_hz;
  if (spec.wave == Wave::kSampled) make_curve(sampled_table(spec.shape, pitch_hz(pitch)), curve_);
  held_ = 0;
  for (int i = 0; i < spec.oscillators; ++i) {
    // -1, 0, 1 for three oscillators, -1, 1 for two, 0 for one
    const double place = spec.oscillators == 1 ? 0 : 2.0 * i / (spec.oscillators - 1) - 1;
    Oscillator& oscillator = oscillators_[i];
    oscillator = {};
    oscillator.step = step * octaves_factor(place * spec.detune_cents / 1200);
    // Oscillators that start together would cancel and add in a sweep; where the wave crosses zero
    // (saw and triangle: half a turn; pulse: its rise) nothing jumps.
    const bool quarter = spec.wave == Wave::kTriangle || spec.wave == Wave::kSteps;
    oscillator.phase = to_phase(spec.oscillators == 1 ? (quarter ? 0.25 : 0.5)
                                                      : 0.5 + 0.5 * (noise_.next() * 0.9));
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
  g_ = g_set_ = 0;
  vibrato_phase_ = vibrato_fade_ = 0;
  bend_ = 1;
  frames_done_ = 0;
}

template <Wave wave>
void WaveVoice::render_oscillators(float* left, float* right, int frames, double bend,
                                   double bend_step) noexcept {
  for (int i = 0; i < spec_->oscillators; ++i) {
    Oscillator& oscillator = oscillators_[i];
    // From frame k to the next the phase moves by first + k * more, modulo a turn.
    const std::uint32_t first = to_phase(oscillator.step * (bend + bend_step));
    const std::uint32_t more = to_phase(oscillator.step * bend_step);
    const std::uint32_t start = oscillator.phase;
    FourPhases phase = {start, start + first, start + 2 * first + more,
                        start + 3 * first + 3 * more};
    FourPhases step = {4 * first + 6 * more, 4 * first + 10 * more, 4 * first + 14 * more,
                       4 * first + 18 * more};
    const auto count = static_cast<std::uint32_t>(frames);
    oscillator.phase = start + count * first + count * (count - 1) / 2 * more;
    const auto dt = static_cast<float>(oscillator.step * (bend + bend_step * (frames + 1) / 2));
    const Four over_step = all(1 / dt);
    const std::uint32_t duty = to_phase(spec_->duty);
    for (int k = 0; k < frames; k += 4) {
      const Four at = turns(phase);
      Four out;
      if constexpr (wave == Wave::kSaw) {
        out = saw(at, over_step);
      } else if constexpr (wave == Wave::kPulse) {  // without direct current
        out = saw(turns(phase - duty), over_step) - saw(at, over_step);
      } else if constexpr (wave == Wave::kTriangle) {
        const Four opposite = turns(phase + 0x80000000u);
        out = all(1) - all(4) * absolute(at - all(0.5f)) +
              all(8 * dt / 6) * (kink(at, over_step) - kink(opposite, over_step));
      } else if constexpr (wave == Wave::kSteps) {
        out = stepped_triangle(at, dt);
      } else {
        out = read_curve(curve_, phase);
      }
      phase += step;
      step += FourPhases{16, 16, 16, 16} * more;
      if (mono_) {
        store(left + k, out);
      } else if (i == 0) {
        store(left + k, out * all(oscillator.left));
        store(right + k, out * all(oscillator.right));
      } else {
        store(left + k, load(left + k) + out * all(oscillator.left));
        store(right + k, load(right + k) + out * all(oscillator.right));
      }
    }
  }
}

// Sampled and held noise, 16 values a period of the key: higher keys hiss, lower ones rumble.
void WaveVoice::render_noise(float* out, int frames, double bend, double bend_step) noexcept {
  Oscillator& oscillator = oscillators_[0];
  for (int k = 0; k < frames; ++k) {
    bend += bend_step;
    const std::uint64_t next =
        oscillator.phase + static_cast<std::uint64_t>(oscillator.step * bend * 16 * kTurn);
    oscillator.phase = static_cast<std::uint32_t>(next);
    if (next >> 32 != 0) held_ = noise_.next();
    out[k] = held_;
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
    bend_ = small_octaves_factor(spec.vibrato_cents * vibrato_fade_ *
                                 sine_of_turns(vibrato_phase_) / 1200);
  }
  frames_done_ += frames;
  return bend_;
}

void WaveVoice::filter(float* left, float* right, int frames) noexcept {
  const WaveSpec& spec = *spec_;
  if (g_ == 0 || sweep_ > 1e-3f) {
    const double cutoff = cutoff_hz_ * octaves_factor(sweep_);
    if (sweep_ > 1e-3f) {
      sweep_ *= 1 - (1 - sweep_decay_) * static_cast<float>(frames) / kBlockFrames;
    }
    g_target_ = tan_of_half_turns(static_cast<float>(cutoff / sample_rate_hz_));
  }
  if (g_ == 0) g_ = g_target_;
  const float g_step = (g_target_ - g_) / static_cast<float>(frames);
  for (int k = 0; k < frames;) {
    const int count = g_step != 0 ? std::min(kFilterSteps, frames - k) : frames;
    const float middle = g_ + g_step * (static_cast<float>(k) + static_cast<float>(count) / 2);
    if (middle != g_set_) low_pass_.set(g_set_ = middle, spec.damping);
    low_pass_.run(left + k, count, filters_[0]);
    if (!mono_) low_pass_.run(right + k, count, filters_[1]);
    k += count;
  }
  g_ = g_target_;
}

void WaveVoice::render_oscillators(float* left, float* right, int frames) noexcept {
  const double bend = bend_, bend_step = (next_bend(frames) - bend) / frames;
  switch (spec_->wave) {
    case Wave::kSaw:
      return render_oscillators<Wave::kSaw>(left, right, frames, bend, bend_step);
    case Wave::kPulse:
      return render_oscillators<Wave::kPulse>(left, right, frames, bend, bend_step);
    case Wave::kTriangle:
      return render_oscillators<Wave::kTriangle>(left, right, frames, bend, bend_step);
    case Wave::kNoise:
      return render_noise(left, frames, bend, bend_step);
    case Wave::kSteps:
      return render_oscillators<Wave::kSteps>(left, right, frames, bend, bend_step);
    case Wave::kSampled:
      return render_oscillators<Wave::kSampled>(left, right, frames, bend, bend_step);
  }
}

bool WaveVoice::render(float* left, float* right, int frames) noexcept {
  render_oscillators(left, right, frames);
  if (spec_->breath > 0) {
    for (int k = 0; k < frames; ++k) {
      const float breath = noise_.next() * spec_->breath;
      left[k] += breath;
      if (!mono_) right[k] += breath;
    }
  }
  if (spec_->filtered) filter(left, right, frames);
  return !mono_;
}

}  // namespace segue::detail
