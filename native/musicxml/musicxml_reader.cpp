// SPDX-License-Identifier: Apache-2.0
#include "native/musicxml/musicxml_reader.h"

#include <string>
#include <vector>

#include "native/musicxml/mxl_archive.h"
#include "native/musicxml/xml_parser.h"
#include "shared/music/music_kind.h"
#include "shared/musicxml/score_tree.h"

namespace segue {
namespace {

Result<NoteSequence> read_text(std::span<const std::uint8_t> bytes) {
  if (bytes.size() > kMostMusicXmlBytes) {
    return Error{ErrorCode::kUnsupported,
                 "the MusicXML text has " + std::to_string(bytes.size() >> 20) +
                     " MiB; no score has more than " + std::to_string(kMostMusicXmlBytes >> 20)};
  }
  const auto tree = parse_xml(bytes, "the file");
  if (!tree) return tree.error();
  return play_musicxml(*tree);
}

}  // namespace

Result<NoteSequence> read_musicxml(std::span<const std::uint8_t> bytes) {
  if (!is_zip(bytes)) return read_text(bytes);
  const auto text = unpack_mxl(bytes);
  if (!text) return text.error();
  return read_text(*text);
}

}  // namespace segue
