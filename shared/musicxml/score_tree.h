// SPDX-License-Identifier: Apache-2.0
// From the elements of a MusicXML text to a score and its notes.
#pragma once

#include "shared/music/score.h"
#include "shared/musicxml/xml_tree.h"

namespace segue {

struct ReadScore {
  PrintedScore score;
  int unnamed_percussion = 0;  ///< notes without pitch and MIDI key, which are silent
};

/// Errors, with the line where it is known: kCorruptData (a number that is none, sense that is
/// missing), kUnsupported (another kind of XML, alternating meters, too many parts).
Result<ReadScore> read_score(const XmlTree& tree);

/// Scores by part and by measure. Read are pitches as they sound (transposing instruments,
/// octaves), chords, ties, staves, backup and forward, divisions, meters, keys with their mode,
/// tempos (sound or metronome), dynamics, repeats and endings, jumps (da capo, dal segno, coda and
/// fine, of <sound>), chord symbols, programs, and percussion whose MIDI key is named. Left out are
/// grace and cue notes, ornaments and words. Velocity 80 where nothing is said. What play_score()
/// says of bars and instruments holds too. Errors: those of read_score and play_score. Source: the
/// MusicXML 4.0 format, and note-seq's musicxml_parser for what is read of it; that one keeps tied
/// notes apart, ignores repeats, jumps, octave changes and minor modes, and refuses percussion.
Result<NoteSequence> play_musicxml(const XmlTree& tree);

}  // namespace segue
