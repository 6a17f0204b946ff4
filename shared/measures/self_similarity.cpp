// SPDX-License-Identifier: Apache-2.0
#include "shared/measures/self_similarity.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace segue {
namespace {

double below(const Gaussian& g, double x) {
  return 0.5 * std::erfc((g.mean - x) / (g.sd * std::numbers::sqrt2));
}

struct Moments {
  double mean = 0, variance = 0;
};

Moments moments_of(std::span<const double> values) {
  Moments m;
  for (const double value : values) m.mean += value;
  m.mean /= static_cast<double>(values.size());
  for (const double value : values) m.variance += (value - m.mean) * (value - m.mean);
  m.variance /= static_cast<double>(values.size());
  return m;
}

Gaussian fit(std::span<const double> values) {
  constexpr double kLeastSd = 1e-6;  // as the source has it
  if (values.empty()) return {1, kLeastSd};
  const Moments m = moments_of(values);
  return {m.mean, std::sqrt(m.variance) + kLeastSd};
}

}  // namespace

double overlapping_area(const Gaussian& f, const Gaussian& g) {
  const Gaussian& narrow = f.sd <= g.sd ? f : g;
  const Gaussian& wide = f.sd <= g.sd ? g : f;
  const double distance = wide.mean - narrow.mean;
  const double narrow_variance = narrow.sd * narrow.sd, wide_variance = wide.sd * wide.sd;
  // Nearly equal widths: one crossing, in the middle. The general case would divide by nearly 0.
  if (wide.sd - narrow.sd <= 1e-12 * wide.sd) {
    return std::erfc(std::fabs(distance) / (2 * wide.sd * std::numbers::sqrt2));
  }
  // log f = log g is a quadratic equation, in x - narrow.mean:
  // x^2 (1/n - 1/w) + 2 x d/w - d^2/w - log(w/n) = 0 with the variances n and w.
  const double a = 1 / narrow_variance - 1 / wide_variance;
  const double b = distance / wide_variance;
  const double c = -distance * distance / wide_variance - std::log(wide_variance / narrow_variance);
  const double root = std::sqrt(std::max(0.0, b * b - a * c));
  const double low = narrow.mean + (-b - root) / a, high = narrow.mean + (-b + root) / a;
  // Between the crossings the narrow one is higher, outside the wide one.
  const double area = below(wide, high) - below(wide, low) + below(narrow, low) +
                      below({-narrow.mean, narrow.sd}, -high);
  return std::clamp(area, 0.0, 1.0);
}

std::optional<double> self_similarity(const GridPiece& piece, NoteFeature feature) {
  std::vector<Gaussian> frames;
  bool any = false;
  for (int first = 0; first + kFrameBars <= piece.bars(); first += kFrameHopBars) {
    const int start = piece.bar_lines[static_cast<std::size_t>(first)];
    const int end = piece.bar_lines[static_cast<std::size_t>(first + kFrameBars)];
    std::vector<double> values;
    auto note = std::lower_bound(piece.notes.begin(), piece.notes.end(), start,
                                 [](const GridNote& n, int step) { return n.start_step < step; });
    for (; note != piece.notes.end() && note->start_step < end; ++note) {
      if (note->is_drum) continue;
      values.push_back(feature == NoteFeature::kPitch ? note->pitch : note->duration());
    }
    any = any || !values.empty();
    frames.push_back(fit(values));
  }
  if (frames.size() < 2 || !any) return std::nullopt;
  double sum = 0;
  for (std::size_t i = 1; i < frames.size(); ++i) {
    sum += overlapping_area(frames[i - 1], frames[i]);
  }
  return sum / static_cast<double>(frames.size() - 1);
}

std::optional<SelfSimilarityScore> compare_self_similarity(std::span<const double> values,
                                                           std::span<const double> reference) {
  if (values.empty() || reference.empty()) return std::nullopt;
  const Moments m = moments_of(values), r = moments_of(reference);
  SelfSimilarityScore score;
  if (r.mean > 0) score.consistency = std::max(0.0, 1 - std::fabs(m.mean - r.mean) / r.mean);
  if (r.variance > 0) {
    score.variance = std::max(0.0, 1 - std::fabs(m.variance - r.variance) / r.variance);
  }
  return score;
}

}  // namespace segue
