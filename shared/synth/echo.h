// SPDX-License-Identifier: Apache-2.0
// The sampled console's echo: one delay line that feeds back through a low-pass, read at two
// places for the two channels.
#pragma once

#include <array>

namespace segue::detail {

class Echo {
 public:
  explicit Echo(double sample_rate_hz) noexcept;
  /// Adds the echoes of `send` (mono) to both channels.
  void add(const float* send, float* left, float* right, int frames) noexcept;
  void clear() noexcept;
  /// True while no echo can be heard.
  bool silent() const noexcept { return quiet_frames_ > length_; }

 private:
  static constexpr int kCapacity = 24576;  ///< frames: the delay at 192 kHz

  std::array<float, kCapacity> delay_{};
  int length_ = 1, shorter_ = 1, at_ = 0;
  float dark_ = 0, dark_coefficient_ = 1;
  int quiet_frames_ = 0;
};

}  // namespace segue::detail
