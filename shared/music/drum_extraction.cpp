// SPDX-License-Identifier: Apache-2.0
#include "shared/music/drum_extraction.h"

#include <algorithm>

#include "shared/music/meter.h"

namespace segue {
namespace {

std::vector<DrumHit> sorted_hits(std::span<const QuantizedNote> notes) {
  std::vector<DrumHit> hits;
  for (const auto& note : notes) {
    if (note.is_drum && note.velocity > 0) {
      hits.push_back({note.start_step, note.pitch, note.instrument});
    }
  }
  std::sort(hits.begin(), hits.end(), [](const DrumHit& a, const DrumHit& b) {
    if (a.step != b.step) return a.step < b.step;
    return a.pitch != b.pitch ? a.pitch < b.pitch : a.instrument < b.instrument;
  });
  const auto same = [](const DrumHit& a, const DrumHit& b) {
    return a.step == b.step && a.pitch == b.pitch;
  };
  hits.erase(std::unique(hits.begin(), hits.end(), same), hits.end());
  return hits;
}

}  // namespace

std::vector<DrumTrack> extract_drum_tracks(std::span<const QuantizedNote> notes, int steps_per_bar,
                                           const DrumOptions& options) {
  const auto hits = sorted_hits(notes);
  std::vector<DrumTrack> tracks;
  int search_step = 0;
  for (std::size_t first = 0; first < hits.size();) {
    std::size_t last = first + 1;
    while (last < hits.size() &&
           hits[last].step - (hits[last - 1].step + 1) < options.gap_bars * steps_per_bar) {
      ++last;
    }
    DrumTrack track;
    track.start_step = hits[first].step - (hits[first].step - search_step) % steps_per_bar;
    track.length = hits[last - 1].step + 1 - track.start_step;
    if (options.pad_end) track.length = round_up(track.length, steps_per_bar);
    search_step = round_up(track.start_step + track.length, steps_per_bar);
    track.hits.assign(hits.begin() + static_cast<std::ptrdiff_t>(first),
                      hits.begin() + static_cast<std::ptrdiff_t>(last));
    first = last;
    while (first < hits.size() && hits[first].step < search_step) ++first;
    if (track.length < steps_per_bar * options.min_bars) continue;
    if (options.max_steps > 0 && track.length > options.max_steps) {
      track.length = options.pad_end ? options.max_steps - options.max_steps % steps_per_bar
                                     : options.max_steps;
      std::erase_if(track.hits, [&](const DrumHit& hit) {
        return hit.step >= track.start_step + track.length;
      });
    }
    tracks.push_back(std::move(track));
  }
  return tracks;
}

}  // namespace segue
