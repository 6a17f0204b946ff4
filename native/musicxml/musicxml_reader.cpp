// SPDX-License-Identifier: Apache-2.0
#include "native/musicxml/musicxml_reader.h"

#include <string>
#include <vector>

#include "native/musicxml/mxl_archive.h"
#include "native/musicxml/score_tree.h"
#include "shared/music/score_playback.h"

namespace segue {
namespace {

Result<NoteSequence> read_text(std::span<const std::uint8_t> bytes) {
  if (bytes.size() > kMostMusicXmlBytes) {
    return Error{ErrorCode::kUnsupported,
                 "the MusicXML text has " + std::to_string(bytes.size() >> 20) +
                     " MiB; no score has more than " + std::to_string(kMostMusicXmlBytes >> 20)};
  }
  const auto tree = XmlTree::parse(bytes, "the file");
  if (!tree) return tree.error();
  const auto read = read_score(*tree);
  if (!read) return read.error();
  auto sequence = play_score(read->score);
  if (!sequence && sequence.error().code == ErrorCode::kNoMusic && read->unnamed_percussion > 0) {
    return Error{ErrorCode::kNoMusic,
                 "all " + std::to_string(read->unnamed_percussion) +
                     " notes of the score are percussion without a MIDI key (<midi-unpitched>)"};
  }
  return sequence;
}

}  // namespace

Result<NoteSequence> read_musicxml(std::span<const std::uint8_t> bytes) {
  if (!is_zip(bytes)) return read_text(bytes);
  const auto text = unpack_mxl(bytes);
  if (!text) return text.error();
  return read_text(*text);
}

}  // namespace segue
