// SPDX-License-Identifier: Apache-2.0
// Measuring sound in tests: level, pitch, steps, and rendering one note.
#pragma once

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <numbers>
#include <span>
#include <vector>

#include "shared/synth/synth.h"

namespace segue::measure {

inline constexpr int kRate = 48000;

struct Stereo {
  std::vector<float> left, right;
};

inline Stereo render(Synth& synth, int frames) {
  Stereo sound{std::vector<float>(frames), std::vector<float>(frames)};
  synth.render(sound.left.data(), sound.right.data(), frames);
  return sound;
}

inline Stereo render_notes(std::span<const NoteEvent> notes, int frames) {
  const auto synth = std::make_unique<Synth>(kRate);
  for (const NoteEvent& note : notes) synth->schedule(note);
  return render(*synth, frames);
}

inline double rms(std::span<const float> x) {
  double sum = 0;
  for (float v : x) sum += static_cast<double>(v) * v;
  return std::sqrt(sum / static_cast<double>(std::max<std::size_t>(x.size(), 1)));
}

inline double db(double amplitude) { return 20 * std::log10(std::max(amplitude, 1e-12)); }

inline double peak(std::span<const float> x) {
  double most = 0;
  for (float v : x) most = std::max(most, static_cast<double>(std::abs(v)));
  return most;
}

/// Index of the first sample above 1e-7, or the size.
inline std::size_t onset(std::span<const float> x) {
  return static_cast<std::size_t>(
      std::find_if(x.begin(), x.end(), [](float v) { return std::abs(v) > 1e-7f; }) - x.begin());
}

/// `x` under a Hann window.
inline std::vector<double> windowed(std::span<const float> x) {
  std::vector<double> out(x.size());
  const double v = 2 * std::numbers::pi / static_cast<double>(x.size());
  const std::complex<double> turn{std::cos(v), std::sin(v)};
  std::complex<double> pointer = 1;
  for (std::size_t i = 0; i < x.size(); ++i, pointer *= turn) {
    out[i] = x[i] * (0.5 - 0.5 * pointer.real());
  }
  return out;
}

/// Power at `hz`: the sum over a rotating pointer. Plain numbers, because without optimisation and
/// with sanitizers std::complex takes ten times as long.
inline double power_of(const std::vector<double>& samples, double hz) {
  const double w = 2 * std::numbers::pi * hz / kRate, cosine = std::cos(w), sine = std::sin(w);
  double real = 1, imaginary = 0, sum_real = 0, sum_imaginary = 0;
  for (const double *x = samples.data(), *end = x + samples.size(); x != end; ++x) {
    sum_real += real * *x;
    sum_imaginary += imaginary * *x;
    const double next = real * cosine - imaginary * sine;
    imaginary = real * sine + imaginary * cosine;
    real = next;
  }
  return sum_real * sum_real + sum_imaginary * sum_imaginary;
}

/// Power at `hz` under a Hann window.
inline double power_at(std::span<const float> x, double hz) { return power_of(windowed(x), hz); }

/// Centre of gravity of the power within `cents` of `hz`: the fundamental, detuned oscillators
/// averaged.
inline double centre_hz(std::span<const float> x, double hz, double cents = 40) {
  const std::vector<double> samples = windowed(x);
  double sum = 0, weighted = 0;
  constexpr int kPoints = 33;
  for (int i = 0; i < kPoints; ++i) {
    const double f = hz * std::exp2((2.0 * i / (kPoints - 1) - 1) * cents / 1200);
    const double power = power_of(samples, f);
    sum += power;
    weighted += power * f;
  }
  return weighted / sum;
}

/// Largest second difference: a step or a kink shows here, a smooth wave of moderate pitch does
/// not.
inline double largest_step(std::span<const float> x) {
  double most = 0;
  for (std::size_t i = 2; i < x.size(); ++i) {
    most = std::max(most, std::abs(static_cast<double>(x[i]) - 2.0 * x[i - 1] + x[i - 2]));
  }
  return most;
}

}  // namespace segue::measure
