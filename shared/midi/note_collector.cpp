// SPDX-License-Identifier: Apache-2.0
// Per-track state: opening and ending notes, parts, tempos and signatures. The step from ticks to
// seconds is note_collector_finish.cpp.
#include "shared/midi/note_collector.h"

#include <algorithm>

#include "shared/midi/merge_runs.h"

namespace segue::detail {
namespace {

constexpr std::size_t kSlots = 16 * 128;
constexpr std::size_t kMaxNameSize = 128;  // every part carries a copy of its track's name

/// The bytes as UTF-8: as they are where they are valid, else read as Latin-1.
std::string to_utf8(std::span<const std::uint8_t> bytes) {
  std::string text(bytes.begin(), bytes.end());
  std::size_t i = 0;
  while (i < bytes.size()) {
    const std::uint8_t lead = bytes[i];
    const std::size_t more = lead < 0x80 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    const bool is_lead = lead < 0x80 || (lead >= 0xC2 && lead < 0xF5);
    if (!is_lead) break;
    if (more >= bytes.size() - i && bytes.size() == kMaxNameSize) {
      text.resize(i);  // cut in the middle of a letter by the limit
      return text;
    }
    std::size_t k = 1;
    while (k <= more && i + k < bytes.size() && (bytes[i + k] & 0xC0) == 0x80) ++k;
    if (k <= more) break;
    if ((lead == 0xE0 && bytes[i + 1] < 0xA0) || (lead == 0xED && bytes[i + 1] >= 0xA0) ||
        (lead == 0xF0 && bytes[i + 1] < 0x90) || (lead == 0xF4 && bytes[i + 1] >= 0x90)) {
      break;  // overlong, surrogate or beyond Unicode
    }
    i += more + 1;
  }
  if (i == bytes.size()) return text;
  text.clear();
  for (const std::uint8_t byte : bytes) {
    if (byte < 0x80) {
      text.push_back(static_cast<char>(byte));
    } else {
      text.push_back(static_cast<char>(0xC0 | byte >> 6));
      text.push_back(static_cast<char>(0x80 | (byte & 0x3F)));
    }
  }
  return text;
}

}  // namespace

NoteCollector::NoteCollector(MidiWarnings& warnings)
    : warnings_(warnings), parts_by_program_(kSlots, kNone), open_(kSlots, kNoNote) {
  parts_now_.fill(kNone);
}

void NoteCollector::begin_track(int index) {
  track_ = index;
  track_name_ = kNone;
  programs_.fill(0);
  parts_now_.fill(kNone);
  first_part_ = parts_.size();
  note_runs_.push_back(notes_.size());
  control_runs_.push_back(controls_.size());
  bend_runs_.push_back(bends_.size());
  first_tempo_ = tempos_.size();
  first_meter_ = meters_.size();
}

std::int32_t NoteCollector::find_part(int channel) {
  const std::uint8_t program = programs_[static_cast<std::size_t>(channel)];
  std::int32_t& part = parts_by_program_[slot(channel, program)];
  if (part == kNone) {
    part = static_cast<std::int32_t>(parts_.size());
    parts_.push_back(
        {.track = track_, .channel = static_cast<std::uint8_t>(channel), .program = program});
  }
  parts_now_[static_cast<std::size_t>(channel)] = part;
  return part;
}

void NoteCollector::close_several(std::uint64_t tick, std::uint32_t& newest) {
  // Newest first: those that begin at this tick come first in the list, and stay open where older
  // ones end here (a repeated note whose new note-on stands before the old note-off).
  std::uint32_t last_kept = kNoNote;
  std::uint32_t index = newest;
  while (index != kNoNote && notes_[index].key >> 7 == tick) {
    last_kept = index;
    index = static_cast<std::uint32_t>(notes_[index].end);
  }
  if (index == kNoNote) {  // all would last no tick: drop them
    for (std::uint32_t i = newest; i != kNoNote;) {
      const auto older = static_cast<std::uint32_t>(notes_[i].end);
      notes_[i].end = tick;
      --open_count_;
      i = older;
    }
    newest = kNoNote;
    return;
  }
  while (index != kNoNote) {
    const auto older = static_cast<std::uint32_t>(notes_[index].end);
    notes_[index].end = tick;
    parts_[static_cast<std::size_t>(notes_[index].part)].has_notes = true;
    --open_count_;
    index = older;
  }
  if (last_kept == kNoNote) {
    newest = kNoNote;
  } else {
    notes_[last_kept].end = kNoNote;
  }
}

void NoteCollector::close_rest(std::uint64_t tick, std::size_t offset) {
  warnings_.add(offset, "track " + std::to_string(track_ + 1) + ": " + std::to_string(open_count_) +
                            " notes are never ended; ended with the track");
  for (std::uint32_t& newest : open_) {
    while (newest != kNoNote) {
      TickNote& note = notes_[newest];
      newest = static_cast<std::uint32_t>(note.end);
      note.end = tick;
      if (note.key >> 7 != tick) parts_[static_cast<std::size_t>(note.part)].has_notes = true;
    }
  }
  open_count_ = 0;
}

void NoteCollector::meta(std::uint64_t tick, std::uint8_t type, std::span<const std::uint8_t> data,
                         std::size_t offset) {
  const std::uint64_t file_tick = base_tick_ + tick;
  if (type == kMetaTempo) add_tempo(file_tick, data, offset);
  if (type == kMetaTimeSignature) add_meter(file_tick, data, offset);
  if (type == kMetaKeySignature) add_key(file_tick, data, offset);
  if (type == kMetaTrackName && track_name_ == kNone && !data.empty()) {
    track_name_ = static_cast<std::int32_t>(names_.size());
    names_.push_back(to_utf8(data.first(std::min(data.size(), kMaxNameSize))));
  }
}

void NoteCollector::add_tempo(std::uint64_t tick, std::span<const std::uint8_t> data,
                              std::size_t offset) {
  const std::uint32_t us =
      data.size() < 3 ? 0u : static_cast<std::uint32_t>(data[0] << 16 | data[1] << 8 | data[2]);
  if (us == 0) {
    warnings_.add(offset, "tempo: expected three bytes above 0; ignored");
    return;
  }
  tempos_.push_back({tick, us});
}

void NoteCollector::add_meter(std::uint64_t tick, std::span<const std::uint8_t> data,
                              std::size_t offset) {
  constexpr int kMaxPower = 10;  // 1/1024: nothing written is shorter
  if (data.size() < 2 || data[0] == 0 || data[1] > kMaxPower) {
    warnings_.add(offset,
                  "time signature: expected a numerator above 0 and a power of two; ignored");
    return;
  }
  meters_.push_back({tick, data[0], static_cast<std::int16_t>(1 << data[1])});
}

void NoteCollector::add_key(std::uint64_t tick, std::span<const std::uint8_t> data,
                            std::size_t offset) {
  const int sharps = data.empty() ? 0 : static_cast<std::int8_t>(data[0]);
  if (data.size() < 2 || sharps < -7 || sharps > 7 || data[1] > 1) {
    warnings_.add(offset, "key signature: expected -7 to 7 sharps and 0 or 1; ignored");
    return;
  }
  const int tonic = sharps * 7 + (data[1] == 1 ? 9 : 0);  // fifths from C; the relative minor
  keys_.push_back({tick, static_cast<std::int16_t>((tonic % 12 + 12) % 12), data[1]});
}

void NoteCollector::end_track(std::uint64_t tick, std::size_t offset) {
  const std::uint64_t end = base_tick_ + tick;
  if (open_count_ > 0) close_rest(end, offset);
  sort_run(notes_, note_runs_.back());
  for (std::size_t i = first_part_; i < parts_.size(); ++i) {
    parts_[i].name = track_name_;
    parts_by_program_[slot(parts_[i].channel, parts_[i].program)] = kNone;
  }
  if (header_.format == 2) {
    start_pattern(first_tempo_, first_meter_);
    base_tick_ = end;
  }
}

void NoteCollector::start_pattern(std::size_t first_tempo, std::size_t first_meter) {
  if (base_tick_ == 0) return;  // the first pattern has the defaults anyway
  if (first_tempo == tempos_.size() || tempos_[first_tempo].tick != base_tick_) {
    tempos_.insert(tempos_.begin() + static_cast<std::ptrdiff_t>(first_tempo),
                   {base_tick_, kDefaultUsPerQuarter});
  }
  if (!meters_.empty() &&
      (first_meter == meters_.size() || meters_[first_meter].tick != base_tick_)) {
    meters_.insert(meters_.begin() + static_cast<std::ptrdiff_t>(first_meter), {base_tick_, 4, 4});
  }
}

}  // namespace segue::detail
