// SPDX-License-Identifier: Apache-2.0
// What one piece is like, in numbers: the table of measures and their values. The same for songs,
// clips of a model and windows of a data set.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "shared/measures/grid_piece.h"

namespace segue {

enum class PieceMeasure {
  kNotes,
  kNotesPerBar,
  kPitch,
  kPitchRange,
  kPitches,
  kPitchClassEntropy,
  kInScale,
  kInterval,
  kDuration,
  kSilence,
  kPolyphony,
  kDissonance,
  kRepeatedBars,
  kLongestRepeat,
  kGrooveSimilarity,
  kSyncopation,
  kVelocity,
  kVelocitySpread,
  kTimingOffset,
  kSelfSimilarityPitch,
  kSelfSimilarityDuration,
};
inline constexpr std::size_t kPieceMeasures = 21;

/// How a measure is called and what it means.
struct PieceMeasureInfo {
  PieceMeasure measure;
  std::string_view name;        ///< in JSON: "pitch_range"
  std::string_view label;       ///< for people, with the unit: "pitch range, semitones"
  std::string_view meaning;     ///< the formula and its source, in words
  bool is_share = false;        ///< 0..1, shown in percent
  std::string_view needs = {};  ///< what a piece must have for it: "pitched notes"
};

/// All of them, in the order of the enumeration.
std::span<const PieceMeasureInfo> piece_measures();

/// A value for each measure that exists for a piece: nothing can be said about the intervals of
/// drums or about the repetition of a single bar.
using PieceValues = std::array<std::optional<double>, kPieceMeasures>;
PieceValues measure_piece(const GridPiece& piece);

/// Largest share of the pitched notes inside one of 24 scales: 12 major (their notes are those of
/// the natural minors too) and 12 harmonic minor. None without pitched notes.
std::optional<double> in_scale_share(const GridPiece& piece);

/// What more than one voice is: as a share of the sixteenths that sound, see dissonance_share.
inline constexpr double kLeastTogether = 0.05;

/// Joint sounding time in dissonant intervals / all joint sounding time, over all pairs of pitched
/// notes, in note pairs x sixteenths. Dissonant are, whatever the octave, seconds, sevenths and the
/// tritone (1, 2, 6, 10, 11 semitones). None for a piece of one voice, in which notes sound
/// together in less than kLeastTogether of the sixteenths that sound: that is how grace notes and
/// legato come out on the grid.
std::optional<double> dissonance_share(const GridPiece& piece);

/// How much of a piece comes again, bar by bar: two bars are equal if they are as long and the same
/// notes start at the same places with the same lengths, whatever their velocity.
struct Repetition {
  /// Bars with notes that equal an earlier one / bars with notes, the first not counted.
  double repeated_bars = 0;
  /// Most bars in a row, all with notes, that come a second time without overlap. Looked for in the
  /// first kMostRepetitionBars bars.
  int longest_repeat_bars = 0;
};
inline constexpr int kMostRepetitionBars = 4096;
/// None with fewer than two bars with notes.
std::optional<Repetition> repetition(const GridPiece& piece);

/// Share of the positions at which neighbouring bars agree on whether a note starts; mean over
/// pairs of equally long bars of which one has notes. None without such a pair.
/// Source: Wu and Yang, "The Jazz Transformer on the Front Line", ISMIR 2020, grooving pattern
/// similarity, taken of neighbours.
std::optional<double> groove_similarity(const GridPiece& piece);

/// How much sounds against the meter, a bar: each note that is followed, before the next one, by a
/// stronger place without an onset adds the difference of both places' weights (0 the bar line, -1
/// the half bar, -2 a quarter, -3 an eighth, -4 a sixteenth). Of all pitched onsets together; where
/// there are none, of kick and snare. None without them. Source: Longuet-Higgins and Lee, "The
/// Rhythmic Interpretation of Monophonic Music", Music Perception 1984.
std::optional<double> syncopation(const GridPiece& piece);

}  // namespace segue
