// SPDX-License-Identifier: Apache-2.0
#include "native/audio/loudness_guess.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>

#include "native/audio/peak_limiter.h"

namespace segue {
namespace {

constexpr std::size_t kHop = 16;  // frames taken together

// Gates of BS.1770-4, annex 1: blocks of 400 ms, a new one each 100 ms.
constexpr double kStep_s = 0.1, kOffset_lu = -0.691, kAbsolute_lufs = -70, kRelative_lu = -10;
constexpr std::size_t kStepsInBlock = 4;

using Pair [[gnu::vector_size(16)]] = double;  // left and right

/// A filter of second order, transposed direct form II.
struct Biquad {
  double b0 = 1, b1 = 0, b2 = 0, a1 = 0, a2 = 0;
  Pair first = {}, second = {};

  Pair tick(Pair in) {
    const Pair out = b0 * in + first;
    first = b1 * in - a1 * out + second;
    second = b2 * in - a2 * out;
    return out;
  }
};

// The two filters of BS.1770-4, annex 1, tables 1 and 2, which are given for 48 kHz, as the
// analogue ones they come from, at any rate.
Biquad head_shelf(double rate_hz) {
  constexpr double kHz = 1681.974450955533, kGain_db = 3.999843853973347, kQ = 0.7071752369554196;
  const double k = std::tan(std::numbers::pi * kHz / rate_hz);
  const double high = std::pow(10, kGain_db / 20), band = std::pow(high, 0.4996667741545416);
  const double a0 = 1 + k / kQ + k * k;
  return {.b0 = (high + band * k / kQ + k * k) / a0,
          .b1 = 2 * (k * k - high) / a0,
          .b2 = (high - band * k / kQ + k * k) / a0,
          .a1 = 2 * (k * k - 1) / a0,
          .a2 = (1 - k / kQ + k * k) / a0};
}

Biquad low_cut(double rate_hz) {
  constexpr double kHz = 38.13547087602444, kQ = 0.5003270373238773;
  const double k = std::tan(std::numbers::pi * kHz / rate_hz), a0 = 1 + k / kQ + k * k;
  return {.b0 = 1, .b1 = -2, .b2 = 1, .a1 = 2 * (k * k - 1) / a0, .a2 = (1 - k / kQ + k * k) / a0};
}

double to_lufs(double power) { return kOffset_lu + 10 * std::log10(power); }

/// Mean of the blocks above `least_lufs`; 0 when there is none.
double mean_above(const std::vector<double>& blocks, double least_lufs) {
  const double least = std::pow(10, (least_lufs - kOffset_lu) / 10);
  double sum = 0;
  int count = 0;
  for (const double block : blocks) {
    if (block < least) continue;
    sum += block;
    ++count;
  }
  return count > 0 ? sum / count : 0;
}

}  // namespace

LoudnessGuess::LoudnessGuess(const StereoPcm& pcm) : rate_hz_(pcm.sample_rate_hz / kHop) {
  Biquad shelf = head_shelf(pcm.sample_rate_hz), cut = low_cut(pcm.sample_rate_hz);
  const std::size_t frames = std::min(pcm.left.size(), pcm.right.size());
  for (std::size_t at = 0; at < frames; at += kHop) {
    float peak = 0;
    Pair power = {};
    for (std::size_t i = at; i < std::min(frames, at + kHop); ++i) {
      peak = std::max({peak, std::fabs(pcm.left[i]), std::fabs(pcm.right[i])});
      const Pair heard = cut.tick(shelf.tick(Pair{pcm.left[i], pcm.right[i]}));
      power += heard * heard;
    }
    peaks_.push_back(peak);
    powers_.push_back(static_cast<float>(power[0] + power[1]) / kHop);
  }
}

double LoudnessGuess::lufs(double gain_db, double ceiling) const {
  const double gain = std::pow(10, gain_db / 20);
  const std::vector<float> limited = limiting_gains(peaks_, ceiling / gain, rate_hz_);
  std::vector<double> steps, blocks;
  const auto width = std::max<std::size_t>(1, static_cast<std::size_t>(kStep_s * rate_hz_ + 0.5));
  for (std::size_t at = 0; at + width <= powers_.size(); at += width) {
    double sum = 0;
    for (std::size_t i = at; i < at + width; ++i) {
      const float by = limited.empty() ? 1 : limited[i];
      sum += powers_[i] * by * by;
    }
    steps.push_back(sum / static_cast<double>(width) * gain * gain);
  }
  for (std::size_t i = 0; i + kStepsInBlock <= steps.size(); ++i) {
    double sum = 0;
    for (std::size_t j = i; j < i + kStepsInBlock; ++j) sum += steps[j];
    blocks.push_back(sum / kStepsInBlock);
  }
  const double loud = mean_above(blocks, kAbsolute_lufs);
  const double mean = loud > 0 ? mean_above(blocks, to_lufs(loud) + kRelative_lu) : 0;
  return mean > 0 ? to_lufs(mean) : -std::numeric_limits<double>::infinity();
}

}  // namespace segue
