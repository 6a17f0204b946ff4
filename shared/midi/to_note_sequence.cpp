// SPDX-License-Identifier: Apache-2.0
// Feeds the collector: from a MidiFile's events, or straight from the bytes.
#include "shared/midi/to_note_sequence.h"

#include <algorithm>
#include <string>
#include <utility>

#include "shared/midi/midi_warnings.h"
#include "shared/midi/note_collector.h"
#include "shared/midi/smf_walker.h"

namespace segue {
namespace {

void replay(const MidiTrack& track, detail::NoteCollector& collector) {
  std::uint64_t tick = 0;
  for (const MidiEvent& event : track.events) {
    tick = std::max(tick, event.tick);  // a file made by hand may step back; time does not
    if (event.is_channel_message()) {
      collector.channel_message(tick, event.status, event.data1 & 0x7F, event.data2 & 0x7F);
    } else if (event.status == kMidiMeta) {
      collector.meta(tick, event.data1, track.data_of(event), /*offset=*/0);
    }
  }
  collector.end_track(std::max(tick, track.end_tick), /*offset=*/0);
}

}  // namespace

Result<NoteSequence> to_note_sequence(const MidiFile& file, std::vector<MidiWarning>* warnings) {
  if (!file.division.is_valid()) {
    return Error{
        ErrorCode::kInvalidArgument,
        "the division means nothing: expected 1 to 32767 ticks per quarter or an SMPTE rate, "
        "found " +
            std::to_string(file.division.ticks_per_quarter)};
  }
  std::uint64_t total_ticks = 0;  // an upper bound, for format 2
  for (const MidiTrack& track : file.tracks) {
    std::uint64_t last = track.end_tick;
    for (const MidiEvent& event : track.events) last = std::max(last, event.tick);
    if (last > detail::kMaxTick - total_ticks) {
      return Error{ErrorCode::kInvalidArgument,
                   "expected ticks below 2^56 over all tracks, found " + std::to_string(last)};
    }
    if (file.format == 2) total_ticks += last;
  }
  detail::MidiWarnings collected;
  detail::NoteCollector collector(collected);
  collector.begin_file({file.format, static_cast<int>(file.tracks.size()), file.division});
  for (std::size_t i = 0; i < file.tracks.size(); ++i) {
    collector.begin_track(static_cast<int>(i));
    replay(file.tracks[i], collector);
  }
  if (warnings != nullptr) *warnings = collected.take();
  return collector.finish();
}

Result<SequenceReadResult> read_midi(std::span<const std::uint8_t> bytes) {
  detail::MidiWarnings warnings;
  detail::NoteCollector collector(warnings);
  collector.reserve(bytes.size());
  const auto walked = detail::walk_smf(bytes, collector, warnings);
  if (!walked) return walked.error();
  return SequenceReadResult{collector.finish(), warnings.take()};
}

}  // namespace segue
