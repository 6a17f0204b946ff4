// SPDX-License-Identifier: Apache-2.0
#include "native/audio/loudness.h"

#include <ebur128.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "native/audio/peak_limiter.h"

namespace segue {
namespace {

constexpr std::size_t kFramesAtOnce = 1 << 10;
constexpr std::size_t kStretch = 128;  // frames; the filter between samples reaches over 12
constexpr float kNearPeak = 0.6f;

// Of normalise_loudness.
constexpr int kRounds = 8;
constexpr double kClose_lu = 0.2;
constexpr double kFirstAnswer = 0.7, kLeastAnswer = 0.2;
constexpr double kBetweenSamples_db = 0.4;  // a first guess
constexpr double kMostExtra_db = 12;        // more gain than this would make a carpet of the music

double amplitude(double level_db) { return std::pow(10, level_db / 20); }

void scale(StereoPcm& pcm, double gain_db) {
  const auto gain = static_cast<float>(amplitude(gain_db));
  for (auto* channel : {&pcm.left, &pcm.right}) {
    for (float& sample : *channel) sample *= gain;
  }
}

Loudness scaled(StereoPcm& pcm, Loudness loudness, double gain_db) {
  scale(pcm, gain_db);
  loudness.integrated_lufs += gain_db;
  loudness.true_peak_dbtp += gain_db;
  return loudness;
}

struct Destroy {
  void operator()(ebur128_state* state) const { ebur128_destroy(&state); }
};

Error gave_up() {
  return {ErrorCode::kRuntime, "the loudness could not be measured: libebur128 is out of memory"};
}

using Meter = std::unique_ptr<ebur128_state, Destroy>;

Meter make_meter(const StereoPcm& pcm, int mode) {
  return Meter(ebur128_init(2, static_cast<unsigned long>(pcm.sample_rate_hz), mode));
}

/// Gives the meter the frames from `from` to `to`, in the two channels' turn.
bool add_frames(const StereoPcm& pcm, std::size_t from, std::size_t to, Meter& meter) {
  std::array<float, 2 * kFramesAtOnce> frames;
  while (from < to) {
    const std::size_t count = std::min(kFramesAtOnce, to - from);
    for (std::size_t i = 0; i < count; ++i) {
      frames[2 * i] = pcm.left[from + i];
      frames[2 * i + 1] = pcm.right[from + i];
    }
    if (ebur128_add_frames_float(meter.get(), frames.data(), count) != EBUR128_SUCCESS) {
      return false;
    }
    from += count;
  }
  return true;
}

Result<double> integrated_lufs(const StereoPcm& pcm) {
  if (pcm.left.size() != pcm.right.size()) {
    return Error{ErrorCode::kInvalidArgument,
                 "loudness needs two channels of the same length; found " +
                     std::to_string(pcm.left.size()) + " and " + std::to_string(pcm.right.size())};
  }
  Meter meter = make_meter(pcm, EBUR128_MODE_I);
  double lufs = 0;
  if (!meter || !add_frames(pcm, 0, pcm.left.size(), meter) ||
      ebur128_loudness_global(meter.get(), &lufs) != EBUR128_SUCCESS) {
    return gave_up();
  }
  return lufs;
}

/// Peaks between samples are looked for, which takes three quarters of the whole measurement's
/// time, only near samples above kNearPeak of the largest: elsewhere they cannot be the highest.
/// The stretches in turn begin and end low enough for their seams to make no peak.
Result<double> true_peak_dbtp(const StereoPcm& pcm) {
  const std::size_t size = pcm.left.size();
  const auto largest_of = [&](std::size_t from, std::size_t to) {
    float most = 0;
    for (std::size_t i = from; i < to; ++i) {
      most = std::max({most, std::fabs(pcm.left[i]), std::fabs(pcm.right[i])});
    }
    return most;
  };
  std::vector<float> stretches;
  for (std::size_t at = 0; at < size; at += kStretch) {
    stretches.push_back(largest_of(at, std::min(size, at + kStretch)));
  }
  if (stretches.empty()) return -std::numeric_limits<double>::infinity();
  const float near = kNearPeak * *std::max_element(stretches.begin(), stretches.end());
  Meter meter = make_meter(pcm, EBUR128_MODE_TRUE_PEAK);
  if (!meter) return gave_up();
  for (std::size_t i = 0; i < stretches.size(); ++i) {
    const bool loud = stretches[i] > near || (i > 0 && stretches[i - 1] > near) ||
                      (i + 1 < stretches.size() && stretches[i + 1] > near);
    if (!loud) continue;
    if (!add_frames(pcm, i * kStretch, std::min(size, (i + 1) * kStretch), meter)) return gave_up();
  }
  double left = 0, right = 0;
  if (ebur128_true_peak(meter.get(), 0, &left) != EBUR128_SUCCESS ||
      ebur128_true_peak(meter.get(), 1, &right) != EBUR128_SUCCESS) {
    return gave_up();
  }
  const double peak = std::max(left, right);
  return peak > 0 ? 20 * std::log10(peak) : -std::numeric_limits<double>::infinity();
}

}  // namespace

Result<Loudness> measure_loudness(const StereoPcm& pcm) {
  const auto integrated = integrated_lufs(pcm);
  if (!integrated) return integrated.error();
  const auto peak = true_peak_dbtp(pcm);
  if (!peak) return peak.error();
  return Loudness{*integrated, *peak};
}

Result<Loudness> normalise_loudness(StereoPcm& pcm, double target_lufs, double ceiling_dbtp) {
  const auto before = measure_loudness(pcm);
  if (!before) return before;
  const bool audible = std::isfinite(before->integrated_lufs);
  double gain_db = audible ? target_lufs - before->integrated_lufs : 0;
  if (before->true_peak_dbtp + gain_db <= ceiling_dbtp) return scaled(pcm, *before, gain_db);
  if (!audible) return scaled(pcm, *before, ceiling_dbtp - before->true_peak_dbtp);
  // What the limiter takes away is given back by a larger gain, and so on; peaks between the
  // samples, which it does not see, then lower its ceiling.
  const double most_db = gain_db + kMostExtra_db;
  double sample_ceiling_db = ceiling_dbtp - kBetweenSamples_db;
  const StereoPcm original = std::move(pcm);
  Loudness now;
  double answer = kFirstAnswer;               // LU that a decibel of gain brings: below one
  double tried_db = gain_db, heard_lufs = 0;  // of the last round
  for (int round = 0; round < kRounds; ++round) {
    pcm = original;
    scale(pcm, gain_db);
    limit_peaks(pcm, amplitude(sample_ceiling_db));
    const auto lufs = integrated_lufs(pcm);
    if (!lufs) return lufs.error();
    now.integrated_lufs = *lufs;
    const double missing_db = target_lufs - *lufs;
    const bool close = std::abs(missing_db) < kClose_lu || gain_db >= most_db;
    if (round == 0 || close || round + 1 == kRounds) {
      const auto peak = true_peak_dbtp(pcm);
      if (!peak) return peak.error();
      now.true_peak_dbtp = *peak;
      if (*peak <= ceiling_dbtp && close) return now;
      sample_ceiling_db -= std::max(0.0, *peak - ceiling_dbtp + 0.05);
    }
    if (gain_db > tried_db + 0.05) {
      answer = std::clamp((*lufs - heard_lufs) / (gain_db - tried_db), kLeastAnswer, 1.0);
    }
    tried_db = gain_db;
    heard_lufs = *lufs;
    gain_db = std::min(gain_db + missing_db / answer, most_db);
  }
  return scaled(pcm, now, std::min(0.0, ceiling_dbtp - now.true_peak_dbtp));
}

}  // namespace segue
