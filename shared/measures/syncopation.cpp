// SPDX-License-Identifier: Apache-2.0
// Syncopation of piece_measures.h: where notes sound against the meter.
#include <algorithm>
#include <vector>

#include "shared/codec/drum_codec.h"
#include "shared/measures/piece_measures.h"

namespace segue {
namespace {

constexpr int kQuarter = 4, kEighth = 2;  // in sixteenths

// Weight of a sixteenth in the tree of the meter: 0 on the bar line, then one less at each level
// (half bar where a bar has one, quarter, eighth, sixteenth).
int metrical_weight(int step, int bar_steps) {
  if (step == 0) return 0;
  const bool has_half = bar_steps % (2 * kQuarter) == 0 && bar_steps > kQuarter;
  const int quarter = has_half && bar_steps > 2 * kQuarter ? -2 : -1;
  if (has_half && step == bar_steps / 2) return -1;
  if (step % kQuarter == 0) return quarter;
  return step % kEighth == 0 ? quarter - 1 : quarter - 2;
}

// Weights of every step of the piece.
std::vector<int> metrical_weights(const GridPiece& piece) {
  std::vector<int> weights;
  weights.reserve(static_cast<std::size_t>(piece.steps()));
  for (std::size_t bar = 0; bar + 1 < piece.bar_lines.size(); ++bar) {
    const int start = piece.bar_lines[bar], end = piece.bar_lines[bar + 1];
    for (int step = start; step < end; ++step) {
      weights.push_back(metrical_weight(step - start, end - start));
    }
  }
  return weights;
}

bool carries_rhythm(const GridNote& note, bool pitched) {
  if (pitched) return !note.is_drum;
  const int drum = drum_class(note.pitch);
  return note.is_drum && (drum == 0 || drum == 1);  // kick and snare
}

}  // namespace

std::optional<double> syncopation(const GridPiece& piece) {
  if (piece.bars() <= 0) return std::nullopt;
  const bool pitched = std::any_of(piece.notes.begin(), piece.notes.end(),
                                   [](const GridNote& note) { return !note.is_drum; });
  const std::vector<int> weights = metrical_weights(piece);
  std::vector<bool> onset(weights.size());
  bool any = false;
  for (const GridNote& note : piece.notes) {
    const auto step = static_cast<std::size_t>(note.start_step);
    if (step >= onset.size() || !carries_rhythm(note, pitched)) continue;
    onset[step] = any = true;
  }
  if (!any) return std::nullopt;
  double sum = 0;
  for (std::size_t step = 0; step < onset.size();) {
    const std::size_t start = step++;
    if (!onset[start]) continue;
    int strongest = weights[start];
    for (; step < onset.size() && !onset[step]; ++step) {
      strongest = std::max(strongest, weights[step]);
    }
    sum += strongest - weights[start];
  }
  return sum / piece.bars();
}

}  // namespace segue
