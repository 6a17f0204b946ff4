// SPDX-License-Identifier: Apache-2.0
// A Standard MIDI File in memory, in ticks: exactly the events of the bytes, before any musical
// interpretation. Read by smf_reader, written by smf_writer, turned into seconds by
// to_note_sequence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace segue {

/// Status bytes of channel messages (upper four bits) and of the other events.
inline constexpr std::uint8_t kMidiNoteOff = 0x80;
inline constexpr std::uint8_t kMidiNoteOn = 0x90;
inline constexpr std::uint8_t kMidiPolyPressure = 0xA0;
inline constexpr std::uint8_t kMidiControlChange = 0xB0;
inline constexpr std::uint8_t kMidiProgramChange = 0xC0;
inline constexpr std::uint8_t kMidiChannelPressure = 0xD0;
inline constexpr std::uint8_t kMidiPitchBend = 0xE0;
inline constexpr std::uint8_t kMidiSysex = 0xF0;        ///< data is what follows F0
inline constexpr std::uint8_t kMidiSysexEscape = 0xF7;  ///< a continuation, or any bytes
inline constexpr std::uint8_t kMidiMeta = 0xFF;

/// Meta types that Segue understands; the others are kept as bytes.
inline constexpr std::uint8_t kMetaTrackName = 0x03;
inline constexpr std::uint8_t kMetaEndOfTrack = 0x2F;
inline constexpr std::uint8_t kMetaTempo = 0x51;
inline constexpr std::uint8_t kMetaTimeSignature = 0x58;
inline constexpr std::uint8_t kMetaKeySignature = 0x59;

/// One event. Channel messages: `status` with the channel in the lower four bits, `data1` and
/// `data2` 0..127 (0 where the message has none; pitch bend: low and high seven bits).
/// Meta: `status` kMidiMeta and the type in `data1`. Meta and sysex have `data_size` bytes from
/// `data_offset` of their track's `data`.
struct MidiEvent {
  std::uint64_t tick = 0;  ///< since the start of the track
  std::uint8_t status = 0;
  std::uint8_t data1 = 0;
  std::uint8_t data2 = 0;
  std::uint32_t data_offset = 0;
  std::uint32_t data_size = 0;
  bool operator==(const MidiEvent&) const = default;

  bool is_channel_message() const { return status >= 0x80 && status < 0xF0; }
  bool is_meta(std::uint8_t type) const { return status == kMidiMeta && data1 == type; }
  int channel() const { return status & 0x0F; }
  std::uint8_t message() const { return static_cast<std::uint8_t>(status & 0xF0); }
  /// Pitch bend, -8192..8191.
  int bend() const { return (data2 << 7 | data1) - 8192; }
};

/// Events in order of time. The end-of-track event is `end_tick`, not an event.
struct MidiTrack {
  std::vector<MidiEvent> events;
  std::vector<std::uint8_t> data;  ///< the bytes of all meta and sysex events
  std::uint64_t end_tick = 0;      ///< not before the last event
  bool operator==(const MidiTrack&) const = default;

  /// The bytes of a meta or sysex event; empty where the event points outside of `data`.
  std::span<const std::uint8_t> data_of(const MidiEvent& event) const;
  void add_channel_message(std::uint64_t tick, std::uint8_t status, int data1, int data2 = 0);
  void add_meta(std::uint64_t tick, std::uint8_t type, std::span<const std::uint8_t> bytes);
  /// `status` is kMidiSysex or kMidiSysexEscape.
  void add_sysex(std::uint64_t tick, std::uint8_t status, std::span<const std::uint8_t> bytes);
};

/// What a tick lasts: a part of a quarter note, or a part of a second.
struct MidiDivision {
  int ticks_per_quarter = 220;  ///< 1..32767; 0 for SMPTE
  int frames_per_second =
      0;                    ///< SMPTE: 24, 25, 29 (29.97 drop frame) or 30; 0 for ticks per quarter
  int ticks_per_frame = 0;  ///< SMPTE: 1..255
  bool operator==(const MidiDivision&) const = default;

  bool is_smpte() const { return frames_per_second != 0; }
  bool is_valid() const;
  /// Seconds per tick of a valid division at the tempo (which SMPTE ignores).
  double seconds_per_tick(std::uint32_t us_per_quarter) const;
};

struct MidiFile {
  int format = 1;  ///< 0: one track; 1: tracks together; 2: independent patterns
  MidiDivision division;
  std::vector<MidiTrack> tracks;
  bool operator==(const MidiFile&) const = default;
};

/// Something odd that was repaired while reading, and where.
struct MidiWarning {
  std::size_t offset = 0;  ///< byte of the input
  std::string message;
  bool operator==(const MidiWarning&) const = default;
};

}  // namespace segue
