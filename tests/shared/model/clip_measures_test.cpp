// SPDX-License-Identifier: Apache-2.0
#include "shared/model/clip_measures.h"

#include <gtest/gtest.h>

#include <cmath>
#include <initializer_list>

namespace segue {
namespace {

// A clip of 16 steps: a pitch (0 = rest) every four steps, held until the next.
std::vector<std::uint8_t> clip(std::initializer_list<int> pitches) {
  std::vector<std::uint8_t> tokens(16);
  std::size_t t = 0;
  for (const int pitch : pitches) {
    tokens[t] = pitch == 0 ? 1 : static_cast<std::uint8_t>(pitch - 21 + 2);
    t += 4;
  }
  return tokens;
}

std::vector<std::uint8_t> join(std::initializer_list<std::vector<std::uint8_t>> clips) {
  std::vector<std::uint8_t> all;
  for (const auto& c : clips) all.insert(all.end(), c.begin(), c.end());
  return all;
}

TEST(MeasureClips, CountsByHandOnThreeClips) {
  const auto m = measure_clips(join({clip({60, 64, 67, 72}), clip({50, 50, 0, 0}), clip({})}), 16);
  ASSERT_TRUE(m.ok());
  EXPECT_EQ(m->clips, 3);
  EXPECT_DOUBLE_EQ(m->share_with_3_to_32_notes, 1.0 / 3);
  EXPECT_DOUBLE_EQ(m->share_of_one_repeated_pitch, 1.0 / 3);
  EXPECT_DOUBLE_EQ(m->share_distinct, 1);
  EXPECT_DOUBLE_EQ(m->note_count_mean, 2);
  EXPECT_NEAR(m->note_count_sd, std::sqrt((4.0 + 0 + 4) / 3), 1e-12);
  EXPECT_NEAR(m->pitch_mean, (60 + 64 + 67 + 72 + 50 + 50) / 6.0, 1e-12);
  EXPECT_DOUBLE_EQ(m->pitch_range_mean, 6);  // 12 and 0
  EXPECT_DOUBLE_EQ(m->absolute_interval_mean, (4 + 3 + 5 + 0) / 4.0);
  EXPECT_DOUBLE_EQ(m->in_scale_mean, 1);
  EXPECT_DOUBLE_EQ(m->duration_mean, 4);
  EXPECT_DOUBLE_EQ(m->share_silent, 1 - 24.0 / 48);
}

TEST(MeasureClips, InScaleTakesTheBestOfMajorAndHarmonicMinor) {
  const auto harmonic = measure_clips(clip({57, 65, 68, 64}), 16);  // A F G# E: A harmonic minor
  EXPECT_DOUBLE_EQ(harmonic->in_scale_mean, 1);
  const auto chromatic = measure_clips(clip({60, 61, 62, 63}), 16);
  EXPECT_DOUBLE_EQ(chromatic->in_scale_mean, 0.75);  // e.g. C, D, E flat in C minor
}

TEST(MeasureClips, RepeatedClipsAreNotDistinct) {
  const auto m = measure_clips(join({clip({60}), clip({60}), clip({60}), clip({62})}), 16);
  EXPECT_DOUBLE_EQ(m->share_distinct, 0.5);
  EXPECT_DOUBLE_EQ(m->share_of_one_repeated_pitch, 0);  // a single note repeats nothing
}

TEST(MeasureClips, WhatIsNotWholeClipsIsRefused) {
  EXPECT_FALSE(measure_clips({}, 16).ok());
  EXPECT_FALSE(measure_clips(clip({60}), 0).ok());
  EXPECT_FALSE(measure_clips(clip({60}), 15).ok());
  EXPECT_FALSE(measure_clips(std::vector<std::uint8_t>(16, 90), 16).ok());
}

}  // namespace
}  // namespace segue
