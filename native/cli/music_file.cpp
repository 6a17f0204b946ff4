// SPDX-License-Identifier: Apache-2.0
#include "native/cli/music_file.h"

#include "native/musicxml/musicxml_reader.h"
#include "shared/midi/to_note_sequence.h"
#include "shared/music/abc_reader.h"

namespace segue {

Result<MusicFile> parse_music(const std::string& path, std::span<const std::uint8_t> bytes) {
  const MusicKind kind = music_kind(path, bytes);
  if (kind == MusicKind::kMidi) {
    auto midi = read_midi(bytes);
    if (!midi) return midi.error();
    return MusicFile{std::move(midi->sequence), kind, std::move(midi->warnings)};
  }
  auto tune = kind == MusicKind::kAbc
                  ? read_abc({reinterpret_cast<const char*>(bytes.data()), bytes.size()})
                  : read_musicxml(bytes);
  if (!tune) return tune.error();
  return MusicFile{*std::move(tune), kind};
}

}  // namespace segue
