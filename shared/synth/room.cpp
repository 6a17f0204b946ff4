// SPDX-License-Identifier: Apache-2.0
#include "shared/synth/room.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "shared/synth/lanes.h"

namespace segue::detail {
namespace {

// Lengths without common divisors: echoes that coincide would ring.
constexpr double kDelay_s[] = {0.01931, 0.02287, 0.02659, 0.03017,
                               0.03371, 0.03803, 0.04243, 0.04637};
constexpr double kT60_s = 0.9;
constexpr double kDarkHz = 4200;
constexpr double kLowHz = 160;  // bass stays dry

// Multiplies each frame by the 8 x 8 Hadamard matrix over sqrt(8): orthogonal, so the feedback
// keeps its power.
template <typename Lines>
void hadamard(Lines& x, int frames) {
  for (std::size_t half = 1; half < 8; half *= 2) {
    const float scale = half == 4 ? 0.35355339059f : 1;
    for (std::size_t i = 0; i < 8; i += 2 * half) {
      for (std::size_t j = i; j < i + half; ++j) {
        float* const one = x[j].data();
        float* const other = x[j + half].data();
        for (int k = 0; k < frames; k += 4) {
          const Four a = load(one + k), b = load(other + k);
          store(one + k, (a + b) * all(scale));
          store(other + k, (a - b) * all(scale));
        }
      }
    }
  }
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

// What comes out of the lines now. Nothing written in this block is read in it: the shortest line
// holds more than a block at every sample rate.
void Room::read(Lines& x, int frames) noexcept {
  const OnePole dark(dark_coefficient_);
  for (int i = 0; i < kLines; ++i) {
    Line& line = lines_[i];
    float* const out = x[i].data();
    const int straight = std::min(frames, line.length - line.at);
    std::copy_n(line.delay.data() + line.at, straight, out);
    std::copy_n(line.delay.data(), frames - straight, out + straight);
    dark.run(out, out, frames, line.dark);
    for (int k = 0; k < frames; ++k) out[k] *= line.feedback;
  }
}

void Room::write(const Lines& x, const float* in, int frames) noexcept {
  for (int i = 0; i < kLines; ++i) {
    Line& line = lines_[i];
    const float sign = (i & 1) ? -1.0f : 1.0f;
    const int straight = std::min(frames, line.length - line.at);
    for (int k = 0; k < straight; ++k) line.delay[line.at + k] = x[i][k] + sign * in[k];
    for (int k = straight; k < frames; ++k) line.delay[k - straight] = x[i][k] + sign * in[k];
    line.at += frames;
    if (line.at >= line.length) line.at -= line.length;
  }
}

void Room::add(const float* send, float* left, float* right, int frames) noexcept {
  const bool input =
      std::any_of(send, send + frames, [](float x) { return std::abs(x) > kInaudible; });
  if (!input && silent()) return;
  float in[kBlockFrames];
  OnePole(low_coefficient_).run(send, in, frames, low_);
  for (int k = 0; k < frames; ++k) in[k] = send[k] - in[k];
  Lines x = {};
  read(x, frames);
  float loudest = 0;
  for (int k = 0; k < frames; ++k) {
    const float wet_left = x[0][k] - x[2][k] + x[4][k] - x[6][k];
    const float wet_right = x[1][k] - x[3][k] + x[5][k] - x[7][k];
    left[k] += wet_left;
    right[k] += wet_right;
    const float most = std::max(std::abs(wet_left), std::abs(wet_right));
    loudest = most > loudest ? most : loudest;
  }
  hadamard(x, frames);
  write(x, in, frames);
  if (input || loudest > kInaudible) {
    quiet_frames_ = 0;
  } else if ((quiet_frames_ += frames) > longest_) {
    clear();  // what is left would fade into denormal numbers
  }
}

}  // namespace segue::detail
