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

/// Scores by part and by measure. Read are pitches as they sound (transposing instruments,
/// octaves), chords, ties, staves, backup and forward, divisions, meters, keys with their mode,
/// tempos (sound or metronome), dynamics, repeats and endings, programs, and percussion whose MIDI
/// key is named. Left out are grace and cue notes, chord symbols, jumps (da capo, coda), ornaments
/// and words. Velocity 80 where nothing is said. What play_score() says of bars and instruments
/// holds too. Entities beyond the five of XML stay text and nothing outside the file is opened.
/// Errors, with the line: kCorruptData (no XML, damage, a number that is none), kUnsupported
/// (another kind of XML, an archive without a score, alternating meters, too large), kNoMusic.
/// Source: the MusicXML 4.0 format, and note-seq's musicxml_parser for what is read of it; that one
/// keeps tied notes apart, ignores repeats, octave changes and minor modes, and refuses percussion.
Result<NoteSequence> read_musicxml(std::span<const std::uint8_t> bytes);

/// Whether the bytes begin as a ZIP archive does.
bool is_zip(std::span<const std::uint8_t> bytes);

}  // namespace segue
