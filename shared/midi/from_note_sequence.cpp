// SPDX-License-Identifier: Apache-2.0
// Seconds to ticks, and every instrument to a track of its own.
#include "shared/midi/from_note_sequence.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "shared/midi/smf_writer.h"
#include "shared/midi/tick_map.h"

namespace segue {
namespace {

using detail::TickMap;

constexpr int kDrumChannel = 9;

std::optional<std::uint8_t> power_of_two(int value) {
  for (std::uint8_t power = 0; power < 11; ++power) {
    if (value == 1 << power) return power;
  }
  return std::nullopt;
}

Result<MidiTrack> make_conductor_track(const NoteSequence& sequence, const TickMap& map) {
  MidiTrack track;
  map.write(track);
  for (const TimeSignature& meter : sequence.time_signatures) {
    const auto tick = map.tick(meter.time_s);
    const auto power = power_of_two(meter.denominator);
    if (!tick || !power || meter.numerator < 1 || meter.numerator > 255) {
      return invalid_argument(
          "time signature: expected 1 to 255 over a power of two up to 1024, found " +
          std::to_string(meter.numerator) + "/" + std::to_string(meter.denominator) + " at " +
          std::to_string(meter.time_s) + " s");
    }
    // 24 MIDI clocks to a metronome click, 8 notated 32nds to a quarter: the usual values (RP-001).
    const std::array<std::uint8_t, 4> bytes = {static_cast<std::uint8_t>(meter.numerator), *power,
                                               24, 8};
    track.add_meta(*tick, kMetaTimeSignature, bytes);
  }
  for (const KeySignature& key : sequence.key_signatures) {
    const auto tick = map.tick(key.time_s);
    if (!tick || key.key < 0 || key.key > 11) {
      return invalid_argument(
          "key signature: expected a tonic from 0 to 11 at a time from 0 on, found " +
          std::to_string(key.key) + " at " + std::to_string(key.time_s) + " s");
    }
    const int major = key.minor ? (key.key + 3) % 12 : key.key;  // the relative major's tonic
    int sharps = major * 7 % 12;                                 // steps along the circle of fifths
    if (sharps > 6) sharps -= 12;
    const std::array<std::uint8_t, 2> bytes = {static_cast<std::uint8_t>(sharps),
                                               static_cast<std::uint8_t>(key.minor ? 1 : 0)};
    track.add_meta(*tick, kMetaKeySignature, bytes);
  }
  std::stable_sort(track.events.begin(), track.events.end(),
                   [](const MidiEvent& a, const MidiEvent& b) { return a.tick < b.tick; });
  return track;
}

struct ChannelUse {
  int channel = 0;
  bool is_shared = false;
};

std::vector<ChannelUse> allot_channels(const std::vector<Instrument>& instruments) {
  std::array<int, 16> users{};
  std::vector<ChannelUse> uses(instruments.size());
  std::vector<std::size_t> waiting;
  for (std::size_t i = 0; i < instruments.size(); ++i) {
    const int wanted = instruments[i].channel;
    const bool is_free = wanted >= 0 && wanted < 16 && wanted != kDrumChannel &&
                         users[static_cast<std::size_t>(wanted)] == 0;
    if (!instruments[i].is_drum && !is_free) {
      waiting.push_back(i);
      continue;
    }
    uses[i].channel = instruments[i].is_drum ? kDrumChannel : wanted;
    ++users[static_cast<std::size_t>(uses[i].channel)];
  }
  for (const std::size_t i : waiting) {
    int best = 0;
    for (int channel = 1; channel < 16; ++channel) {
      const auto at = [&users](int c) { return users[static_cast<std::size_t>(c)]; };
      if (channel != kDrumChannel && at(channel) < at(best)) best = channel;
    }
    uses[i].channel = best;
    ++users[static_cast<std::size_t>(best)];
  }
  for (ChannelUse& use : uses) use.is_shared = users[static_cast<std::size_t>(use.channel)] > 1;
  return uses;
}

/// An event of an instrument before it is in order. At one tick: ends, controls, bends, beginnings.
struct Planned {
  std::uint64_t tick = 0;
  enum Kind { kEnd, kControl, kBend, kBegin } kind = kEnd;
  int data1 = 0;
  int data2 = 0;
  int program = 0;
};

MidiTrack make_instrument_track(const Instrument& instrument, const ChannelUse& use,
                                std::vector<Planned> planned) {
  std::stable_sort(planned.begin(), planned.end(), [](const Planned& a, const Planned& b) {
    return a.tick != b.tick ? a.tick < b.tick : a.kind < b.kind;
  });
  MidiTrack track;
  const auto status = [&use](std::uint8_t message) {
    return static_cast<std::uint8_t>(message | use.channel);
  };
  if (!instrument.name.empty()) {
    const std::vector<std::uint8_t> name(instrument.name.begin(), instrument.name.end());
    track.add_meta(0, kMetaTrackName, name);
  }
  int program = std::clamp(instrument.program, 0, 127);
  track.add_channel_message(0, status(kMidiProgramChange), program);
  bool is_first = true;
  for (const Planned& event : planned) {
    switch (event.kind) {
      case Planned::kEnd:
        track.add_channel_message(event.tick, status(kMidiNoteOff), event.data1, 0);
        break;
      case Planned::kControl:
        track.add_channel_message(event.tick, status(kMidiControlChange), event.data1, event.data2);
        break;
      case Planned::kBend:
        track.add_channel_message(event.tick, status(kMidiPitchBend), event.data1, event.data2);
        break;
      case Planned::kBegin:
        // Another instrument of a shared channel may have changed the program meanwhile.
        if (event.program != program || (use.is_shared && !is_first)) {
          track.add_channel_message(event.tick, status(kMidiProgramChange), event.program);
        }
        if (use.is_shared && is_first && event.tick > 0 && event.program == program) {
          track.add_channel_message(event.tick, status(kMidiProgramChange), event.program);
        }
        program = event.program;
        is_first = false;
        track.add_channel_message(event.tick, status(kMidiNoteOn), event.data1, event.data2);
        break;
    }
  }
  return track;
}

/// The sequence's instruments, or, where it names none, one for each index its notes have.
std::vector<Instrument> find_instruments(const NoteSequence& sequence) {
  constexpr int kMaxImplied = 1024;
  if (!sequence.instruments.empty()) return sequence.instruments;
  std::vector<Instrument> instruments;
  for (const Note& note : sequence.notes) {
    if (note.instrument < 0 || note.instrument >= kMaxImplied) continue;
    const auto index = static_cast<std::size_t>(note.instrument);
    if (index >= instruments.size()) instruments.resize(index + 1);
    if (instruments[index].track == 0) {
      instruments[index].track = 1;
      instruments[index].program = note.program;
      instruments[index].is_drum = note.is_drum;
    }
  }
  return instruments;
}

Result<std::vector<std::vector<Planned>>> plan_events(const NoteSequence& sequence,
                                                      const TickMap& map, std::size_t count) {
  std::vector<std::vector<Planned>> planned(count);
  const auto is_there = [count](int instrument) {
    return instrument >= 0 && static_cast<std::size_t>(instrument) < count;
  };
  const auto of = [&planned](int instrument) -> std::vector<Planned>& {
    return planned[static_cast<std::size_t>(instrument)];
  };
  for (const Note& note : sequence.notes) {
    const auto start = map.tick(note.start_s);
    const auto end = map.tick(note.end_s);
    if (!start || !end || note.pitch < 0 || note.pitch > 127 || !is_there(note.instrument)) {
      return invalid_argument("note: expected a pitch of 0 to 127, times from 0 on and one of " +
                              std::to_string(count) + " instruments, found pitch " +
                              std::to_string(note.pitch) + ", " + std::to_string(note.start_s) +
                              " to " + std::to_string(note.end_s) + " s, instrument " +
                              std::to_string(note.instrument));
    }
    of(note.instrument)
        .push_back({*start, Planned::kBegin, note.pitch, std::clamp(note.velocity, 1, 127),
                    std::clamp(note.program, 0, 127)});
    of(note.instrument).push_back({std::max(*end, *start + 1), Planned::kEnd, note.pitch});
  }
  for (const ControlChange& change : sequence.control_changes) {
    const auto tick = map.tick(change.time_s);
    if (!tick || !is_there(change.instrument) || change.control < 0 || change.control > 127) {
      return invalid_argument(
          "control change: expected a control of 0 to 127 of a known instrument, found " +
          std::to_string(change.control) + " of instrument " + std::to_string(change.instrument));
    }
    of(change.instrument)
        .push_back({*tick, Planned::kControl, change.control, std::clamp(change.value, 0, 127)});
  }
  for (const PitchBend& bend : sequence.pitch_bends) {
    const auto tick = map.tick(bend.time_s);
    if (!tick || !is_there(bend.instrument)) {
      return invalid_argument(
          "pitch bend: expected a time from 0 on and a known instrument, found " +
          std::to_string(bend.time_s) + " s, instrument " + std::to_string(bend.instrument));
    }
    const int value = std::clamp(bend.bend, -8192, 8191) + 8192;
    of(bend.instrument).push_back({*tick, Planned::kBend, value & 0x7F, value >> 7});
  }
  return planned;
}

}  // namespace

Result<MidiFile> to_midi_file(const NoteSequence& sequence) {
  const auto map = TickMap::create(sequence.tempos);
  if (!map) return map.error();
  auto conductor = make_conductor_track(sequence, *map);
  if (!conductor) return conductor.error();
  const std::vector<Instrument> instruments = find_instruments(sequence);
  auto planned = plan_events(sequence, *map, instruments.size());
  if (!planned) return planned.error();
  const std::vector<ChannelUse> uses = allot_channels(instruments);
  MidiFile file;
  file.division.ticks_per_quarter = kMidiTicksPerQuarter;
  file.tracks.push_back(std::move(*conductor));
  for (std::size_t i = 0; i < instruments.size(); ++i) {
    file.tracks.push_back(make_instrument_track(instruments[i], uses[i], std::move((*planned)[i])));
  }
  return file;
}

Result<std::vector<std::uint8_t>> write_midi(const NoteSequence& sequence) {
  const auto file = to_midi_file(sequence);
  if (!file) return file.error();
  return write_smf(*file);
}

}  // namespace segue
