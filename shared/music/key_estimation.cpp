// SPDX-License-Identifier: Apache-2.0
#include "shared/music/key_estimation.h"

#include <cmath>
#include <numeric>

namespace segue {
namespace {

using Profile = std::array<double, kPitchClasses>;

// Ratings of probe tones after a key was established, tonic first (Krumhansl and Kessler 1982).
constexpr Profile kMajor = {6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88};
constexpr Profile kMinor = {6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17};

Profile centred(const Profile& values) {
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / kPitchClasses;
  Profile out = values;
  for (auto& value : out) value -= mean;
  return out;
}

double norm(const Profile& values) {
  return std::sqrt(std::inner_product(values.begin(), values.end(), values.begin(), 0.0));
}

}  // namespace

std::optional<KeyEstimate> estimate_key(const std::array<double, kPitchClasses>& weights) {
  const Profile observed = centred(weights);
  const double length = norm(observed);
  if (!(length > 0) || !std::isfinite(length)) return std::nullopt;
  std::optional<KeyEstimate> best;
  for (const bool minor : {false, true}) {
    const Profile profile = centred(minor ? kMinor : kMajor);
    for (std::size_t tonic = 0; tonic < kPitchClasses; ++tonic) {
      double product = 0;
      for (std::size_t i = 0; i < kPitchClasses; ++i) {
        product += observed[(tonic + i) % kPitchClasses] * profile[i];
      }
      const double correlation = product / (length * norm(profile));
      if (!best || correlation > best->correlation) {
        best = KeyEstimate{static_cast<int>(tonic), minor, correlation};
      }
    }
  }
  return best;
}

std::optional<KeyEstimate> estimate_key(const NoteSequence& sequence) {
  Profile weights{};
  for (const auto& note : sequence.notes) {
    if (note.is_drum || note.pitch < 0 || !(note.end_s > note.start_s)) continue;
    weights[static_cast<std::size_t>(note.pitch) % kPitchClasses] += note.end_s - note.start_s;
  }
  return estimate_key(weights);
}

}  // namespace segue
