// SPDX-License-Identifier: Apache-2.0
#include "shared/music/tempo_estimation.h"

#include <gtest/gtest.h>

#include "tests/shared/music/make_sequence.h"

namespace segue {
namespace {

NoteSequence played(double beat_s, int notes, double jitter_s = 0) {
  NoteSequence sequence;
  for (int i = 0; i < notes; ++i) {
    Note note;
    note.start_s = i * beat_s + (i % 3 - 1) * jitter_s;
    note.end_s = note.start_s + 0.1;
    sequence.notes.push_back(note);
  }
  sequence.instruments.resize(1);
  sequence.total_time_s = sequence.notes.empty() ? 0 : sequence.notes.back().end_s;
  return sequence;
}

TEST(TempoEstimation, EvenBeatsGiveTheirTempo) {
  EXPECT_NEAR(*estimate_tempo(played(0.5, 20)), 120, 1e-6);
  EXPECT_NEAR(*estimate_tempo(played(0.6, 20)), 100, 1e-6);
  EXPECT_NEAR(*estimate_tempo(played(0.5, 40, 0.004)), 120, 2);
}

TEST(TempoEstimation, ShortDistancesAreDoubled) {
  EXPECT_NEAR(*estimate_tempo(played(0.125, 20)), 240, 1e-6);  // 0.125 to 0.25
}

TEST(TempoEstimation, ChordsAndLongRestsDoNotCount) {
  auto sequence = played(0.5, 20);
  sequence.notes.insert(sequence.notes.end(), sequence.notes.begin(), sequence.notes.begin() + 20);
  sequence.notes.push_back({.start_s = 100});
  EXPECT_NEAR(*estimate_tempo(sequence), 120, 1e-6);
}

TEST(TempoEstimation, WithoutOnsetsThereIsNone) {
  EXPECT_FALSE(estimate_tempo({}).has_value());
  EXPECT_FALSE(estimate_tempo(played(0.5, 1)).has_value());
  EXPECT_FALSE(estimate_tempo(played(5, 10)).has_value());
  EXPECT_EQ(with_estimated_tempo(played(5, 10)), played(5, 10));
}

TEST(TempoEstimation, TheEstimateReplacesWhatTheFileSays) {
  auto sequence = played(0.6, 20);
  sequence.tempos = {{0, 120}, {3, 90}};
  sequence.time_signatures = {{0, 3, 4}};
  const auto changed = with_estimated_tempo(sequence);
  ASSERT_EQ(changed.tempos.size(), 1u);
  EXPECT_NEAR(changed.tempos[0].qpm, 100, 1e-6);
  EXPECT_EQ(changed.time_signatures[0].numerator, 4);
  EXPECT_EQ(changed.notes, sequence.notes);
}

}  // namespace
}  // namespace segue
