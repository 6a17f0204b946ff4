// SPDX-License-Identifier: Apache-2.0
// What is in a music file: tracks, tempo, meter, warnings, melodies and why there are none.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "native/cli/melody_input.h"
#include "native/cli/music_file.h"
#include "shared/base/result.h"
#include "shared/midi/midi_file.h"

namespace segue {

struct MidiReport {
  MusicKind kind = MusicKind::kMidi;
  int format = 1;  ///< of MIDI, as is the division
  MidiDivision division;
  std::vector<MidiWarning> warnings;
  MelodyFile melody;
  std::size_t beats = 0;  ///< windows of drums, as long as those of melodies
};

/// `path` is what messages call the file. Errors: those of parse_music.
Result<MidiReport> inspect_midi(const std::string& path, std::span<const std::uint8_t> bytes,
                                const Representation& form);

std::string to_text(const MidiReport& report, const Representation& form);
/// A JSON object; every window with its tokens.
std::string to_json(const MidiReport& report, const Representation& form);

}  // namespace segue
