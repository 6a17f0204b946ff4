// SPDX-License-Identifier: Apache-2.0
// Files of the kinds that Segue reads as notes, MIDI, ABC and MusicXML, as they are named on the
// command line.
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

/// The bytes of a file; "-" is standard input. Errors: those of read_file, with the path.
Result<std::vector<std::uint8_t>> read_input(const std::string& path);

/// The music of a file, or of standard input. Errors: those of both, with the path.
Result<MusicFile> read_music(const std::string& path);

/// The MIDI files of a folder and its subfolders, relative to it, sorted; where there are none, the
/// printed music: that beside MIDI files is mostly what these were made from. Errors: kNotFound,
/// kIo.
Result<std::vector<std::string>> list_music_files(const std::string& folder);

/// One of the files that inputs name.
struct GivenFile {
  std::string path;    ///< to open; "-" is standard input
  std::string inside;  ///< its path in the folder that was given, else its name
};
/// Files as they are given, folders as list_music_files has them. Errors: those of that, kNoMusic
/// for a folder without music.
Result<std::vector<GivenFile>> list_given_files(const std::vector<std::string>& inputs);

}  // namespace segue
