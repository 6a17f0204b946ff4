// SPDX-License-Identifier: Apache-2.0
// The signals of EBU Tech 3341 (2023), table 1, cases 1 and 2: 20 s of 1 kHz in both channels at
// -23 and -33 dBFS must read -23 and -33 LUFS within 0.1.
#include "native/audio/loudness.h"

#include <gtest/gtest.h>

#include <cmath>

namespace segue {
namespace {

StereoPcm tone(double dbfs, double seconds) {
  StereoPcm pcm{48000, {}, {}};
  const double amplitude = std::pow(10, dbfs / 20);
  for (int i = 0; i < static_cast<int>(48000 * seconds); ++i) {
    pcm.left.push_back(
        static_cast<float>(amplitude * std::sin(6.283185307179586 * 1000 * i / 48000)));
  }
  pcm.right = pcm.left;
  return pcm;
}

TEST(Loudness, TonesOfTheStandardReadAsTheyShould) {
  for (const double dbfs : {-23.0, -33.0}) {
    const auto loudness = measure_loudness(tone(dbfs, 20));
    ASSERT_TRUE(loudness) << loudness.error().message;
    EXPECT_NEAR(loudness->integrated_lufs, dbfs, 0.1);
    EXPECT_NEAR(loudness->true_peak_dbtp, dbfs, 0.2);
  }
}

TEST(Loudness, APieceIsBroughtToItsTarget) {
  auto pcm = tone(-33, 5);
  const auto told = normalise_loudness(pcm, -16, -1);
  ASSERT_TRUE(told);
  const auto measured = measure_loudness(pcm);
  ASSERT_TRUE(measured);
  EXPECT_NEAR(measured->integrated_lufs, -16, 0.05);
  EXPECT_NEAR(measured->integrated_lufs, told->integrated_lufs, 0.01);
}

TEST(Loudness, APeakIsHeldBelowTheCeilingAndTheMusicStillReachesItsTarget) {
  auto pcm = tone(-40, 5);
  pcm.left[100000] = 0.5f;  // one click of -6 dBFS leaves 5 dB, not 24
  const auto told = normalise_loudness(pcm, -16, -1);
  ASSERT_TRUE(told);
  const auto measured = measure_loudness(pcm);
  ASSERT_TRUE(measured);
  EXPECT_LE(measured->true_peak_dbtp, -1);
  EXPECT_NEAR(measured->integrated_lufs, -16, 0.25);
  EXPECT_NEAR(measured->true_peak_dbtp, told->true_peak_dbtp, 0.05);
}

TEST(Loudness, BurstsThatNeedLimitingReachTheirTargetWithoutDistortion) {
  // A struck tone twice a second: 20 dB between its peak and its mean.
  for (const double target : {-16.0, -14.0}) {
    StereoPcm pcm{48000, {}, {}};
    for (int i = 0; i < 48000 * 4; ++i) {
      const double since = (i % 24000) / 48000.0;
      pcm.left.push_back(static_cast<float>(0.5 * std::exp(-14 * since) *
                                            std::sin(6.283185307179586 * 440 * since)));
    }
    pcm.right = pcm.left;
    ASSERT_TRUE(normalise_loudness(pcm, target, -1));
    const auto measured = measure_loudness(pcm);
    ASSERT_TRUE(measured);
    EXPECT_NEAR(measured->integrated_lufs, target, 0.25);
    EXPECT_LE(measured->true_peak_dbtp, -1);
    // A clipped sine has a third harmonic of a tenth and more.
    double first[2] = {}, third[2] = {};
    for (int i = 0; i < 24000; ++i) {
      const double x = pcm.left[static_cast<std::size_t>(48000 + i)];
      const double angle = 6.283185307179586 * 440 * i / 48000;
      first[0] += x * std::cos(angle), first[1] += x * std::sin(angle);
      third[0] += x * std::cos(3 * angle), third[1] += x * std::sin(3 * angle);
    }
    EXPECT_LT(std::hypot(third[0], third[1]), 0.02 * std::hypot(first[0], first[1]));
  }
}

TEST(Loudness, ThePeakBetweenSamplesIsFoundWhereverItIs) {
  // A quarter of the sample rate, its peaks half way between samples, 3 dB above them, for 5 ms.
  for (const int from : {0, 47900, 48064, 95760}) {
    auto pcm = tone(-20, 2);
    for (int i = 0; i < 240; ++i) {
      const double swell = std::sin(3.141592653589793 * i / 240);
      pcm.right[static_cast<std::size_t>(from + i)] = static_cast<float>(
          0.5 * swell * std::sin(6.283185307179586 * (0.25 * (from + i) + 0.125)));
    }
    const auto loudness = measure_loudness(pcm);
    ASSERT_TRUE(loudness);
    EXPECT_NEAR(loudness->true_peak_dbtp, 20 * std::log10(0.5), 0.2) << from;
  }
}

TEST(Loudness, SilenceAndTheVeryShortStayAsTheyAre) {
  for (const double seconds : {0.1, 3.0}) {
    auto pcm = seconds < 1 ? tone(-20, seconds)
                           : StereoPcm{48000, std::vector<float>(144000, 0.0f),
                                       std::vector<float>(144000, 0.0f)};
    const auto before = pcm.left;
    const auto loudness = normalise_loudness(pcm, -16, -1);
    ASSERT_TRUE(loudness);
    EXPECT_TRUE(std::isinf(loudness->integrated_lufs));
    EXPECT_EQ(pcm.left, before);
  }
}

// 0.4 s is one block of the meter; to the guess, whose steps are whole hops, it may be none.
TEST(Loudness, AStrokeOfOneBlockIsStillMusic) {
  StereoPcm pcm{44100, std::vector<float>(17644), {}};
  for (std::size_t i = 0; i < 2000; ++i) {
    const double since = static_cast<double>(i) / 44100;
    pcm.left[i] = static_cast<float>(0.9 * std::exp(-since / 0.005) * std::sin(1800 * since));
  }
  pcm.right = pcm.left;
  const auto told = normalise_loudness(pcm, 0, -1);
  ASSERT_TRUE(told);
  EXPECT_TRUE(std::isfinite(told->integrated_lufs));
  EXPECT_LE(told->true_peak_dbtp, -1);
  EXPECT_GT(told->true_peak_dbtp, -6) << "as loud as its peak allows";
  for (const float x : pcm.left) ASSERT_TRUE(std::isfinite(x));
}

TEST(Loudness, ChannelsOfTwoLengthsAreRefused) {
  auto pcm = tone(-20, 1);
  pcm.right.pop_back();
  EXPECT_FALSE(measure_loudness(pcm));
}

}  // namespace
}  // namespace segue
