// SPDX-License-Identifier: Apache-2.0
// What no listener should be given: pieces that are silent, too sparse or stuck. A floor, no
// judgement of taste; `segue assemble` drops what lies below it.
#pragma once

#include <optional>
#include <string>

#include "shared/measures/grid_piece.h"

namespace segue {

/// The thresholds. Steps are sixteenths; a step is covered while a note sounds and for a quarter
/// from a drum's stroke on.
struct QualityFloor {
  // Silent.
  int least_notes = 4;
  // Too sparse.
  double least_notes_per_bar = 1;  ///< mean over all bars
  double least_covered = 0.4;      ///< share of the steps up to the last note's end
  int longest_gap_steps = 32;      ///< steps in a row that nothing covers
  double least_length = 0.5;       ///< of the steps that were asked for
  // Stuck, in pieces of at least `stuck_from_notes` pitched notes (drums may do all of it).
  int stuck_from_notes = 16;
  double most_same_pitch = 0.7;  ///< share of the commonest pitch among the notes
  int least_pitches = 3;
  int longest_hold_steps = 64;  ///< steps in a row in which no note begins
  int most_equal_bars = 8;      ///< bars in a row that each equal the last, or the last but one
};

/// The thresholds in words: "silent: fewer than 4 notes; too sparse: ...; stuck: ...".
std::string to_text(const QualityFloor& floor);

struct FloorFinding {
  enum class Kind { kSilent, kSparse, kStuck };
  Kind kind = Kind::kSilent;
  std::string why;  ///< the measure, its value and the threshold: "2 notes, at least 4 expected"
};
/// "silent", "too sparse", "stuck".
const char* to_name(FloorFinding::Kind kind);

/// The first threshold, in the order above, that `piece` lies below; none for a piece that passes.
/// `asked_steps` is how long it was to be, 0 where nobody asked.
std::optional<FloorFinding> check_quality(const GridPiece& piece, int asked_steps = 0,
                                          const QualityFloor& floor = {});

}  // namespace segue
