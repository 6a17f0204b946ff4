// SPDX-License-Identifier: Apache-2.0
// The consoles, listened to: spectra of their waves, clicks, images above their band, the echo.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "shared/synth/patch.h"
#include "shared/synth/render_sequence.h"
#include "shared/synth/sound_set.h"
#include "tests/shared/synth/measure.h"

namespace segue {
namespace {

using namespace measure;

std::vector<float> hear(PatchId patch, int pitch, double seconds = 0.6) {
  const NoteEvent one{.start_frame = 0,
                      .end_frame = static_cast<std::int64_t>(seconds * kRate),
                      .pitch = pitch,
                      .velocity = 127,
                      .program = own_program(patch)};
  return render_notes({&one, 1}, static_cast<int>(seconds * kRate)).left;
}

/// Amplitudes of harmonics 1.. over the first one's, of the sound's steady middle.
std::vector<double> harmonics(const std::vector<float>& sound, double hz, int count) {
  const auto samples = windowed(std::span(sound).subspan(4800, 16384));
  std::vector<double> found;
  const double first = power_of(samples, hz);
  for (int n = 1; n <= count; ++n) found.push_back(std::sqrt(power_of(samples, n * hz) / first));
  return found;
}

TEST(Console, PulsesHaveTheHarmonicsOfTheirDuty) {
  const std::pair<PatchId, double> pulses[] = {{PatchId::kConsolePulse50, 0.5},
                                               {PatchId::kConsolePulse25, 0.25},
                                               {PatchId::kConsolePulse12, 0.125}};
  for (const auto& [patch, duty] : pulses) {
    const auto found = harmonics(hear(patch, 57), 220, 12);
    const double first = std::sin(std::numbers::pi * duty);
    for (int n = 1; n <= 12; ++n) {
      const double expected = std::abs(std::sin(std::numbers::pi * n * duty)) / n / first;
      EXPECT_NEAR(found[static_cast<std::size_t>(n - 1)], expected, 0.02) << duty << " " << n;
    }
  }
}

TEST(Console, TheTriangleHasOddHarmonicsThatFallWithTheSquareAndTheStepsImages) {
  const auto found = harmonics(hear(PatchId::kConsoleTriangle, 45), 110, 33);
  for (int n = 2; n <= 11; ++n) {
    const double expected = n % 2 == 0 ? 0 : 1.0 / (n * n);
    EXPECT_NEAR(found[static_cast<std::size_t>(n - 1)], expected, 0.012) << n;
  }
  // 32 steps a period: the images of the first harmonic stand at 31 and 33.
  EXPECT_GT(db(found[30]), -40);
  EXPECT_LT(db(found[28]), db(found[30]) - 6);
  const auto plain = harmonics(hear(PatchId::kTriangle, 45), 110, 33);
  EXPECT_LT(db(plain[30]), -50) << "a plain triangle has none";
}

TEST(Console, WavesAreBandLimited) {
  // Between the harmonics of a high note there is only what was folded back.
  for (const PatchId patch : {PatchId::kConsolePulse50, PatchId::kConsolePulse25,
                              PatchId::kConsoleTriangle, PatchId::kSampledStrings}) {
    const double hz = 440 * std::exp2((93 - 69) / 12.0);  // A6
    const auto sound = hear(patch, 93);
    const auto samples = windowed(std::span(sound).subspan(4800, 16384));
    const double first = power_of(samples, hz);
    for (double at = 0.25 * hz; at < 6000; at += 0.5 * hz) {
      EXPECT_LT(10 * std::log10(power_of(samples, at) / first), -38) << patch_name(patch) << at;
    }
  }
}

TEST(Console, TheSampledOneIsDullAboveItsBand) {
  for (const int pitch : {48, 60, 72, 84}) {
    const auto sound = hear(PatchId::kSampledStrings, pitch);
    const auto samples = windowed(std::span(sound).subspan(4800, 8192));
    double low = 0, high = 0;
    for (double hz = 100; hz < 6000; hz += 6) low += power_of(samples, hz);
    for (double hz = 16000; hz < 22000; hz += 6) high += power_of(samples, hz);
    EXPECT_LT(10 * std::log10(high / low), -50) << pitch;
  }
}

TEST(Console, TheSampledOneEchoes) {
  NoteSequence music;
  music.notes = {{84, 120, 0, 0.04, 16, 0, false}};
  const auto pcm = render_sequence(arrange_for(music, SoundSet::kChip16), {.tail_s = 2});
  ASSERT_TRUE(pcm);
  const auto level = [&](double at_s) {
    return db(rms(std::span(pcm->left).subspan(static_cast<std::size_t>(at_s * kRate), 1440)));
  };
  EXPECT_GT(level(0.13), level(0.1) + 3) << "128 ms later";
  EXPECT_GT(level(0.258), level(0.228) + 3);
  EXPECT_LT(level(0.258), level(0.13) - 3) << "and softer";
  EXPECT_LT(level(1.9), -80) << "until nothing is left";
  EXPECT_NE(pcm->left, pcm->right);
}

TEST(Console, ArpeggiosDoNotClick) {
  NoteSequence chord, bass;
  for (const int pitch : {60, 63, 67, 70}) chord.notes.push_back({pitch, 100, 0, 1, 0, 0, false});
  const auto pcm = render_sequence(arrange_for(chord, SoundSet::kChip), {.tail_s = 0.2});
  ASSERT_TRUE(pcm);
  // A pulse may step by its own height; a click would add to that, and beyond the end.
  const auto held = hear(PatchId::kConsolePulse50, 63), lead = hear(PatchId::kConsolePulse25, 70);
  const double most = largest_step(held) + largest_step(lead) + 0.05;
  EXPECT_LE(largest_step(pcm->left), most);
  EXPECT_LT(peak(std::span(pcm->left).subspan(50400)), 0.02) << "over 50 ms after the end";
}

TEST(Console, EachChannelHasItsPlaceAndItsNotesAreDry) {
  NoteSequence music;
  music.notes = {{72, 120, 0, 0.5, 0, 0, false}};
  const auto pcm = render_sequence(arrange_for(music, SoundSet::kChip), {.tail_s = 1});
  ASSERT_TRUE(pcm);
  EXPECT_GT(rms(pcm->left), 1.2 * rms(pcm->right)) << "pulse 1 stands left";
  const auto late = std::span(pcm->left).subspan(static_cast<std::size_t>(0.6 * kRate), 4800);
  EXPECT_LT(db(rms(late)), db(rms(std::span(pcm->left).subspan(9600, 4800))) - 30);
}

}  // namespace
}  // namespace segue
