// SPDX-License-Identifier: Apache-2.0
// Printed music as a file tells it, measure by measure and part by part: what is left of MusicXML
// once the XML is gone. score_playback.h turns it into notes in seconds.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "shared/music/note_sequence.h"

namespace segue {

inline constexpr int kScoreRest = -1;

/// A note or a rest of `quarters` quarter notes. The cursor moves to its end unless `in_chord`:
/// then it starts with the note before.
struct ScoreNote {
  double quarters = 0;
  int pitch = kScoreRest;  ///< as it sounds, 0..127
  int velocity = 80;
  int staff = 1;  ///< of its part, from 1
  bool is_drum = false;
  bool in_chord = false;
  bool tie_start = false, tie_stop = false;
};

/// Moves the cursor, back where `quarters` is negative; never before the measure.
struct ScoreMove {
  double quarters = 0;
};

/// A chord symbol at the cursor or `offset_quarters` after it.
struct ScoreChord {
  std::uint8_t chord = 0;  ///< as ChordSymbol::chord, as it sounds
  double offset_quarters = 0;
};

/// In document order. The times of tempos, meters and keys are those of the cursor; `time_s` is not
/// used.
using ScoreEvent =
    std::variant<ScoreNote, ScoreMove, ScoreChord, Tempo, TimeSignature, KeySignature>;

/// Signs to jump from and to, each with its name ("segno" where it has none); empty: not there.
/// Segno and coda begin their measure; the others count at its end.
struct ScoreJumps {
  std::string segno, coda, to_coda, dal_segno;
  bool da_capo = false, fine = false;
};

struct ScoreMeasure {
  std::vector<ScoreEvent> events;
  ScoreJumps jumps;
  bool repeat_start = false;
  int repeat_times = 0;      ///< how often the section that ends here is played; 0: no repeat sign
  std::vector<int> endings;  ///< the passes in which it is played; empty: in all
};

struct ScorePart {
  std::string name;
  int program = 0;
  int channel = -1;  ///< 0..15; -1: any
  std::vector<ScoreMeasure> measures;
};

struct PrintedScore {
  std::vector<ScorePart> parts;
};

}  // namespace segue
