// SPDX-License-Identifier: Apache-2.0
// Segments of constant tempo, as they will be read back.
#include "shared/midi/tick_map.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "shared/midi/from_note_sequence.h"

namespace segue::detail {
namespace {

constexpr double kLastWrittenTick = 0x0FFFFFFF;  // so that every pause fits the format
constexpr double kMaxUsPerQuarter = 0xFFFFFF;
constexpr double kSecondsPerTickAt120 = 0.5 / kMidiTicksPerQuarter;

}  // namespace

TickMap::TickMap() : segments_{Segment{.seconds_per_tick = kSecondsPerTickAt120}} {}

Result<TickMap> TickMap::create(std::vector<Tempo> tempos) {
  TickMap map;
  for (const Tempo& tempo : tempos) {  // before sorting: NaN has no order
    if (!(tempo.qpm > 0) || !std::isfinite(tempo.qpm) || !map.tick(tempo.time_s)) {
      return Error{ErrorCode::kInvalidArgument,
                   "tempo: expected a speed above 0 at a time from 0 on, found " +
                       std::to_string(tempo.qpm) + " qpm at " + std::to_string(tempo.time_s) +
                       " s"};
    }
  }
  std::stable_sort(tempos.begin(), tempos.end(),
                   [](const Tempo& a, const Tempo& b) { return a.time_s < b.time_s; });
  if (tempos.empty() || tempos.front().time_s > 0) map.add(0, kDefaultTempoQpm);
  for (const Tempo& tempo : tempos) map.add(tempo.time_s, tempo.qpm);
  if (map.segments_.back().tick > kLastWrittenTick) {
    return Error{ErrorCode::kInvalidArgument,
                 "tempo: expected the last one before tick 2^28, found it at " +
                     std::to_string(map.segments_.back().tick) + "; the piece is too long"};
  }
  return map;
}

void TickMap::add(double time_s, double qpm) {
  const double us = std::clamp(std::round(60e6 / qpm), 1.0, kMaxUsPerQuarter);
  const Segment& last = segments_.back();
  const double tick = round_tick(last, time_s);
  segments_.push_back({last.time_s + (tick - last.tick) * last.seconds_per_tick, tick,
                       us * 1e-6 / kMidiTicksPerQuarter, us});
}

std::optional<std::uint64_t> TickMap::tick(double time_s) const {
  if (!(time_s >= 0) || !std::isfinite(time_s)) return std::nullopt;
  const auto after = std::upper_bound(segments_.begin() + 1, segments_.end(), time_s,
                                      [](double t, const Segment& s) { return t < s.time_s; });
  const double tick = round_tick(*(after - 1), time_s);
  if (tick > kLastWrittenTick) return std::nullopt;
  return static_cast<std::uint64_t>(tick);
}

double TickMap::round_tick(const Segment& from, double time_s) {
  return from.tick + std::round(std::max(0.0, time_s - from.time_s) / from.seconds_per_tick);
}

void TickMap::write(MidiTrack& track) const {
  for (std::size_t i = 1; i < segments_.size(); ++i) {
    if (i + 1 < segments_.size() && segments_[i + 1].tick == segments_[i].tick) continue;
    const auto us = static_cast<std::uint32_t>(segments_[i].us_per_quarter);
    const std::array<std::uint8_t, 3> bytes = {static_cast<std::uint8_t>(us >> 16),
                                               static_cast<std::uint8_t>(us >> 8),
                                               static_cast<std::uint8_t>(us)};
    track.add_meta(static_cast<std::uint64_t>(segments_[i].tick), kMetaTempo, bytes);
  }
}

}  // namespace segue::detail
