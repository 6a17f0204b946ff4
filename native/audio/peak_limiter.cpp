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
  for (std::size_t block = 0; block < size; block += width) {
    const std::size_t end = std::min(size, block + width);
    from_start[block] = values[block];
    for (std::size_t i = block + 1; i < end; ++i) {
      from_start[i] = std::min(from_start[i - 1], values[i]);
    }
    smallest[end - 1] = values[end - 1];
    for (std::size_t i = end - 1; i-- > block;) smallest[i] = std::min(smallest[i + 1], values[i]);
  }
  const std::size_t straight = size - std::min(size, width - 1);
  for (std::size_t i = 0; i < straight; ++i) {
    smallest[i] = std::min(smallest[i], from_start[i + width - 1]);
  }
  for (std::size_t i = straight; i < size; ++i) {
    smallest[i] = std::min(smallest[i], from_start[size - 1]);
  }
  return smallest;
}

}  // namespace

std::vector<float> limiting_gains(const std::vector<float>& peaks, double ceiling, double rate_hz) {
  const std::size_t size = peaks.size();
  std::vector<float> gain(size, 1.0f);
  bool above = false;
  for (std::size_t i = 0; i < size; ++i) {
    if (peaks[i] <= ceiling) continue;
    gain[i] = static_cast<float>(ceiling / peaks[i]);
    above = true;
  }
  if (!above) return {};
  const auto width = std::max<std::size_t>(1, static_cast<std::size_t>(kAhead_s * rate_hz));
  gain = smallest_ahead(gain, width);
  const auto recover = static_cast<float>(1 - std::exp(-1 / (kRelease_s * rate_hz)));
  for (std::size_t i = 1; i < size; ++i) {
    gain[i] = std::min(gain[i], gain[i - 1] + (1 - gain[i - 1]) * recover);
  }
  // The mean of the last `width` values, each of which is small enough for this one.
  std::vector<float> mean(size);
  double sum = static_cast<double>(width) * gain[0];
  const double share = 1 / static_cast<double>(width);
  for (std::size_t i = 0; i < size; ++i) {
    sum += gain[i] - gain[i >= width ? i - width : 0];
    mean[i] = static_cast<float>(sum * share);
  }
  return mean;
}

void limit_peaks(StereoPcm& pcm, double ceiling) {
  const std::size_t frames = std::min(pcm.left.size(), pcm.right.size());
  std::vector<float> peaks(frames);
  for (std::size_t i = 0; i < frames; ++i) {
    const float left = std::fabs(pcm.left[i]), right = std::fabs(pcm.right[i]);
    peaks[i] = left > right ? left : right;
  }
  const std::vector<float> gains = limiting_gains(peaks, ceiling, pcm.sample_rate_hz);
  for (std::size_t i = 0; i < gains.size(); ++i) {
    pcm.left[i] *= gains[i];
    pcm.right[i] *= gains[i];
  }
}

}  // namespace segue
