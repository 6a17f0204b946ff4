// SPDX-License-Identifier: Apache-2.0
// The tempo map: segments of constant tempo.
#include "shared/midi/tempo_map.h"

#include <algorithm>
#include <limits>

namespace segue::detail {

TempoMap::TempoMap(const MidiDivision& division, std::vector<TickTempo> tempos) {
  const auto earlier = [](const TickTempo& a, const TickTempo& b) { return a.tick < b.tick; };
  if (!std::is_sorted(tempos.begin(), tempos.end(), earlier)) {
    std::stable_sort(tempos.begin(), tempos.end(), earlier);
  }
  const auto make_segment = [&division](std::uint64_t tick, std::uint32_t us) {
    return Segment{.begin_tick = tick,
                   .end_tick = std::numeric_limits<std::uint64_t>::max(),
                   .seconds_per_tick = division.seconds_per_tick(us),
                   .us_per_quarter = us};
  };
  segments_.push_back(make_segment(0, kDefaultUsPerQuarter));
  for (std::size_t i = 0; i < tempos.size(); ++i) {
    if (i + 1 < tempos.size() && tempos[i + 1].tick == tempos[i].tick) continue;
    Segment& last = segments_.back();
    Segment next = make_segment(tempos[i].tick, tempos[i].us_per_quarter);
    if (next.begin_tick == last.begin_tick) {
      last = next;  // at tick 0
    } else if (next.us_per_quarter != last.us_per_quarter) {
      next.begin_s = last.begin_s +
                     static_cast<double>(next.begin_tick - last.begin_tick) * last.seconds_per_tick;
      last.end_tick = next.begin_tick;
      segments_.push_back(next);
    }
  }
}

std::size_t TempoMap::find(std::uint64_t tick, std::size_t cursor) const {
  if (cursor + 1 < segments_.size() && tick >= segments_[cursor + 1].begin_tick &&
      tick < segments_[cursor + 1].end_tick) {
    return cursor + 1;
  }
  const auto after =
      std::upper_bound(segments_.begin(), segments_.end(), tick,
                       [](std::uint64_t t, const Segment& s) { return t < s.begin_tick; });
  return static_cast<std::size_t>(after - segments_.begin()) - 1;
}

std::vector<Tempo> TempoMap::tempos() const {
  std::vector<Tempo> tempos;
  tempos.reserve(segments_.size());
  for (const Segment& segment : segments_) {
    tempos.push_back({segment.begin_s, 60e6 / segment.us_per_quarter});
  }
  return tempos;
}

}  // namespace segue::detail
