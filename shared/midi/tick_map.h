// SPDX-License-Identifier: Apache-2.0
// Seconds to ticks, for writing: the counterpart of tempo_map.h. Internal to shared/midi.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "shared/base/result.h"
#include "shared/midi/midi_file.h"
#include "shared/music/note_sequence.h"

namespace segue::detail {

/// Uses the tempos as they are written: rounded to microseconds a quarter and to whole ticks, so
/// that rounding does not add up over many tempos.
class TickMap {
 public:
  /// `tempos` in any order; 120 qpm before the first. Errors: kInvalidArgument for a tempo or a
  /// time that cannot be written.
  static Result<TickMap> create(std::vector<Tempo> tempos);

  /// The nearest tick. Nothing where the time is negative, not finite or beyond 2^28 - 1 ticks.
  std::optional<std::uint64_t> tick(double time_s) const;
  /// Adds the tempo events.
  void write(MidiTrack& track) const;

 private:
  struct Segment {
    double time_s = 0;
    double tick = 0;
    double seconds_per_tick = 0;
    double us_per_quarter = 500000;
  };
  TickMap();
  void add(double time_s, double qpm);
  static double round_tick(const Segment& from, double time_s);

  std::vector<Segment> segments_;  // the first stands for "before the first tempo"
};

}  // namespace segue::detail
