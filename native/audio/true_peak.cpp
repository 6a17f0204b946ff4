// SPDX-License-Identifier: Apache-2.0
// libebur128 takes as long for its true peak as the synthesiser for all its voices. So it is shown
// only the few places where the peak can be; they are found with the same interpolation, four
// frames at a time.
#include "native/audio/true_peak.h"

#include <ebur128.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <memory>
#include <numbers>
#include <vector>

#include "shared/synth/lanes.h"

namespace segue {
namespace {

using detail::Four;

constexpr std::size_t kStretch = 128;  // frames
// Nothing between samples is higher than 1 / kNearPeak of the samples around it: the sum of the
// taps' sizes half-way is 1.864.
constexpr float kNearPeak = 0.53f;
constexpr std::size_t kShown = 16;    // stretches: more than one, should the two differ by a hair
constexpr std::size_t kContext = 32;  // frames around them: the interpolation reaches over 12

constexpr int kPhases = 3;  // places between two frames: a quarter, a half, three quarters
constexpr int kReach = 6;   // frames on either side
using Taps = std::array<std::array<float, 2 * kReach>, kPhases>;

// A sinc under a Hann window.
Taps make_taps() {
  Taps taps{};
  for (int phase = 0; phase < kPhases; ++phase) {
    for (int k = 0; k < 2 * kReach; ++k) {
      const double at = std::numbers::pi * (k - (kReach - 1) - (phase + 1) / 4.0);
      const double value = std::sin(at) / at * 0.5 * (1 + std::cos(at / kReach));
      taps[static_cast<std::size_t>(phase)][static_cast<std::size_t>(k)] =
          static_cast<float>(value);
    }
  }
  return taps;
}

/// The highest point of the frames from `from` on, and shortly before and behind them.
float peak_around(const std::vector<float>& samples, std::size_t from, const Taps& taps) {
  constexpr std::size_t kBefore = 8, kPoints = kStretch + kBefore;
  std::array<float, kBefore + kPoints + 16> near{};  // begins 2 kBefore frames earlier
  for (std::size_t i = 0; i < near.size(); ++i) {
    const std::size_t at = from + i;
    if (at >= 2 * kBefore && at - 2 * kBefore < samples.size()) near[i] = samples[at - 2 * kBefore];
  }
  Four most = {};
  for (std::size_t i = kBefore; i < kBefore + kPoints; i += 4) {
    Four sums[kPhases] = {};
    for (std::size_t k = 0; k < 2 * kReach; ++k) {
      const Four x = detail::load(&near[i + k - (kReach - 1)]);
      for (std::size_t phase = 0; phase < kPhases; ++phase) {
        sums[phase] += x * detail::all(taps[phase][k]);
      }
    }
    most = detail::larger(most, detail::absolute(detail::load(&near[i])));
    for (const Four& sum : sums) most = detail::larger(most, detail::absolute(sum));
  }
  return std::max({most[0], most[1], most[2], most[3]});
}

struct Stretch {
  std::size_t from = 0;
  float peak = 0;
};

/// Those that may hold the peak, the highest first.
std::vector<Stretch> highest_stretches(const StereoPcm& pcm) {
  std::vector<Stretch> stretches;
  float largest = 0;
  for (std::size_t at = 0; at < pcm.left.size(); at += kStretch) {
    float most = 0;
    for (std::size_t i = at; i < std::min(pcm.left.size(), at + kStretch); ++i) {
      const float left = std::fabs(pcm.left[i]), right = std::fabs(pcm.right[i]);
      const float one = left > right ? left : right;
      most = one > most ? one : most;
    }
    stretches.push_back({at, most});
    largest = std::max(largest, most);
  }
  std::erase_if(stretches, [&](const Stretch& one) { return one.peak <= kNearPeak * largest; });
  const Taps taps = make_taps();
  for (Stretch& one : stretches) {
    one.peak =
        std::max(peak_around(pcm.left, one.from, taps), peak_around(pcm.right, one.from, taps));
  }
  const auto shown = std::min(kShown, stretches.size());
  std::partial_sort(stretches.begin(), stretches.begin() + static_cast<std::ptrdiff_t>(shown),
                    stretches.end(),
                    [](const Stretch& a, const Stretch& b) { return a.peak > b.peak; });
  stretches.resize(shown);
  return stretches;
}

struct Destroy {
  void operator()(ebur128_state* state) const { ebur128_destroy(&state); }
};
using Meter = std::unique_ptr<ebur128_state, Destroy>;

/// Shows the meter the frames from `from` to `to`, silence where there are none.
bool show(const StereoPcm& pcm, std::ptrdiff_t from, std::ptrdiff_t to, const Meter& meter) {
  std::vector<float> frames;
  for (std::ptrdiff_t at = from; at < to; ++at) {
    const bool inside = at >= 0 && at < static_cast<std::ptrdiff_t>(pcm.left.size());
    frames.push_back(inside ? pcm.left[static_cast<std::size_t>(at)] : 0);
    frames.push_back(inside ? pcm.right[static_cast<std::size_t>(at)] : 0);
  }
  return ebur128_add_frames_float(meter.get(), frames.data(), frames.size() / 2) == EBUR128_SUCCESS;
}

}  // namespace

Result<double> true_peak_dbtp(const StereoPcm& pcm) {
  const Meter meter(
      ebur128_init(2, static_cast<unsigned long>(pcm.sample_rate_hz), EBUR128_MODE_TRUE_PEAK));
  double peak = 0;
  bool went_well = meter != nullptr;
  for (const Stretch& one : highest_stretches(pcm)) {
    if (!went_well) break;
    // What comes before fills the meter's memory; only what it heard last is asked for.
    const auto from = static_cast<std::ptrdiff_t>(one.from);
    const auto context = static_cast<std::ptrdiff_t>(kContext);
    const auto to = from + static_cast<std::ptrdiff_t>(kStretch) + context;
    went_well = show(pcm, from - 2 * context, from - context, meter) &&
                show(pcm, from - context, to, meter);
    for (unsigned channel = 0; channel < 2 && went_well; ++channel) {
      double heard = 0;
      went_well = ebur128_prev_true_peak(meter.get(), channel, &heard) == EBUR128_SUCCESS;
      peak = std::max(peak, heard);
    }
  }
  if (!went_well) {
    return Error{ErrorCode::kRuntime,
                 "the true peak could not be measured: libebur128 is out of memory"};
  }
  return peak > 0 ? 20 * std::log10(peak) : -std::numeric_limits<double>::infinity();
}

}  // namespace segue
