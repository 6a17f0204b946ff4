// SPDX-License-Identifier: Apache-2.0
// How the notes of many pieces are distributed, and how much two distributions have in common.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/measures/grid_piece.h"

namespace segue {

enum class HistogramKind {
  kPitch,       ///< 128 MIDI pitches of pitched notes
  kPitchClass,  ///< 12, C first
  kInterval,    ///< 25: -12 .. 12 semitones, as melodic_intervals; larger ones at the ends
  kOnset,       ///< 16: sixteenth of the bar in which a note starts; later ones are left out
  kDuration,    ///< 17: 1 .. 16 sixteenths, and more, of pitched notes
  kDrums,       ///< 9: the drum classes of shared/codec/drum_codec.h; others are left out
};
inline constexpr std::size_t kHistogramKinds = 6;

struct HistogramInfo {
  HistogramKind kind;
  std::string_view name;   ///< in JSON: "pitch_class"
  std::string_view label;  ///< for people: "pitch classes"
  std::size_t bins;
};
std::span<const HistogramInfo> histogram_kinds();
/// What a bin holds: "C#", "-12 or less", "bass drum".
std::string bin_label(HistogramKind kind, std::size_t bin);

struct Histogram {
  HistogramKind kind = HistogramKind::kPitch;
  std::vector<double> counts;  ///< one a bin
  double total = 0;
  double share(std::size_t bin) const { return total > 0 ? counts[bin] / total : 0; }
};
using Histograms = std::array<Histogram, kHistogramKinds>;

Histograms make_histograms();  ///< all empty
void add_piece(const GridPiece& piece, Histograms& histograms);
Histograms count_pieces(std::span<const GridPiece> pieces);

/// The overlapping area of two distributions, 0..1: the sum over bins of the smaller share. None
/// where one is empty.
std::optional<double> overlap(const Histogram& a, const Histogram& b);

}  // namespace segue
