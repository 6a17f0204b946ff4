// SPDX-License-Identifier: Apache-2.0
// A file of any kind that Segue reads, MIDI or ABC, as notes.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "shared/base/result.h"
#include "shared/music/note_sequence.h"

namespace segue {

struct MusicFile {
  NoteSequence sequence;
  bool repaired = false;  ///< there was damage that could be passed over
};

/// The kind goes by the name's ending. Errors: those of read_midi and read_abc, without the path.
Result<MusicFile> parse_music(const std::string& path, std::span<const std::uint8_t> bytes);

}  // namespace segue
