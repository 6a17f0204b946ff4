// SPDX-License-Identifier: Apache-2.0
// Ticks to seconds under changing tempos. Internal to shared/midi.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "shared/midi/midi_file.h"
#include "shared/music/note_sequence.h"

namespace segue::detail {

inline constexpr std::uint32_t kDefaultUsPerQuarter = 500000;  ///< 120 qpm, RP-001

struct TickTempo {
  std::uint64_t tick = 0;
  std::uint32_t us_per_quarter = kDefaultUsPerQuarter;  ///< > 0
};

/// Built once; look-ups near the last one take constant time, others a binary search.
class TempoMap {
 public:
  /// `tempos` in any order; of several at one tick the last counts.
  TempoMap(const MidiDivision& division, std::vector<TickTempo> tempos);

  /// Seconds at `tick`. `cursor` remembers the place between calls; start with 0.
  double seconds(std::uint64_t tick, std::size_t& cursor) const {
    const Segment& segment = segments_[cursor];
    if (tick < segment.begin_tick || tick >= segment.end_tick) cursor = find(tick, cursor);
    const Segment& found = segments_[cursor];
    // Through a signed number: there is an instruction for that, and ticks are below 2^57.
    const auto ticks = static_cast<double>(static_cast<std::int64_t>(tick - found.begin_tick));
    return found.begin_s + ticks * found.seconds_per_tick;
  }

  /// Every change of tempo, the first at 0 s.
  std::vector<Tempo> tempos() const;

 private:
  struct Segment {
    std::uint64_t begin_tick = 0;
    std::uint64_t end_tick = 0;
    double begin_s = 0;
    double seconds_per_tick = 0;
    std::uint32_t us_per_quarter = 0;
  };
  std::size_t find(std::uint64_t tick, std::size_t cursor) const;

  std::vector<Segment> segments_;  // never empty
};

}  // namespace segue::detail
