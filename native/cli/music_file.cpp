// SPDX-License-Identifier: Apache-2.0
#include "native/cli/music_file.h"

#include "native/cli/dataset_sources.h"
#include "shared/midi/to_note_sequence.h"
#include "shared/music/abc_reader.h"

namespace segue {

Result<MusicFile> parse_music(const std::string& path, std::span<const std::uint8_t> bytes) {
  if (has_abc_extension(path)) {
    auto tune = read_abc({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    if (!tune) return tune.error();
    return MusicFile{*std::move(tune), false};
  }
  auto midi = read_midi(bytes);
  if (!midi) return midi.error();
  return MusicFile{std::move(midi->sequence), !midi->warnings.empty()};
}

}  // namespace segue
