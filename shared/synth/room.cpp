// SPDX-License-Identifier: Apache-2.0
#include "shared/synth/room.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "shared/synth/dsp.h"

namespace segue::detail {
namespace {

// Lengths without common divisors: echoes that coincide would ring.
constexpr double kDelay_s[] = {0.01931, 0.02287, 0.02659, 0.03017,
                               0.03371, 0.03803, 0.04243, 0.04637};
constexpr double kT60_s = 0.9;
constexpr double kDarkHz = 4200;
constexpr double kLowHz = 160;  // bass stays dry

// Multiplies by the 8 x 8 Hadamard matrix over sqrt(8): orthogonal, so the feedback keeps its
// power.
void hadamard(std::array<float, 8>& x) {
  for (std::size_t half = 1; half < 8; half *= 2) {
    for (std::size_t i = 0; i < 8; i += 2 * half) {
      for (std::size_t j = i; j < i + half; ++j) {
        const float a = x[j], b = x[j + half];
        x[j] = a + b;
        x[j + half] = a - b;
      }
    }
  }
  for (float& value : x) value *= 0.35355339059f;
}

}  // namespace

Room::Room(double sample_rate_hz) noexcept {
  for (int i = 0; i < kLines; ++i) {
    const int length = static_cast<int>(kDelay_s[i] * sample_rate_hz);
    lines_[i].length = std::clamp(length, 1, kCapacity);
    lines_[i].feedback = static_cast<float>(portable_exp(-6.907755 * kDelay_s[i] / kT60_s));
    longest_ = std::max(longest_, lines_[i].length);
  }
  dark_coefficient_ = approach_per_frame(1 / (2 * std::numbers::pi * kDarkHz), sample_rate_hz);
  low_coefficient_ = approach_per_frame(1 / (2 * std::numbers::pi * kLowHz), sample_rate_hz);
  quiet_frames_ = longest_ + 1;
}

void Room::clear() noexcept {
  for (Line& line : lines_) {
    line.delay.fill(0);
    line.dark = 0;
  }
  low_ = 0;
  quiet_frames_ = longest_ + 1;
}

void Room::add(const float* send, float* left, float* right, int frames) noexcept {
  const bool input =
      std::any_of(send, send + frames, [](float x) { return std::abs(x) > kInaudible; });
  if (!input && silent()) return;
  float loudest = 0;
  for (int k = 0; k < frames; ++k) {
    low_ += (send[k] - low_) * low_coefficient_;
    const float in = send[k] - low_;
    std::array<float, kLines> x;
    for (int i = 0; i < kLines; ++i) {
      Line& line = lines_[i];
      line.dark += (line.delay[line.at] - line.dark) * dark_coefficient_;
      x[i] = line.dark * line.feedback;
    }
    const float wet_left = x[0] - x[2] + x[4] - x[6], wet_right = x[1] - x[3] + x[5] - x[7];
    left[k] += wet_left;
    right[k] += wet_right;
    loudest = std::max({loudest, std::abs(wet_left), std::abs(wet_right)});
    hadamard(x);
    for (int i = 0; i < kLines; ++i) {
      Line& line = lines_[i];
      line.delay[line.at] = x[i] + ((i & 1) ? -in : in);
      if (++line.at == line.length) line.at = 0;
    }
  }
  if (input || loudest > kInaudible) {
    quiet_frames_ = 0;
  } else if ((quiet_frames_ += frames) > longest_) {
    clear();  // what is left would fade into denormal numbers
  }
}

}  // namespace segue::detail
