// SPDX-License-Identifier: Apache-2.0
// Which kind of music a file holds, by its name and its first bytes.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace segue {

enum class MusicKind { kMidi, kAbc, kMusicXml };

/// "MIDI", "ABC", "MusicXML".
std::string_view to_name(MusicKind kind);

/// By the name's ending, in whatever case: .abc; .musicxml .xml .mxl; MIDI's own. Names that tell
/// nothing, "-" for standard input among them, leave it to the first bytes.
MusicKind music_kind(std::string_view path, std::span<const std::uint8_t> bytes);

/// Whether the name ends as MIDI does, in whatever case: .mid .midi .smf .rmi .kar.
bool has_midi_extension(std::string_view path);

/// Whether the name ends as printed music does: .abc .musicxml .xml .mxl.
bool has_score_extension(std::string_view path);

/// Whether the bytes begin as a ZIP archive does: a packed MusicXML file is one.
bool is_zip(std::span<const std::uint8_t> bytes);

}  // namespace segue
