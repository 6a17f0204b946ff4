// SPDX-License-Identifier: Apache-2.0
// Access to event data and the meaning of a division.
#include "shared/midi/midi_file.h"

namespace segue {

std::span<const std::uint8_t> MidiTrack::data_of(const MidiEvent& event) const {
  if (event.data_offset > data.size() || event.data_size > data.size() - event.data_offset) {
    return {};
  }
  return std::span(data).subspan(event.data_offset, event.data_size);
}

void MidiTrack::add_channel_message(std::uint64_t tick, std::uint8_t status, int data1, int data2) {
  events.push_back({.tick = tick,
                    .status = status,
                    .data1 = static_cast<std::uint8_t>(data1 & 0x7F),
                    .data2 = static_cast<std::uint8_t>(data2 & 0x7F)});
  if (end_tick < tick) end_tick = tick;
}

void MidiTrack::add_meta(std::uint64_t tick, std::uint8_t type,
                         std::span<const std::uint8_t> bytes) {
  add_sysex(tick, kMidiMeta, bytes);
  events.back().data1 = type;
}

void MidiTrack::add_sysex(std::uint64_t tick, std::uint8_t status,
                          std::span<const std::uint8_t> bytes) {
  events.push_back({.tick = tick,
                    .status = status,
                    .data_offset = static_cast<std::uint32_t>(data.size()),
                    .data_size = static_cast<std::uint32_t>(bytes.size())});
  data.insert(data.end(), bytes.begin(), bytes.end());
  if (end_tick < tick) end_tick = tick;
}

bool MidiDivision::is_valid() const {
  if (!is_smpte()) return ticks_per_quarter >= 1 && ticks_per_quarter <= 0x7FFF;
  return frames_per_second >= 1 && frames_per_second <= 128 && ticks_per_frame >= 1 &&
         ticks_per_frame <= 255;
}

double MidiDivision::seconds_per_tick(std::uint32_t us_per_quarter) const {
  if (!is_smpte()) return us_per_quarter * 1e-6 / ticks_per_quarter;
  // 29 means 30 drop frame: 30000/1001 frames a second (RP-001, division).
  const double fps = frames_per_second == 29 ? 30000.0 / 1001.0 : frames_per_second;
  return 1.0 / (fps * ticks_per_frame);
}

}  // namespace segue
