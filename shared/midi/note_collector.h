// SPDX-License-Identifier: Apache-2.0
// Event sink that makes music of events: pairs notes, follows programs, gathers tempos and
// signatures, and at last turns ticks into seconds. Internal to shared/midi.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "shared/midi/midi_warnings.h"
#include "shared/midi/smf_chunks.h"
#include "shared/midi/tempo_map.h"
#include "shared/music/note_sequence.h"

namespace segue::detail {

inline constexpr int kDrumChannel = 9;
/// Ticks that fit beside a pitch in a sort key, for one file's worth of tracks.
inline constexpr std::uint64_t kMaxTick = std::uint64_t{1} << 56;

/// A note between ticks. While it is open, `end` is the index of the next older open note of its
/// channel and pitch, or kNoNote.
struct TickNote {
  std::uint64_t key = 0;  ///< start tick << 7 | pitch: the order of NoteSequence::notes
  std::uint64_t end = 0;
  std::int32_t part = 0;
  std::uint8_t velocity = 0;
};

/// A control change, or a pitch bend as `value`.
struct TickValue {
  std::uint64_t key = 0;  ///< tick
  std::int32_t part = 0;
  std::int16_t value = 0;
  std::uint8_t control = 0;
};

struct TickSignature {
  std::uint64_t tick = 0;
  std::int16_t first = 0;   ///< numerator, or key
  std::int16_t second = 0;  ///< denominator, or minor
};

/// What one channel of one track does with one program; becomes an instrument if it has notes.
struct Part {
  std::int32_t track = 0;
  std::int32_t name = -1;  ///< index of the track's name
  std::uint8_t channel = 0;
  std::uint8_t program = 0;
  bool has_notes = false;
};

class NoteCollector {
 public:
  explicit NoteCollector(MidiWarnings& warnings);

  void begin_file(const SmfHeader& header) { header_ = header; }
  void begin_track(int index);
  /// Room for the notes of a file of so many bytes, to save moving them about.
  void reserve(std::size_t bytes) { notes_.reserve(bytes / 8); }
  // Without the attribute the compiler leaves the hot loop's busiest call a call.
  [[gnu::always_inline]] void channel_message(std::uint64_t tick, std::uint8_t status,
                                              std::uint8_t data1, std::uint8_t data2) {
    const int channel = status & 0x0F;
    const std::uint64_t file_tick = base_tick_ + tick;
    switch (status & 0xF0) {
      case kMidiNoteOn:
        if (data2 > 0) return open_note(file_tick, channel, data1, data2);
        return close_notes(file_tick, channel, data1);
      case kMidiNoteOff:
        return close_notes(file_tick, channel, data1);
      case kMidiControlChange:
        return add_value(controls_, file_tick, channel, data1, data2);
      case kMidiProgramChange:
        programs_[static_cast<std::size_t>(channel)] = data1;
        parts_now_[static_cast<std::size_t>(channel)] = kNone;
        return;
      case kMidiPitchBend:
        return add_value(bends_, file_tick, channel, 0, (data2 << 7 | data1) - 8192);
      default:
        return;  // pressure has no place in a NoteSequence
    }
  }
  void meta(std::uint64_t tick, std::uint8_t type, std::span<const std::uint8_t> data,
            std::size_t offset);
  void sysex(std::uint64_t, std::uint8_t, std::span<const std::uint8_t>) {}
  void end_track(std::uint64_t tick, std::size_t offset);

  /// Call once, after the last track.
  NoteSequence finish();

 private:
  static constexpr std::int32_t kNone = -1;
  static constexpr std::uint32_t kNoNote = ~std::uint32_t{0};

  static std::size_t slot(int channel, int pitch) {
    return static_cast<std::size_t>(channel * 128 + pitch);
  }
  std::int32_t part_now(int channel) {
    const std::int32_t part = parts_now_[static_cast<std::size_t>(channel)];
    return part != kNone ? part : find_part(channel);
  }
  void open_note(std::uint64_t tick, int channel, int pitch, int velocity) {
    std::uint32_t& newest = open_[slot(channel, pitch)];
    const std::uint64_t key = tick << 7 | static_cast<std::uint64_t>(pitch);
    notes_.push_back({key, newest, part_now(channel), static_cast<std::uint8_t>(velocity)});
    newest = static_cast<std::uint32_t>(notes_.size() - 1);
    ++open_count_;
  }
  void close_notes(std::uint64_t tick, int channel, int pitch) {
    std::uint32_t& newest = open_[slot(channel, pitch)];
    if (newest == kNoNote) return;  // nothing to end: common, and harmless
    TickNote& note = notes_[newest];
    if (note.end == kNoNote && note.key >> 7 != tick) {  // the usual case: one note, ended
      note.end = tick;
      parts_[static_cast<std::size_t>(note.part)].has_notes = true;
      newest = kNoNote;
      --open_count_;
      return;
    }
    close_several(tick, newest);
  }
  void add_value(std::vector<TickValue>& values, std::uint64_t tick, int channel, int control,
                 int value) {
    values.push_back({tick, part_now(channel), static_cast<std::int16_t>(value),
                      static_cast<std::uint8_t>(control)});
  }

  std::int32_t find_part(int channel);
  void close_several(std::uint64_t tick, std::uint32_t& newest);
  void close_rest(std::uint64_t tick, std::size_t offset);
  void add_tempo(std::uint64_t tick, std::span<const std::uint8_t> data, std::size_t offset);
  void add_meter(std::uint64_t tick, std::span<const std::uint8_t> data, std::size_t offset);
  void add_key(std::uint64_t tick, std::span<const std::uint8_t> data, std::size_t offset);
  void start_pattern(std::size_t first_tempo, std::size_t first_meter);
  std::vector<std::int32_t> number_instruments(NoteSequence& sequence) const;
  void convert_notes(const TempoMap& map, const std::vector<std::int32_t>& instruments,
                     NoteSequence& sequence);

  MidiWarnings& warnings_;
  SmfHeader header_;
  std::uint64_t base_tick_ = 0;  // format 2: where the pattern begins
  std::int32_t track_ = 0;
  std::int32_t track_name_ = kNone;
  std::array<std::uint8_t, 16> programs_{};
  std::array<std::int32_t, 16> parts_now_{};
  std::size_t first_part_ = 0;                  // of this track
  std::vector<std::int32_t> parts_by_program_;  // [16 * 128], of this track
  std::vector<std::uint32_t> open_;             // [16 * 128], newest open note
  std::size_t open_count_ = 0;

  std::vector<TickNote> notes_;
  std::vector<TickValue> controls_;
  std::vector<TickValue> bends_;
  std::vector<std::size_t> note_runs_, control_runs_, bend_runs_;  // where each track's begin
  std::vector<TickTempo> tempos_;
  std::vector<TickSignature> meters_;
  std::vector<TickSignature> keys_;
  std::vector<Part> parts_;
  std::vector<std::string> names_;
  std::size_t first_tempo_ = 0;
  std::size_t first_meter_ = 0;
};

}  // namespace segue::detail
