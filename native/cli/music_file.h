// SPDX-License-Identifier: Apache-2.0
// A file of any kind that Segue reads as notes: MIDI, ABC or MusicXML.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"
#include "shared/midi/midi_file.h"
#include "shared/music/note_sequence.h"

namespace segue {

enum class MusicKind { kMidi, kAbc, kMusicXml };

/// "MIDI", "ABC", "MusicXML".
std::string_view to_name(MusicKind kind);

/// By the name's ending, in whatever case: .abc; .musicxml .xml .mxl; MIDI's own. Names that tell
/// nothing, "-" for standard input among them, leave it to the first bytes.
MusicKind music_kind(std::string_view path, std::span<const std::uint8_t> bytes);

/// Whether the name ends as printed music does: .abc .musicxml .xml .mxl.
bool has_score_extension(std::string_view path);

struct MusicFile {
  NoteSequence sequence;
  MusicKind kind = MusicKind::kMidi;
  std::vector<MidiWarning> warnings = {};  ///< damage that could be passed over
};

/// Errors: those of read_midi, read_abc and read_musicxml, without the path.
Result<MusicFile> parse_music(const std::string& path, std::span<const std::uint8_t> bytes);

}  // namespace segue
