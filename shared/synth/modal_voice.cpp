// SPDX-License-Identifier: Apache-2.0
#include "shared/synth/modal_voice.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "shared/base/math.h"

namespace segue::detail {
namespace {

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
  p.real = amplitude;
  p.imaginary = 0;
  p.turn_real = r * cosine;
  p.turn_imaginary = r * sine;
  std::array<double, 8> re{1}, im{0};  // of q^n
  for (std::size_t n = 1; n < re.size(); ++n) {
    re[n] = re[n - 1] * p.turn_real - im[n - 1] * p.turn_imaginary;
    im[n] = im[n - 1] * p.turn_real + re[n - 1] * p.turn_imaginary;
  }
  for (int n = 0; n < 4; ++n) {
    const auto i = static_cast<std::size_t>(n);
    p.sines[n] = static_cast<float>(im[i]);
    p.cosines[n] = static_cast<float>(re[i]);
    p.sine_steps[n] = static_cast<float>(im[i + 4] - im[i]);
    p.cosine_steps[n] = static_cast<float>(re[i + 4] - re[i]);
  }
  const double fourth = re[4] * re[4] + im[4] * im[4];  // r^8
  p.a = static_cast<float>(1 + fourth - 2 * re[4]);
  p.b = static_cast<float>(fourth);
  p.block_real = re[4];
  p.block_imaginary = im[4];
  for (int reach = 4; reach < kBlockFrames; reach *= 2) {
    const double real = p.block_real * p.block_real - p.block_imaginary * p.block_imaginary;
    p.block_imaginary *= 2 * p.block_real;
    p.block_real = real;
  }
}

void ModalVoice::render_string(String& string, float* out, int frames, float level) noexcept {
  const int steps = (frames + 3) / 4;
  std::fill_n(out, 4 * steps, 0.0f);
  // Four partials at a time: their chains of dependent operations overlap in the processor.
  const int whole = (string.count + 3) / 4 * 4;
  for (int i = string.count; i < whole; ++i)
    string.partials[i].real = string.partials[i].imaginary = 0;
  for (int i = 0; i < whole; i += 4) {
    const Partial* const p = &string.partials[i];
    Four y[4], d[4];
    for (int lane = 0; lane < 4; ++lane) {
      const Four real = all(static_cast<float>(p[lane].real));
      const Four imaginary = all(static_cast<float>(p[lane].imaginary));
      y[lane] = p[lane].sines * real + p[lane].cosines * imaginary;
      d[lane] = p[lane].sine_steps * real + p[lane].cosine_steps * imaginary;
    }
    const Four a[4] = {all(p[0].a), all(p[1].a), all(p[2].a), all(p[3].a)};
    const Four b[4] = {all(p[0].b), all(p[1].b), all(p[2].b), all(p[3].b)};
    for (int step = 0; step < steps; ++step) {
      store(out + 4 * step, load(out + 4 * step) + ((y[0] + y[1]) + (y[2] + y[3])));
      for (int lane = 0; lane < 4; ++lane) {
        y[lane] += d[lane];
        d[lane] = b[lane] * d[lane] - a[lane] * y[lane];
      }
    }
  }
  // Faded partials leave: they would become denormal numbers and slow everything down.
  constexpr double kInaudiblePower = 1e-8;  // 80 dB below the note
  const double least = kInaudiblePower / std::max(1e-12, static_cast<double>(level) * level);
  for (int i = string.count - 1; i >= 0; --i) {
    Partial& p = string.partials[i];
    turn(p, frames);
    if (p.real * p.real + p.imaginary * p.imaginary < least) p = string.partials[--string.count];
  }
}

void ModalVoice::turn(Partial& p, int frames) noexcept {
  double real = p.block_real, imaginary = p.block_imaginary;
  if (frames != kBlockFrames) {  // q^frames, by the bits of `frames`
    double square_real = p.turn_real, square_imaginary = p.turn_imaginary;
    real = 1, imaginary = 0;
    for (int bits = frames; bits > 0; bits >>= 1) {
      if (bits & 1) {
        const double next = real * square_real - imaginary * square_imaginary;
        imaginary = imaginary * square_real + real * square_imaginary;
        real = next;
      }
      const double next = square_real * square_real - square_imaginary * square_imaginary;
      square_imaginary *= 2 * square_real;
      square_real = next;
    }
  }
  const double next = p.real * real - p.imaginary * imaginary;
  p.imaginary = p.imaginary * real + p.real * imaginary;
  p.real = next;
}

bool ModalVoice::render(float* left, float* right, int frames, float level) noexcept {
  const bool stereo = two_strings_ || tremolo_depth_ > 0;
  render_string(strings_[0], left, frames, level);
  if (two_strings_) {
    render_string(strings_[1], right, frames, level);
    for (int k = 0; k < frames; ++k) {
      const float one = left[k], other = right[k];
      left[k] = one * (1 + kStringPan) + other * (1 - kStringPan);
      right[k] = one * (1 - kStringPan) + other * (1 + kStringPan);
    }
  } else if (stereo) {
    std::copy_n(left, frames, right);
  }
  if (noise_level_ > 1e-4f) {
    for (int k = 0; k < frames; ++k) {
      noise_state_ += (noise_.next() * noise_level_ - noise_state_) * noise_coefficient_;
      noise_level_ *= noise_decay_;
      left[k] += noise_state_;
      if (stereo) right[k] += noise_state_;
    }
  }
  if (tremolo_depth_ > 0) {
    tremolo_phase_ += tremolo_step_ * static_cast<float>(frames);
    if (tremolo_phase_ >= 1) tremolo_phase_ -= 1;
    const float target = tremolo_depth_ * sine_of_turns(tremolo_phase_);
    const float step = (target - tremolo_) / static_cast<float>(frames), from = tremolo_;
    for (int k = 0; k < frames; ++k) {
      const float tremolo = from + step * static_cast<float>(k + 1);
      left[k] *= 1 + tremolo;
      right[k] *= 1 - tremolo;
    }
    tremolo_ = target;
  }
  return stereo;
}

}  // namespace segue::detail
