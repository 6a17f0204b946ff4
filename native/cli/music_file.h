// SPDX-License-Identifier: Apache-2.0
// A file of any kind that Segue reads as notes: MIDI, ABC or MusicXML.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/midi/midi_file.h"
#include "shared/music/music_kind.h"
#include "shared/music/note_sequence.h"

namespace segue {

struct MusicFile {
  NoteSequence sequence;
  MusicKind kind = MusicKind::kMidi;
  std::vector<MidiWarning> warnings = {};  ///< damage that could be passed over
};

/// Errors: those of read_midi, read_abc and read_musicxml, without the path.
Result<MusicFile> parse_music(const std::string& path, std::span<const std::uint8_t> bytes);

}  // namespace segue
