// SPDX-License-Identifier: Apache-2.0
#include "shared/synth/echo.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "shared/synth/dsp.h"

namespace segue::detail {
namespace {

// The consoles' delays were multiples of 16 ms.
constexpr double kEcho_s = 0.128;
constexpr double kShorterEcho_s = 0.112;
constexpr float kFeedback = 0.42f;
constexpr double kEchoDarkHz = 3500;

}  // namespace

Echo::Echo(double sample_rate_hz) noexcept {
  length_ = std::clamp(static_cast<int>(kEcho_s * sample_rate_hz), 2, kCapacity);
  shorter_ = std::clamp(static_cast<int>(kShorterEcho_s * sample_rate_hz), 1, length_ - 1);
  dark_coefficient_ = approach_per_frame(1 / (2 * std::numbers::pi * kEchoDarkHz), sample_rate_hz);
  quiet_frames_ = length_ + 1;
}

void Echo::clear() noexcept {
  delay_.fill(0);
  dark_ = 0;
  quiet_frames_ = length_ + 1;
}

void Echo::add(const float* send, float* left, float* right, int frames) noexcept {
  const bool input =
      std::any_of(send, send + frames, [](float x) { return std::abs(x) > kInaudible; });
  if (!input && silent()) return;
  float loudest = 0;
  for (int k = 0; k < frames; ++k) {
    const int newer = at_ - shorter_;
    const float late = delay_[at_], early = delay_[newer < 0 ? newer + length_ : newer];
    left[k] += late;
    right[k] += early;
    dark_ += (late - dark_) * dark_coefficient_;
    delay_[at_] = send[k] + dark_ * kFeedback;
    loudest = std::max(loudest, std::abs(delay_[at_]));
    if (++at_ == length_) at_ = 0;
  }
  if (input || loudest > kInaudible) {
    quiet_frames_ = 0;
  } else if ((quiet_frames_ += frames) > length_) {
    clear();  // what is left would fade into denormal numbers
  }
}

}  // namespace segue::detail
