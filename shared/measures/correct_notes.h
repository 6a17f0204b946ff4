// SPDX-License-Identifier: Apache-2.0
// How much of a piece came back: the share of sixteenths in which a copy has the original's note.
// Source: the correct-note measure of Altmann's thesis "Generating Musical Note Sequences with
// Variational Autoencoders" and its program.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "shared/measures/grid_piece.h"

namespace segue {

struct CorrectNotes {
  std::int64_t rows = 0;          ///< sixteenths compared
  std::int64_t right = 0;         ///< rows in which both are silent or have the same highest pitch
  std::int64_t right_events = 0;  ///< rows with, besides, the same event: onset, held or silence
  double share() const {
    return rows > 0 ? static_cast<double>(right) / static_cast<double>(rows) : 0;
  }
};

/// Row by row over the longer of both; after its end a piece is silent. Of notes that sound
/// together the highest counts; drums and pitches outside the piano's 21..108 do not.
CorrectNotes compare_notes(const GridPiece& original, const GridPiece& copy);

struct CorrectNoteSummary {
  std::int64_t pairs = 0;
  double share = 0;            ///< right rows of all pairs / all their rows
  double event_share = 0;      ///< the same for right_events
  double worst = 0, best = 0;  ///< the smallest and the largest share of a pair
};
CorrectNoteSummary summarise(std::span<const CorrectNotes> pairs);

}  // namespace segue
