// SPDX-License-Identifier: Apache-2.0
#include "native/audio/loudness.h"

#include <ebur128.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <vector>

namespace segue {
namespace {

constexpr std::size_t kFramesAtOnce = 1 << 14;

struct Destroy {
  void operator()(ebur128_state* state) const { ebur128_destroy(&state); }
};

Error gave_up() {
  return {ErrorCode::kRuntime, "the loudness could not be measured: libebur128 is out of memory"};
}

}  // namespace

Result<Loudness> measure_loudness(const StereoPcm& pcm) {
  if (pcm.left.size() != pcm.right.size()) {
    return Error{ErrorCode::kInvalidArgument,
                 "loudness needs two channels of the same length; found " +
                     std::to_string(pcm.left.size()) + " and " + std::to_string(pcm.right.size())};
  }
  const std::unique_ptr<ebur128_state, Destroy> state(ebur128_init(
      2, static_cast<unsigned long>(pcm.sample_rate_hz), EBUR128_MODE_I | EBUR128_MODE_TRUE_PEAK));
  if (!state) return gave_up();
  std::vector<float> frames;  // left and right in turn
  for (std::size_t at = 0; at < pcm.left.size();) {
    const std::size_t count = std::min(kFramesAtOnce, pcm.left.size() - at);
    frames.resize(2 * count);
    for (std::size_t i = 0; i < count; ++i) {
      frames[2 * i] = pcm.left[at + i];
      frames[2 * i + 1] = pcm.right[at + i];
    }
    if (ebur128_add_frames_float(state.get(), frames.data(), count) != EBUR128_SUCCESS) {
      return gave_up();
    }
    at += count;
  }
  Loudness loudness;
  double left = 0, right = 0;
  if (ebur128_loudness_global(state.get(), &loudness.integrated_lufs) != EBUR128_SUCCESS ||
      ebur128_true_peak(state.get(), 0, &left) != EBUR128_SUCCESS ||
      ebur128_true_peak(state.get(), 1, &right) != EBUR128_SUCCESS) {
    return gave_up();
  }
  const double peak = std::max(left, right);
  loudness.true_peak_dbtp =
      peak > 0 ? 20 * std::log10(peak) : -std::numeric_limits<double>::infinity();
  return loudness;
}

Result<Loudness> normalise_loudness(StereoPcm& pcm, double target_lufs, double ceiling_dbtp) {
  auto loudness = measure_loudness(pcm);
  if (!loudness || !std::isfinite(loudness->integrated_lufs)) return loudness;
  const double gain_db =
      std::min(target_lufs - loudness->integrated_lufs, ceiling_dbtp - loudness->true_peak_dbtp);
  const auto gain = static_cast<float>(std::pow(10, gain_db / 20));
  for (auto* channel : {&pcm.left, &pcm.right}) {
    for (float& sample : *channel) sample *= gain;
  }
  loudness->integrated_lufs += gain_db;
  loudness->true_peak_dbtp += gain_db;
  return loudness;
}

}  // namespace segue
