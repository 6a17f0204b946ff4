// SPDX-License-Identifier: Apache-2.0
#include "shared/measures/piece_measures.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "shared/measures/histograms.h"
#include "tests/shared/measures/make_piece.h"

namespace segue {
namespace {

using test::make_piece;
using test::make_quarters;

std::optional<double> value(const GridPiece& piece, PieceMeasure measure) {
  return measure_piece(piece)[static_cast<std::size_t>(measure)];
}

TEST(PieceMeasures, TheTableIsInTheOrderOfTheEnumeration) {
  std::set<std::string_view> names;
  ASSERT_EQ(piece_measures().size(), kPieceMeasures);
  for (std::size_t i = 0; i < kPieceMeasures; ++i) {
    EXPECT_EQ(static_cast<std::size_t>(piece_measures()[i].measure), i);
    EXPECT_TRUE(names.insert(piece_measures()[i].name).second) << piece_measures()[i].name;
  }
  for (std::size_t i = 0; i < kHistogramKinds; ++i) {
    EXPECT_EQ(static_cast<std::size_t>(histogram_kinds()[i].kind), i);
  }
}

TEST(PieceMeasures, CountsByHand) {
  auto piece = make_piece(2, {{60, 0, 4}, {64, 4, 8}, {60, 4, 8, 1}, {67, 16, 24}});
  piece.notes[0].velocity = 100;
  piece.notes[1].velocity = 60;
  piece.notes[2].velocity = 100;
  piece.notes[3].velocity = 60;
  piece.notes[3].offset_steps = -0.2f;
  EXPECT_DOUBLE_EQ(*value(piece, PieceMeasure::kNotes), 4);
  EXPECT_DOUBLE_EQ(*value(piece, PieceMeasure::kNotesPerBar), 2);
  EXPECT_DOUBLE_EQ(*value(piece, PieceMeasure::kPitch), 251.0 / 4);
  EXPECT_DOUBLE_EQ(*value(piece, PieceMeasure::kPitchRange), 7);
  EXPECT_DOUBLE_EQ(*value(piece, PieceMeasure::kPitches), 3);
  EXPECT_DOUBLE_EQ(*value(piece, PieceMeasure::kPitchClassEntropy), 1.5);  // 1/2, 1/4, 1/4
  EXPECT_DOUBLE_EQ(*value(piece, PieceMeasure::kInterval), 3.5);           // 4 and 3
  EXPECT_DOUBLE_EQ(*value(piece, PieceMeasure::kDuration), 5);
  EXPECT_DOUBLE_EQ(*value(piece, PieceMeasure::kSilence), 0.5);
  EXPECT_DOUBLE_EQ(*value(piece, PieceMeasure::kPolyphony), 20.0 / 16);
  EXPECT_DOUBLE_EQ(*value(piece, PieceMeasure::kVelocity), 80);
  EXPECT_DOUBLE_EQ(*value(piece, PieceMeasure::kVelocitySpread), 20);
  EXPECT_NEAR(*value(piece, PieceMeasure::kTimingOffset), 0.05, 1e-6);
}

TEST(PieceMeasures, WhatCannotBeSaidIsAbsent) {
  const auto drums = make_piece(1, {{36, 0, 1, 0, true}});
  EXPECT_FALSE(value(drums, PieceMeasure::kPitch));
  EXPECT_FALSE(value(drums, PieceMeasure::kInScale));
  EXPECT_FALSE(value(drums, PieceMeasure::kDissonance));
  EXPECT_FALSE(value(drums, PieceMeasure::kRepeatedBars));
  EXPECT_FALSE(value(drums, PieceMeasure::kGrooveSimilarity));
  EXPECT_FALSE(value(make_piece(1, {{60, 0, 4}}), PieceMeasure::kInterval));
  EXPECT_DOUBLE_EQ(*value(make_piece(1, {}), PieceMeasure::kSilence), 1);
  EXPECT_FALSE(value(GridPiece{}, PieceMeasure::kNotesPerBar));
}

TEST(PieceMeasures, InScaleTakesTheBestOfMajorAndHarmonicMinor) {
  // A F G# E: A harmonic minor.
  EXPECT_DOUBLE_EQ(*in_scale_share(make_quarters(1, {57, 65, 68, 64})), 1);
  // Of C, C#, D, D# three at most: C, D and D# in C minor.
  EXPECT_DOUBLE_EQ(*in_scale_share(make_quarters(1, {60, 61, 62, 63})), 0.75);
}

TEST(PieceMeasures, DissonanceWeighsIntervalsByHowLongTheySoundTogether) {
  // C with G for 4 steps, C with C# for 2 (of the 4 of C#): 2 of 6.
  EXPECT_DOUBLE_EQ(*dissonance_share(make_piece(1, {{60, 0, 8}, {67, 0, 4}, {61, 6, 10}})),
                   2.0 / 6);
  // Three notes are three pairs: C-E, C-B and E-B; only the seventh is dissonant.
  EXPECT_DOUBLE_EQ(*dissonance_share(make_piece(1, {{60, 0, 4}, {64, 0, 4}, {71, 0, 4}})), 1.0 / 3);
  for (const int interval : {1, 2, 6, 10, 11, 13, 18}) {
    EXPECT_EQ(dissonance_share(make_piece(1, {{60, 0, 4}, {60 + interval, 0, 4}})), 1.0);
  }
  for (const int interval : {0, 3, 4, 5, 7, 8, 9, 12}) {
    EXPECT_EQ(dissonance_share(make_piece(1, {{60, 0, 4}, {60 + interval, 0, 4}})), 0.0);
  }
  EXPECT_FALSE(dissonance_share(make_piece(1, {{60, 0, 4}, {61, 4, 8}})));
  // A grace note on the grid does not make two voices of one: a sixteenth of 32.
  EXPECT_FALSE(dissonance_share(make_piece(2, {{60, 0, 16}, {61, 16, 17}, {62, 16, 32}})));
}

TEST(PieceMeasures, RepetitionComparesWholeBars) {
  // A B A B A' with A' longer: 2 of the 4 later bars repeat, and the run A B comes twice.
  const auto piece =
      make_piece(5, {{60, 0, 4}, {62, 20, 24}, {60, 32, 36}, {62, 52, 56}, {60, 64, 72}});
  EXPECT_DOUBLE_EQ(repetition(piece)->repeated_bars, 0.5);
  EXPECT_EQ(repetition(piece)->longest_repeat_bars, 2);
  // A A A A: every bar repeats; two bars come again without overlap.
  const auto same = make_piece(4, {{60, 0, 4}, {60, 16, 20}, {60, 32, 36}, {60, 48, 52}});
  EXPECT_DOUBLE_EQ(repetition(same)->repeated_bars, 1);
  EXPECT_EQ(repetition(same)->longest_repeat_bars, 2);
  // Silent bars neither repeat nor join: A - A - is one bar that comes again.
  const auto gaps = make_piece(4, {{60, 0, 4}, {60, 32, 36}});
  EXPECT_DOUBLE_EQ(repetition(gaps)->repeated_bars, 1);
  EXPECT_EQ(repetition(gaps)->longest_repeat_bars, 1);
  EXPECT_FALSE(repetition(make_piece(2, {{60, 0, 4}})));
}

TEST(PieceMeasures, GrooveSimilarityCountsTheOnsetsThatDiffer) {
  // Onsets 0 and 4, then 0 and 6: 2 of 16 differ; then an empty third bar: 2 differ again.
  const auto piece = make_piece(3, {{60, 0, 2}, {60, 4, 6}, {60, 16, 18}, {60, 22, 24}});
  EXPECT_DOUBLE_EQ(*groove_similarity(piece), 14.0 / 16);
}

TEST(Histograms, CountByHandAndOverlap) {
  const std::vector<GridPiece> pieces = {
      make_piece(2, {{60, 0, 4}, {62, 17, 40}, {80, 20, 21}, {36, 0, 1, 1, true}})};
  const Histograms h = count_pieces(pieces);
  const auto at = [&](HistogramKind kind, std::size_t bin) {
    return h[static_cast<std::size_t>(kind)].counts[bin];
  };
  EXPECT_EQ(at(HistogramKind::kPitch, 62), 1);
  EXPECT_EQ(at(HistogramKind::kPitchClass, 8), 1);
  EXPECT_EQ(at(HistogramKind::kInterval, 14), 1);  // +2
  EXPECT_EQ(at(HistogramKind::kInterval, 24), 1);  // +18 is 12 or more
  EXPECT_EQ(at(HistogramKind::kOnset, 0), 2);      // with the drum
  EXPECT_EQ(at(HistogramKind::kOnset, 1), 1);
  EXPECT_EQ(at(HistogramKind::kDuration, 3), 1);
  EXPECT_EQ(at(HistogramKind::kDuration, 16), 1);  // 23 is more than 16
  EXPECT_EQ(at(HistogramKind::kDrums, 0), 1);
  EXPECT_EQ(h[static_cast<std::size_t>(HistogramKind::kPitch)].total, 3);
  EXPECT_EQ(bin_label(HistogramKind::kPitch, 60), "C4");
  EXPECT_EQ(bin_label(HistogramKind::kInterval, 0), "-12 or less");

  Histogram a = make_histograms()[1], b = a;
  EXPECT_FALSE(overlap(a, b));
  a.counts[0] = 3, a.counts[1] = 1, a.total = 4;  // 0.75 0.25
  b.counts[0] = 1, b.counts[2] = 1, b.total = 2;  // 0.5 0 0.5
  EXPECT_DOUBLE_EQ(*overlap(a, b), 0.5);
  EXPECT_DOUBLE_EQ(*overlap(a, a), 1);
}

}  // namespace
}  // namespace segue
