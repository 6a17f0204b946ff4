// SPDX-License-Identifier: Apache-2.0
// The outer layer of a Standard MIDI File: RIFF wrapping, header and where the tracks lie, with the
// repairs that belong there. The events inside are smf_walker.h's. Internal to shared/midi.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "shared/base/result.h"
#include "shared/midi/midi_file.h"
#include "shared/midi/midi_warnings.h"

namespace segue::detail {

struct SmfHeader {
  int format = 1;
  int declared_tracks = 0;
  MidiDivision division;
};

/// Where a track's events lie, in bytes of the input.
struct TrackPlace {
  std::size_t begin = 0;
  std::size_t declared_end = 0;  ///< by the chunk's length, never beyond the file
  std::size_t limit = 0;         ///< events may be read up to here
  /// Something sensible follows the declared end; otherwise the length is taken as a guess, and
  /// events are read up to an end-of-track or the next track's header.
  bool length_is_sound = true;
};

/// True where a track chunk's name stands at `offset`.
bool is_track_chunk(std::span<const std::uint8_t> bytes, std::size_t offset);

/// Goes from track to track. The view and the warnings must outlive it.
class SmfChunks {
 public:
  SmfChunks(std::span<const std::uint8_t> bytes, MidiWarnings& warnings)
      : bytes_(bytes), warnings_(warnings) {}

  Result<SmfHeader> read_header();
  std::optional<TrackPlace> next_track();
  /// Tells where the events ended, and whether at an end-of-track, before the next next_track().
  void leave_track(const TrackPlace& track, std::size_t offset, bool saw_end);
  /// Checks the number of tracks once next_track() has returned nothing.
  Result<void> finish(const SmfHeader& header);

  /// The input up to the end of the MIDI data.
  std::span<const std::uint8_t> bytes() const { return bytes_; }
  int tracks_found() const { return tracks_found_; }

 private:
  void unwrap_riff();
  Result<MidiDivision> read_division(std::uint16_t word, std::size_t offset);
  bool looks_like_chunk(std::size_t offset) const;
  std::optional<std::size_t> find(const char* name, std::size_t from, std::size_t to) const;

  std::span<const std::uint8_t> bytes_;
  MidiWarnings& warnings_;
  std::size_t offset_ = 0;
  std::size_t header_offset_ = 0;
  int tracks_found_ = 0;
};

}  // namespace segue::detail
