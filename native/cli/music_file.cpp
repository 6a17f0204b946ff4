// SPDX-License-Identifier: Apache-2.0
#include "native/cli/music_file.h"

#include <filesystem>
#include <iostream>
#include <iterator>

#include "native/io/file.h"
#include "native/musicxml/musicxml_reader.h"
#include "shared/midi/to_note_sequence.h"
#include "shared/music/abc_reader.h"

namespace segue {

namespace fs = std::filesystem;

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

Result<std::vector<std::uint8_t>> read_input(const std::string& path) {
  if (path != "-") return read_file(path);
  std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(std::cin), {}};
  if (bytes.empty()) {
    return Error{ErrorCode::kIo, "standard input is empty; expected the bytes of a music file."};
  }
  return bytes;
}

Result<MusicFile> read_music(const std::string& path) {
  const auto bytes = read_input(path);
  if (!bytes) return bytes.error();
  auto music = parse_music(path, *bytes);
  if (!music) return Error{music.error().code, path + ": " + music.error().message};
  return music;
}

Result<std::vector<std::string>> list_music_files(const std::string& folder) {
  auto files = list_files(folder, has_midi_extension);
  if (!files || !files->empty()) return files;
  return list_files(folder, has_score_extension);
}

Result<std::vector<GivenFile>> list_given_files(const std::vector<std::string>& inputs) {
  std::vector<GivenFile> given;
  for (const std::string& input : inputs) {
    std::error_code ignored;
    if (!fs::is_directory(input, ignored)) {
      given.push_back({input, fs::path(input).filename().string()});
      continue;
    }
    const auto files = list_music_files(input);
    if (!files) return files.error();
    if (files->empty()) {
      return Error{ErrorCode::kNoMusic,
                   input +
                       " holds no music; expected files that end in .mid, .midi, .smf, .rmi, .kar, "
                       ".abc, .musicxml, .xml or .mxl, in it or its subfolders."};
    }
    for (const auto& file : *files) given.push_back({(fs::path(input) / file).string(), file});
  }
  return given;
}

}  // namespace segue
