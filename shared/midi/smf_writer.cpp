// SPDX-License-Identifier: Apache-2.0
// Writes chunks and events.
#include "shared/midi/smf_writer.h"

#include <algorithm>
#include <string_view>

namespace segue {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::uint64_t kMaxVariableLength = 0x0FFFFFFF;  // RP-001

void put_u16(Bytes& out, std::uint32_t value) {
  out.push_back(static_cast<std::uint8_t>(value >> 8));
  out.push_back(static_cast<std::uint8_t>(value));
}

void put_u32(Bytes& out, std::uint32_t value) {
  put_u16(out, value >> 16);
  put_u16(out, value & 0xFFFF);
}

void put_name(Bytes& out, std::string_view name) {
  for (const char letter : name) out.push_back(static_cast<std::uint8_t>(letter));
}

void put_variable(Bytes& out, std::uint64_t value) {
  value = std::min(value, kMaxVariableLength);
  for (int shift = 21; shift > 0; shift -= 7) {
    if (value >> shift != 0)
      out.push_back(static_cast<std::uint8_t>(0x80 | (value >> shift & 0x7F)));
  }
  out.push_back(static_cast<std::uint8_t>(value & 0x7F));
}

void put_event(Bytes& out, const MidiTrack& track, const MidiEvent& event, std::uint8_t& running) {
  if (event.is_channel_message()) {
    if (event.status != running) out.push_back(event.status);
    running = event.status;
    out.push_back(event.data1 & 0x7F);
    const std::uint8_t message = event.message();
    const bool has_two = message != kMidiProgramChange && message != kMidiChannelPressure;
    if (has_two) out.push_back(event.data2 & 0x7F);
    return;
  }
  running = 0;  // meta and sysex end the running status (RP-001)
  out.push_back(event.status);
  if (event.status == kMidiMeta) out.push_back(event.data1);
  const auto data = track.data_of(event);
  const auto kept = data.first(std::min<std::size_t>(data.size(), kMaxVariableLength));
  put_variable(out, kept.size());
  out.insert(out.end(), kept.begin(), kept.end());
}

bool is_writable(const MidiEvent& event) {
  return event.is_channel_message() || event.status == kMidiSysex ||
         event.status == kMidiSysexEscape ||
         (event.status == kMidiMeta && event.data1 != kMetaEndOfTrack);
}

void put_track(Bytes& out, const MidiTrack& track, const SmfWriteOptions& options) {
  put_name(out, "MTrk");
  const std::size_t length_at = out.size();
  put_u32(out, 0);
  std::uint64_t tick = 0;
  std::uint8_t running = 0;
  for (const MidiEvent& event : track.events) {
    if (!is_writable(event)) continue;
    put_variable(out, event.tick > tick ? event.tick - tick : 0);
    tick = std::max(tick, event.tick);
    put_event(out, track, event, running);
    if (!options.running_status) running = 0;
  }
  put_variable(out, track.end_tick > tick ? track.end_tick - tick : 0);
  out.insert(out.end(), {kMidiMeta, kMetaEndOfTrack, 0});
  const auto length = static_cast<std::uint32_t>(out.size() - length_at - 4);
  for (std::size_t i = 0; i < 4; ++i) {
    out[length_at + i] = static_cast<std::uint8_t>(length >> (24 - 8 * i));
  }
}

}  // namespace

std::vector<std::uint8_t> write_smf(const MidiFile& file, const SmfWriteOptions& options) {
  Bytes out;
  put_name(out, "MThd");
  put_u32(out, 6);
  put_u16(out, static_cast<std::uint32_t>(file.format));
  put_u16(out, static_cast<std::uint32_t>(std::min<std::size_t>(file.tracks.size(), 0xFFFF)));
  const MidiDivision& division = file.division;
  put_u16(out, division.is_smpte()
                   ? static_cast<std::uint32_t>((256 - division.frames_per_second) << 8 |
                                                division.ticks_per_frame)
                   : static_cast<std::uint32_t>(division.ticks_per_quarter));
  for (const MidiTrack& track : file.tracks) put_track(out, track, options);
  return out;
}

}  // namespace segue
