// SPDX-License-Identifier: Apache-2.0
// Printed music to notes in seconds: MusicXML as text (.musicxml, .xml) and packed (.mxl).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "shared/base/result.h"
#include "shared/music/note_sequence.h"

namespace segue {

/// Larger texts are refused, packed ones before they are unpacked.
inline constexpr std::size_t kMostMusicXmlBytes = std::size_t{64} << 20;

/// What play_musicxml() says of the score. Entities beyond the five of XML stay text and nothing
/// outside the file is opened.
/// Errors: those of play_musicxml and unpack_mxl; kCorruptData (no XML), kUnsupported (too large).
Result<NoteSequence> read_musicxml(std::span<const std::uint8_t> bytes);

}  // namespace segue
