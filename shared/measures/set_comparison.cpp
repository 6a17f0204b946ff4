// SPDX-License-Identifier: Apache-2.0
#include "shared/measures/set_comparison.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "shared/base/rng.h"

namespace segue {
namespace {

double percentile(const std::vector<double>& sorted, double p) {
  const double at = p * static_cast<double>(sorted.size() - 1);
  const auto low = static_cast<std::size_t>(at);
  const std::size_t high = std::min(low + 1, sorted.size() - 1);
  return sorted[low] + (at - static_cast<double>(low)) * (sorted[high] - sorted[low]);
}

constexpr std::array<PieceMeasure, 2> kSelfSimilarities = {PieceMeasure::kSelfSimilarityPitch,
                                                           PieceMeasure::kSelfSimilarityDuration};

/// The mean of what exists.
class Mean {
 public:
  void add(const std::optional<double>& value) {
    if (!value) return;
    sum_ += *value;
    ++count_;
  }
  std::optional<double> get() const {
    return count_ > 0 ? std::optional(sum_ / count_) : std::nullopt;
  }

 private:
  double sum_ = 0;
  int count_ = 0;
};

struct HalfNormals {
  std::array<Mean, kHistogramKinds> overlaps;
  std::array<Mean, 2> consistency, variance;
};

/// Divides the reference into random halves, kHalvings times.
HalfNormals measure_halves(const MeasuredSet& reference) {
  HalfNormals normals;
  const std::size_t count = reference.pieces.size();
  if (count < 2) return normals;
  std::vector<std::size_t> order(count);
  for (int halving = 0; halving < kHalvings; ++halving) {
    std::iota(order.begin(), order.end(), std::size_t{0});
    Rng rng(0, static_cast<std::uint64_t>(halving));
    shuffle(std::span(order), rng);
    std::array<Histograms, 2> halves = {make_histograms(), make_histograms()};
    std::array<std::array<std::vector<double>, 2>, 2> values;  // [half][pitch, duration]
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t half = i < count / 2 ? 0 : 1;
      add_piece(reference.pieces[order[i]], halves[half]);
      for (std::size_t k = 0; k < kSelfSimilarities.size(); ++k) {
        const auto& value =
            reference.values[order[i]][static_cast<std::size_t>(kSelfSimilarities[k])];
        if (value) values[half][k].push_back(*value);
      }
    }
    for (std::size_t k = 0; k < kHistogramKinds; ++k) {
      normals.overlaps[k].add(overlap(halves[0][k], halves[1][k]));
    }
    for (std::size_t k = 0; k < kSelfSimilarities.size(); ++k) {
      if (const auto score = compare_self_similarity(values[0][k], values[1][k])) {
        normals.consistency[k].add(score->consistency);
        normals.variance[k].add(score->variance);
      }
    }
  }
  return normals;
}

}  // namespace

std::optional<Spread> spread_of(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  std::sort(values.begin(), values.end());
  Spread spread;
  spread.pieces = static_cast<std::int64_t>(values.size());
  const auto count = static_cast<double>(values.size());
  spread.mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  double squares = 0;
  for (const double value : values) squares += (value - spread.mean) * (value - spread.mean);
  spread.sd = std::sqrt(squares / count);
  spread.p5 = percentile(values, 0.05);
  spread.median = percentile(values, 0.5);
  spread.p95 = percentile(values, 0.95);
  return spread;
}

MeasuredSet measure_set(std::vector<GridPiece> pieces) {
  MeasuredSet set;
  set.pieces = std::move(pieces);
  set.values.reserve(set.pieces.size());
  for (const GridPiece& piece : set.pieces) set.values.push_back(measure_piece(piece));
  for (const auto& info : piece_measures()) {
    set.spreads[static_cast<std::size_t>(info.measure)] = spread_of(values_of(set, info.measure));
  }
  set.histograms = count_pieces(set.pieces);
  set.summary = measure_clips(set.pieces);
  return set;
}

std::vector<double> values_of(const MeasuredSet& set, PieceMeasure measure) {
  std::vector<double> values;
  for (const PieceValues& piece : set.values) {
    if (const auto& value = piece[static_cast<std::size_t>(measure)]) values.push_back(*value);
  }
  return values;
}

SetComparison compare_sets(const MeasuredSet& set, const MeasuredSet& reference) {
  SetComparison result;
  for (const auto& info : piece_measures()) {
    const auto at = static_cast<std::size_t>(info.measure);
    const auto &mine = set.spreads[at], &theirs = reference.spreads[at];
    if (!mine || !theirs) continue;
    MeasureComparison comparison;
    if (theirs->sd > 0) comparison.shift_sd = (mine->mean - theirs->mean) / theirs->sd;
    const auto values = values_of(set, info.measure);
    const auto inside = std::count_if(values.begin(), values.end(), [&](double value) {
      return value >= theirs->p5 && value <= theirs->p95;
    });
    comparison.share_inside = static_cast<double>(inside) / static_cast<double>(values.size());
    result.measures[at] = comparison;
  }
  const HalfNormals normals = measure_halves(reference);
  for (std::size_t k = 0; k < kHistogramKinds; ++k) {
    result.overlaps[k] = {overlap(set.histograms[k], reference.histograms[k]),
                          normals.overlaps[k].get()};
  }
  for (std::size_t k = 0; k < kSelfSimilarities.size(); ++k) {
    const auto score = compare_self_similarity(values_of(set, kSelfSimilarities[k]),
                                               values_of(reference, kSelfSimilarities[k]));
    result.consistency[k] = {score ? score->consistency : std::nullopt,
                             normals.consistency[k].get()};
    result.variance[k] = {score ? score->variance : std::nullopt, normals.variance[k].get()};
  }
  return result;
}

}  // namespace segue
