// SPDX-License-Identifier: Apache-2.0
#include "native/train/stream_plan.h"

#include <algorithm>
#include <sstream>

#include "shared/codec/melody_codec.h"
#include "shared/codec/polyphony_codec.h"

namespace segue {

std::pair<int, int> transposition_range(const Config& config, const Dataset& dataset) {
  const int own = config.augment_semitones;
  const auto found = dataset.attributes.find("transpose");
  int lowest = -own, highest = own;
  if (own > 0 && found != dataset.attributes.end()) {
    std::istringstream text(found->second);
    if (!(text >> lowest >> highest) || lowest > highest) return {-own, own};
  }
  return {lowest, highest};
}

std::pair<int, int> transposition_room(const RepresentationInfo& info,
                                       std::span<const std::uint16_t> tokens) {
  const bool melody = info.name == kMelodyRepresentation;
  if (!melody && !info.is_stream) return {0, 0};
  const int first = melody ? kFirstNoteToken : kPolyphonyNewNote;  // notes from here on
  const int lowest = melody ? kMelodyMinPitch : 0, highest = melody ? kMelodyMaxPitch : 127;
  const int pitches = highest - lowest + 1;
  int low = highest, high = lowest;
  for (const int token : tokens) {
    if (token < first) continue;
    const int pitch = lowest + (token - first) % pitches;  // new and continued notes
    low = std::min(low, pitch), high = std::max(high, pitch);
  }
  if (low > high) return {0, 0};
  return {lowest - low, highest - high};
}

std::int64_t foretold_events(const Dataset& dataset, const DatasetSplit& split,
                             std::int64_t index) {
  const auto size = static_cast<std::int64_t>(dataset.window(split, index).size());
  return std::max<std::int64_t>(size - 1, 0);
}

std::pair<int, int> within_room(std::pair<int, int> range, std::pair<int, int> room) {
  const int lowest = std::max(range.first, room.first);
  const int highest = std::min(range.second, room.second);
  return lowest <= highest ? std::pair(lowest, highest) : std::pair(0, 0);
}

}  // namespace segue
