// SPDX-License-Identifier: Apache-2.0
#include "shared/music/tempo_estimation.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace segue {
namespace {

constexpr double kShortest_s = 0.05, kLongest_s = 2.0, kLeastBeat_s = 0.2, kCluster_s = 0.025;

}  // namespace

std::optional<double> estimate_tempo(const NoteSequence& sequence) {
  std::vector<double> onsets;
  onsets.reserve(sequence.notes.size());
  for (const auto& note : sequence.notes) onsets.push_back(note.start_s);
  std::sort(onsets.begin(), onsets.end());
  std::vector<double> distances;
  for (std::size_t i = 1; i < onsets.size(); ++i) {
    double distance = onsets[i] - onsets[i - 1];
    if (!(distance >= kShortest_s && distance <= kLongest_s)) continue;
    while (distance < kLeastBeat_s) distance *= 2;
    distances.push_back(distance);
  }
  if (distances.empty()) return std::nullopt;
  std::sort(distances.begin(), distances.end());
  // A cluster is a run of sorted distances of which each is near the first one's.
  std::size_t best_count = 0;
  double best_mean = 0;
  for (std::size_t first = 0; first < distances.size();) {
    std::size_t last = first;
    double sum = 0;
    while (last < distances.size() && distances[last] - distances[first] <= kCluster_s) {
      sum += distances[last++];
    }
    if (last - first > best_count) {
      best_count = last - first;
      best_mean = sum / static_cast<double>(best_count);
    }
    first = last;
  }
  return 60.0 / best_mean;
}

NoteSequence with_estimated_tempo(NoteSequence sequence) {
  if (const auto tempo = estimate_tempo(sequence)) {
    sequence.tempos = {{0, *tempo}};
    sequence.time_signatures = {{0, 4, 4}};
  }
  return sequence;
}

}  // namespace segue
