// SPDX-License-Identifier: Apache-2.0
// The one decoder of MIDI events: walks over a file once and hands every event to a sink.
// read_smf's sink stores them, read_midi's makes notes at once. A template, so that the hot loop
// has no calls. Internal to shared/midi. Source: Standard MIDI Files 1.0 (RP-001), MIDI 1.0
// detailed specification.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>

#include "shared/base/byte_reader.h"
#include "shared/base/result.h"
#include "shared/midi/midi_file.h"
#include "shared/midi/midi_warnings.h"
#include "shared/midi/smf_chunks.h"

namespace segue::detail {

/// What a sink must have. `offset` is a byte of the input, for warnings.
template <class Sink>
concept EventSink = requires(Sink sink, const SmfHeader& header, std::uint64_t tick,
                             std::uint8_t byte, std::span<const std::uint8_t> data,
                             std::size_t offset) {
  sink.begin_file(header);
  sink.begin_track(0);
  sink.channel_message(tick, byte, byte, byte);  // status, data bytes below 128
  sink.meta(tick, byte, data, offset);           // any type but end-of-track
  sink.sysex(tick, byte, data);
  sink.end_track(tick, offset);
};

inline constexpr std::uint32_t kMaxVariableLength = 0x0FFFFFFF;  ///< 28 bits, RP-001

// The rare paths. They get a copy of the reader and give it back, so that the hot loop's own reader
// never has its address taken and stays in registers (measured: a quarter of the time).

/// A number and where it ended; nothing where the bytes end first.
struct VariableLength {
  std::optional<std::uint32_t> value;
  ByteReader in;
};
/// A variable-length number from its first byte on.
VariableLength read_variable(ByteReader in, MidiWarnings& warnings);
/// Clips a data byte that has the high bit set, with a warning.
std::uint8_t repair_data_byte(std::uint8_t byte, std::size_t offset, MidiWarnings& warnings);
/// Skips what belongs to a status byte that files may not contain (F1-F6, F8-FE).
ByteReader skip_illegal_status(ByteReader in, std::uint8_t status, MidiWarnings& warnings);
/// Skips data bytes that no status byte explains.
ByteReader skip_stray_data(ByteReader in, MidiWarnings& warnings);
/// Warns that the last event is incomplete.
void warn_cut_off(std::size_t offset, MidiWarnings& warnings);

/// State of the walk through one track.
struct TrackWalk {
  ByteReader in;
  std::uint64_t tick = 0;
  std::uint64_t kept_tick = 0;  ///< of the last event handed out
  std::uint8_t status = 0;      ///< running status, 0 for none
  bool interrupted = false;     ///< a meta or sysex event came since the status
  bool saw_end = false;
  bool is_over = false;
};

/// Meta, sysex and illegal events, from after their status byte. Sets `is_over` at the track's end.
template <class Sink>
TrackWalk walk_system_event(TrackWalk walk, std::uint8_t status, Sink& sink,
                            MidiWarnings& warnings) {
  const std::size_t offset = walk.in.offset() - 1;
  if (status != kMidiMeta && status != kMidiSysex && status != kMidiSysexEscape) {
    walk.in = skip_illegal_status(walk.in, status, warnings);
    if (status < 0xF8) walk.status = 0;  // real-time bytes leave the running status alone
    return walk;
  }
  const auto type = status == kMidiMeta ? walk.in.read_u8() : std::optional<std::uint8_t>(0);
  const VariableLength size = read_variable(walk.in, warnings);
  walk.in = size.in;
  walk.saw_end = status == kMidiMeta && type == kMetaEndOfTrack;
  walk.is_over = walk.saw_end || !size.value || *size.value > walk.in.remaining();
  if (walk.is_over) {
    if (!walk.saw_end) {
      warn_cut_off(offset, warnings);
    } else if (size.value) {
      walk.in.skip_up_to(*size.value);
    }
    return walk;
  }
  const auto data = walk.in.read_up_to(*size.value);
  walk.interrupted = walk.status != 0;
  walk.kept_tick = walk.tick;
  if (status == kMidiMeta) {
    sink.meta(walk.tick, *type, data, offset);
  } else {
    sink.sysex(walk.tick, status, data);
  }
  return walk;
}

/// One track. Returns where it ended and whether at an end-of-track event.
template <class Sink>
std::pair<std::size_t, bool> walk_track(std::span<const std::uint8_t> bytes,
                                        const TrackPlace& track, Sink& sink,
                                        MidiWarnings& warnings) {
  TrackWalk walk{.in = ByteReader(bytes.first(track.limit))};
  ByteReader& in = walk.in;
  in.skip_up_to(track.begin);
  while (!walk.is_over) {
    const std::size_t event_offset = in.offset();
    if (!track.length_is_sound && is_track_chunk(bytes, event_offset)) break;
    const auto first = in.read_u8();
    if (!first) break;
    std::uint32_t delta = *first;
    if (delta >= 0x80) {
      const auto second = in.read_u8();
      if (second && *second < 0x80) {  // most pauses have two bytes
        delta = (delta & 0x7F) << 7 | *second;
      } else {
        ByteReader start(bytes.first(track.limit));
        start.skip_up_to(event_offset);
        const VariableLength number = read_variable(start, warnings);
        in = number.in;
        if (!number.value) {
          warn_cut_off(event_offset, warnings);
          break;
        }
        delta = *number.value;
      }
    }
    // A dropped event leaves its delta time to the next; the sum must still fit the format.
    walk.tick = std::min(walk.tick + delta, walk.kept_tick + kMaxVariableLength);
    auto byte = in.read_u8();
    if (byte && *byte < 0x80 && walk.status == 0) {
      in = skip_stray_data(in, warnings);
      byte = in.read_u8();
      if (!byte) break;
    }
    if (byte && *byte >= 0xF0) {
      walk = walk_system_event(walk, *byte, sink, warnings);
      continue;
    }
    if (byte && *byte >= 0x80) {
      walk.status = *byte;
      walk.interrupted = false;
      byte = in.read_u8();
    } else if (walk.interrupted) {
      warnings.add(event_offset, "running status after a meta or sysex event; the last one used");
      walk.interrupted = false;
    }
    const bool has_two = (walk.status & 0xE0) != 0xC0;  // program and pressure have one data byte
    auto second = has_two ? in.read_u8() : std::optional<std::uint8_t>(0);
    if (!byte || !second) {
      warn_cut_off(event_offset, warnings);
      break;
    }
    if ((*byte | *second) >= 0x80) {
      byte = repair_data_byte(*byte, in.offset(), warnings);
      second = repair_data_byte(*second, in.offset(), warnings);
    }
    sink.channel_message(walk.tick, walk.status, *byte, *second);
    walk.kept_tick = walk.tick;
  }
  sink.end_track(walk.tick, in.offset());
  return {in.offset(), walk.saw_end};
}

/// The whole file. Errors: as read_smf.
template <class Sink>
Result<void> walk_smf(std::span<const std::uint8_t> bytes, Sink& sink, MidiWarnings& warnings) {
  static_assert(EventSink<Sink>);
  SmfChunks chunks(bytes, warnings);
  const auto header = chunks.read_header();
  if (!header) return header.error();
  sink.begin_file(*header);
  while (const auto track = chunks.next_track()) {
    sink.begin_track(chunks.tracks_found() - 1);
    const auto [offset, saw_end] = walk_track(chunks.bytes(), *track, sink, warnings);
    chunks.leave_track(*track, offset, saw_end);
  }
  return chunks.finish(*header);
}

}  // namespace segue::detail
