// SPDX-License-Identifier: Apache-2.0
#include "shared/music/music_kind.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace segue {
namespace {

constexpr std::array<std::string_view, 5> kMidiExtensions = {".mid", ".midi", ".smf", ".rmi",
                                                             ".kar"};

std::string extension_of(std::string_view path) {
  const auto dot = path.rfind('.'), slash = path.rfind('/');
  if (dot == std::string_view::npos || (slash != std::string_view::npos && dot < slash)) return {};
  std::string extension(path.substr(dot));
  for (char& c : extension) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return extension;
}

bool begins_with(std::span<const std::uint8_t> bytes, std::string_view start) {
  return bytes.size() >= start.size() &&
         std::equal(start.begin(), start.end(), bytes.begin(),
                    [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
}

}  // namespace

std::string_view to_name(MusicKind kind) {
  if (kind == MusicKind::kMidi) return "MIDI";
  return kind == MusicKind::kAbc ? "ABC" : "MusicXML";
}

bool has_midi_extension(std::string_view path) {
  const std::string extension = extension_of(path);
  return std::find(kMidiExtensions.begin(), kMidiExtensions.end(), extension) !=
         kMidiExtensions.end();
}

bool has_score_extension(std::string_view path) {
  const std::string extension = extension_of(path);
  return extension == ".abc" || extension == ".musicxml" || extension == ".xml" ||
         extension == ".mxl";
}

bool is_zip(std::span<const std::uint8_t> bytes) { return begins_with(bytes, "PK\x03\x04"); }

MusicKind music_kind(std::string_view path, std::span<const std::uint8_t> bytes) {
  if (has_score_extension(path)) {
    return extension_of(path) == ".abc" ? MusicKind::kAbc : MusicKind::kMusicXml;
  }
  if (has_midi_extension(path)) return MusicKind::kMidi;
  if (is_zip(bytes) || begins_with(bytes, "\xFF\xFE<") || begins_with(bytes, "\xFE\xFF")) {
    return MusicKind::kMusicXml;
  }
  if (begins_with(bytes, "\xEF\xBB\xBF")) bytes = bytes.subspan(3);  // UTF-8's mark
  while (!bytes.empty() && std::isspace(bytes.front()) != 0) bytes = bytes.subspan(1);
  if (begins_with(bytes, "<")) return MusicKind::kMusicXml;
  return begins_with(bytes, "X:") || begins_with(bytes, "%abc") ? MusicKind::kAbc
                                                                : MusicKind::kMidi;
}

}  // namespace segue
