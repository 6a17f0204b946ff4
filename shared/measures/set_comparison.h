// SPDX-License-Identifier: Apache-2.0
// A set of pieces in numbers, and beside a reference: how far apart they are, and how far apart two
// halves of the reference are from each other, which is what "the same" looks like.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "shared/measures/clip_measures.h"
#include "shared/measures/histograms.h"
#include "shared/measures/piece_measures.h"
#include "shared/measures/self_similarity.h"

namespace segue {

/// How the values of many pieces spread. Percentiles are interpolated between neighbours (type 7 of
/// Hyndman and Fan 1996).
struct Spread {
  std::int64_t pieces = 0;  ///< with a value
  double mean = 0;
  double sd = 0;  ///< of the population
  double p5 = 0, median = 0, p95 = 0;
};
/// None without values.
std::optional<Spread> spread_of(std::vector<double> values);

/// A set with all that is measured on it.
struct MeasuredSet {
  std::vector<GridPiece> pieces;
  std::vector<PieceValues> values;  ///< of each piece
  std::array<std::optional<Spread>, kPieceMeasures> spreads;
  Histograms histograms;
  ClipMeasures summary;
};
MeasuredSet measure_set(std::vector<GridPiece> pieces);
/// A measure's values, of the pieces that have one.
std::vector<double> values_of(const MeasuredSet& set, PieceMeasure measure);

/// One measure of a set beside the reference's.
struct MeasureComparison {
  /// Difference of the means in standard deviations of the reference (Glass's delta); none where it
  /// has no spread.
  std::optional<double> shift_sd;
  /// Share of the set's pieces between the reference's 5th and 95th percentile; of the reference
  /// itself at least 0.9.
  double share_inside = 0;
};

/// An overlapping area or score, and the same between random halves of the reference (mean over
/// kHalvings divisions): values below that are differences, not chance.
struct WithNormal {
  std::optional<double> value, halves;
};
inline constexpr int kHalvings = 10;

struct SetComparison {
  std::array<std::optional<MeasureComparison>, kPieceMeasures> measures;
  std::array<WithNormal, kHistogramKinds> overlaps;
  /// Self-similarity: pitch, duration.
  std::array<WithNormal, 2> consistency, variance;
};
SetComparison compare_sets(const MeasuredSet& set, const MeasuredSet& reference);

}  // namespace segue
