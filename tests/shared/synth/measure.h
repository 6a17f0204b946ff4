// SPDX-License-Identifier: Apache-2.0
// Measuring sound in tests: level, pitch, steps, and rendering one note.
#pragma once

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <memory>
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

/// Power at `hz` under a Hann window: the sum over a rotating pointer.
inline double power_at(std::span<const float> x, double hz) {
  constexpr double kTwoPi = 6.28318530717958647692;
  const double w = kTwoPi * hz / kRate, v = kTwoPi / static_cast<double>(x.size());
  const std::complex<double> turn{std::cos(w), std::sin(w)}, window_turn{std::cos(v), std::sin(v)};
  std::complex<double> pointer = 1, window = 1, sum = 0;
  for (float sample : x) {
    sum += pointer * (sample * (0.5 - 0.5 * window.real()));
    pointer *= turn;
    window *= window_turn;
  }
  return std::norm(sum);
}

/// Centre of gravity of the power within `cents` of `hz`: the fundamental, detuned oscillators
/// averaged.
inline double centre_hz(std::span<const float> x, double hz, double cents = 40) {
  double sum = 0, weighted = 0;
  constexpr int kPoints = 33;
  for (int i = 0; i < kPoints; ++i) {
    const double f = hz * std::exp2((2.0 * i / (kPoints - 1) - 1) * cents / 1200);
    const double power = power_at(x, f);
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
