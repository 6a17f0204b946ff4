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

#include "native/audio/loudness_guess.h"
#include "native/audio/peak_limiter.h"
#include "native/audio/true_peak.h"

namespace segue {
namespace {

constexpr std::size_t kFramesAtOnce = 1 << 10;

// Of normalise_loudness.
constexpr int kRounds = 8;
constexpr double kClose_lu = 0.2, kGuessClose_lu = 0.02;
constexpr int kGuesses = 12;
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
  Meter meter(ebur128_init(2, static_cast<unsigned long>(pcm.sample_rate_hz), EBUR128_MODE_I));
  double lufs = 0;
  if (!meter || !add_frames(pcm, 0, pcm.left.size(), meter) ||
      ebur128_loudness_global(meter.get(), &lufs) != EBUR128_SUCCESS) {
    return gave_up();
  }
  return lufs;
}

/// The gain that should bring the music to `target_lufs` when its peaks are limited to `ceiling`.
double guess_gain_db(const LoudnessGuess& guess, double target_lufs, double ceiling,
                     double least_db, double most_db) {
  double gain_db = least_db, answer = kFirstAnswer;  // LU that a decibel of gain brings: below one
  double heard_lufs = guess.lufs(gain_db, ceiling);
  // Too short for one of the guess's blocks, which are not to the frame as long as the meter's.
  if (!std::isfinite(heard_lufs)) return least_db;
  for (int i = 0; i < kGuesses && std::abs(target_lufs - heard_lufs) > kGuessClose_lu; ++i) {
    const double next_db =
        std::clamp(gain_db + (target_lufs - heard_lufs) / answer, least_db, most_db);
    if (next_db == gain_db) break;
    const double next_lufs = guess.lufs(next_db, ceiling);
    if (!std::isfinite(next_lufs)) break;
    answer = std::clamp((next_lufs - heard_lufs) / (next_db - gain_db), kLeastAnswer, 1.0);
    gain_db = next_db;
    heard_lufs = next_lufs;
  }
  return gain_db;
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
  // What the limiter takes away is given back by a larger gain, which is foretold; what the guess
  // is wrong by is added to what it aims at. Peaks between the samples, which the limiter does not
  // see, lower its ceiling.
  const double least_db = gain_db, most_db = gain_db + kMostExtra_db;
  double sample_ceiling_db = ceiling_dbtp - kBetweenSamples_db, aim_lufs = target_lufs;
  const LoudnessGuess guess(pcm);
  const StereoPcm original = std::move(pcm);
  Loudness now;
  for (int round = 0; round < kRounds; ++round) {
    const double ceiling = amplitude(sample_ceiling_db);
    gain_db = guess_gain_db(guess, aim_lufs, ceiling, least_db, most_db);
    pcm = original;
    scale(pcm, gain_db);
    limit_peaks(pcm, ceiling);
    const auto heard = measure_loudness(pcm);
    if (!heard) return heard;
    now = *heard;
    const double missing_lu = target_lufs - now.integrated_lufs;
    const bool close = std::abs(missing_lu) < kClose_lu || gain_db >= most_db;
    if (now.true_peak_dbtp <= ceiling_dbtp && close) return now;
    sample_ceiling_db -= std::max(0.0, now.true_peak_dbtp - ceiling_dbtp + 0.05);
    aim_lufs += missing_lu;
  }
  return scaled(pcm, now, std::min(0.0, ceiling_dbtp - now.true_peak_dbtp));
}

}  // namespace segue
