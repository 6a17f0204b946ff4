// SPDX-License-Identifier: Apache-2.0
// How alike neighbouring stretches of a long piece are: the overlapping area of normal
// distributions fitted to the pitches and durations of frames. Source: Mittal et al., "Symbolic
// Music Generation with Diffusion Models", ISMIR 2021.
#pragma once

#include <optional>
#include <span>

#include "shared/measures/grid_piece.h"

namespace segue {

struct Gaussian {
  double mean = 0;
  double sd = 1;  ///< above 0
};

/// The area under both densities, 0..1: the integral of min(f(x), g(x)).
double overlapping_area(const Gaussian& f, const Gaussian& g);

/// What of a note is looked at.
enum class NoteFeature {
  kPitch,     ///< semitones
  kDuration,  ///< sixteenths
};

inline constexpr int kFrameBars = 4, kFrameHopBars = 2;

/// Frames of 4 bars every 2 bars; in each a normal distribution is fitted to the feature of the
/// pitched notes that start in it (population standard deviation + 1e-6; N(1, 1e-6) where there
/// are none); the mean of the overlapping areas of neighbouring frames. None below 6 bars or
/// without pitched notes.
std::optional<double> self_similarity(const GridPiece& piece, NoteFeature feature);

/// How near a set's self-similarities are to those of a reference, 1 the same:
/// consistency = max(0, 1 - |mean - mean_ref| / mean_ref), variance likewise with variances.
struct SelfSimilarityScore {
  std::optional<double> consistency, variance;  ///< none where the reference's is 0
};
/// One value a piece; none where either side has no value.
std::optional<SelfSimilarityScore> compare_self_similarity(std::span<const double> values,
                                                           std::span<const double> reference);

}  // namespace segue
