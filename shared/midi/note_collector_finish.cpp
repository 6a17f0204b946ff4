// SPDX-License-Identifier: Apache-2.0
// The collected ticks become a NoteSequence: tracks merged, parts numbered, ticks turned to
// seconds.
#include <algorithm>
#include <utility>

#include "shared/midi/merge_runs.h"
#include "shared/midi/note_collector.h"

namespace segue::detail {
namespace {

/// In order of time, and of several at one tick only the last.
void tidy_signatures(std::vector<TickSignature>& signatures) {
  std::stable_sort(signatures.begin(), signatures.end(),
                   [](const TickSignature& a, const TickSignature& b) { return a.tick < b.tick; });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < signatures.size(); ++i) {
    if (kept > 0 && signatures[kept - 1].tick == signatures[i].tick) --kept;
    signatures[kept++] = signatures[i];
  }
  signatures.resize(kept);
}

}  // namespace

std::vector<std::int32_t> NoteCollector::number_instruments(NoteSequence& sequence) const {
  std::vector<std::int32_t> instruments(parts_.size(), kNone);
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const Part& part = parts_[i];
    if (!part.has_notes) continue;
    instruments[i] = static_cast<std::int32_t>(sequence.instruments.size());
    sequence.instruments.push_back(
        {.track = part.track,
         .channel = part.channel,
         .program = part.program,
         .is_drum = part.channel == kDrumChannel,
         .name = part.name == kNone ? "" : names_[static_cast<std::size_t>(part.name)]});
  }
  // A part without notes lends its controls to the next part of its channel and track, else the
  // last.
  const auto lend = [&](std::size_t i,
                        std::array<std::pair<std::int32_t, std::int32_t>, 16>& near) {
    auto& [track, instrument] = near[parts_[i].channel];
    if (parts_[i].has_notes) {
      track = parts_[i].track;
      instrument = instruments[i];
    } else if (instruments[i] == kNone && track == parts_[i].track) {
      instruments[i] = instrument;
    }
  };
  std::array<std::pair<std::int32_t, std::int32_t>, 16> near;
  near.fill({kNone, kNone});
  for (std::size_t i = parts_.size(); i-- > 0;) lend(i, near);
  near.fill({kNone, kNone});
  for (std::size_t i = 0; i < parts_.size(); ++i) lend(i, near);
  return instruments;
}

void NoteCollector::convert_notes(const TempoMap& map, const std::vector<std::int32_t>& instruments,
                                  NoteSequence& sequence) {
  merge_runs(notes_, std::move(note_runs_));
  sequence.notes.reserve(notes_.size());
  std::size_t cursor = 0;
  bool in_order = true;
  double total_s = 0;
  double last_s = 0;
  int last_pitch = -1;
  struct Player {
    int program = 0;
    int instrument = 0;
    bool is_drum = false;
  };
  std::vector<Player> players(parts_.size());
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    players[i] = {parts_[i].program, instruments[i], parts_[i].channel == kDrumChannel};
  }
  for (const TickNote& note : notes_) {
    const std::uint64_t start = note.key >> 7;
    if (note.end <= start) continue;
    const Player& player = players[static_cast<std::size_t>(note.part)];
    const double start_s = map.seconds(start, cursor);
    std::size_t end_cursor = cursor;
    const double end_s = map.seconds(note.end, end_cursor);
    const int pitch = static_cast<int>(note.key & 0x7F);
    total_s = std::max(total_s, end_s);
    // Ticks too short for a double's precision may share a time.
    in_order &= start_s > last_s || pitch >= last_pitch;
    last_s = start_s;
    last_pitch = pitch;
    sequence.notes.push_back(
        {pitch, note.velocity, start_s, end_s, player.program, player.instrument, player.is_drum});
  }
  if (!in_order) {
    std::stable_sort(sequence.notes.begin(), sequence.notes.end(),
                     [](const Note& a, const Note& b) {
                       return a.start_s != b.start_s ? a.start_s < b.start_s : a.pitch < b.pitch;
                     });
  }
  sequence.total_time_s = total_s;
}

NoteSequence NoteCollector::finish() {
  NoteSequence sequence;
  const TempoMap map(header_.division, std::move(tempos_));
  sequence.tempos = map.tempos();
  const std::vector<std::int32_t> instruments = number_instruments(sequence);
  convert_notes(map, instruments, sequence);

  std::size_t cursor = 0;
  tidy_signatures(meters_);
  for (const TickSignature& meter : meters_) {
    sequence.time_signatures.push_back(
        {map.seconds(meter.tick, cursor), meter.first, meter.second});
  }
  tidy_signatures(keys_);
  for (const TickSignature& key : keys_) {
    sequence.key_signatures.push_back({map.seconds(key.tick, cursor), key.first, key.second == 1});
  }
  merge_runs(controls_, std::move(control_runs_));
  sequence.control_changes.reserve(controls_.size());
  for (const TickValue& value : controls_) {
    const std::int32_t instrument = instruments[static_cast<std::size_t>(value.part)];
    if (instrument == kNone) continue;
    sequence.control_changes.push_back(
        {map.seconds(value.key, cursor), value.control, value.value, instrument});
  }
  merge_runs(bends_, std::move(bend_runs_));
  sequence.pitch_bends.reserve(bends_.size());
  for (const TickValue& value : bends_) {
    const std::int32_t instrument = instruments[static_cast<std::size_t>(value.part)];
    if (instrument == kNone) continue;
    sequence.pitch_bends.push_back({map.seconds(value.key, cursor), value.value, instrument});
  }
  return sequence;
}

}  // namespace segue::detail
