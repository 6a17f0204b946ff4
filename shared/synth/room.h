// SPDX-License-Identifier: Apache-2.0
// A small room around the voices: a feedback delay network of eight lines (J.-M. Jot and A.
// Chaigne, "Digital delay networks for designing artificial reverberators", AES 90, 1991).
#pragma once

#include <array>

#include "shared/synth/dsp.h"

namespace segue::detail {

class Room {
 public:
  static constexpr double kHighestSampleRate = 192000;

  explicit Room(double sample_rate_hz) noexcept;
  /// Adds the room's answer to `send` (mono) to both channels; `frames` <= kBlockFrames.
  void add(const float* send, float* left, float* right, int frames) noexcept;
  void clear() noexcept;
  /// True while nothing of the room can be heard.
  bool silent() const noexcept { return quiet_frames_ > longest_; }

 private:
  static constexpr int kLines = 8;
  using Lines = std::array<std::array<float, kBlockFrames>, kLines>;
  static constexpr int kCapacity = 9216;  ///< frames: the longest line at the highest sample rate

  struct Line {
    std::array<float, kCapacity> delay{};
    int length = 1, at = 0;
    float feedback = 0;
    float dark = 0;  ///< state of the low-pass in the feedback: walls swallow the treble
  };

  void read(Lines& x, int frames) noexcept;
  void write(const Lines& x, const float* in, int frames) noexcept;

  std::array<Line, kLines> lines_;
  float dark_coefficient_ = 1, low_coefficient_ = 0, low_ = 0;
  int longest_ = 0, quiet_frames_ = 0;
};

}  // namespace segue::detail
