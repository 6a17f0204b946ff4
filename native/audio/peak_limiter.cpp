// SPDX-License-Identifier: Apache-2.0
#include "native/audio/peak_limiter.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace segue {
namespace {

constexpr double kAhead_s = 0.005;
constexpr double kRelease_s = 0.06;  // time constant

/// The smallest of each value and the `width` - 1 that follow it, in constant time a value: within
/// blocks of `width`, the smallest from the block's start on and up to its end (M. van Herk, "A
/// fast algorithm for local minimum and maximum filters", 1992).
std::vector<float> smallest_ahead(const std::vector<float>& values, std::size_t width) {
  const std::size_t size = values.size();
  std::vector<float> from_start(size), smallest(size);
  for (std::size_t i = 0; i < size; ++i) {
    from_start[i] = i % width == 0 ? values[i] : std::min(from_start[i - 1], values[i]);
  }
  for (std::size_t i = size; i-- > 0;) {
    const bool last = i + 1 == size || (i + 1) % width == 0;
    smallest[i] = last ? values[i] : std::min(smallest[i + 1], values[i]);
  }
  for (std::size_t i = 0; i < size; ++i) {
    smallest[i] = std::min(smallest[i], from_start[std::min(i + width - 1, size - 1)]);
  }
  return smallest;
}

}  // namespace

void limit_peaks(StereoPcm& pcm, double ceiling) {
  const std::size_t frames = std::min(pcm.left.size(), pcm.right.size());
  std::vector<float> gain(frames, 1.0f);
  bool above = false;
  for (std::size_t i = 0; i < frames; ++i) {
    const double peak = std::max(std::fabs(pcm.left[i]), std::fabs(pcm.right[i]));
    if (peak <= ceiling) continue;
    gain[i] = static_cast<float>(ceiling / peak);
    above = true;
  }
  if (!above) return;
  const auto width =
      std::max<std::size_t>(1, static_cast<std::size_t>(kAhead_s * pcm.sample_rate_hz));
  gain = smallest_ahead(gain, width);
  const auto recover = static_cast<float>(1 - std::exp(-1 / (kRelease_s * pcm.sample_rate_hz)));
  for (std::size_t i = 1; i < frames; ++i) {
    gain[i] = std::min(gain[i], gain[i - 1] + (1 - gain[i - 1]) * recover);
  }
  // The mean of the last `width` values, each of which is small enough for this frame.
  double sum = static_cast<double>(width) * gain[0];
  for (std::size_t i = 0; i < frames; ++i) {
    sum += gain[i] - gain[i >= width ? i - width : 0];
    const auto mean = static_cast<float>(sum / static_cast<double>(width));
    pcm.left[i] *= mean;
    pcm.right[i] *= mean;
  }
}

}  // namespace segue
