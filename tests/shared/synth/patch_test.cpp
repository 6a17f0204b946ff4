// SPDX-License-Identifier: Apache-2.0
#include "shared/synth/patch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "tests/shared/synth/measure.h"

namespace segue {
namespace {

using namespace measure;

NoteEvent patch_note(int patch, int pitch, double seconds, int velocity = 100) {
  return {.start_frame = 480,
          .end_frame = 480 + static_cast<std::int64_t>(seconds * kRate),
          .pitch = pitch,
          .velocity = velocity,
          .program = kFirstOwnProgram + patch};
}

Stereo play(int patch, int pitch, double seconds, int velocity = 100, double tail_s = 0) {
  const NoteEvent one = patch_note(patch, pitch, seconds, velocity);
  return render_notes({&one, 1}, 480 + static_cast<int>((seconds + tail_s) * kRate));
}

std::string name(int patch) { return patch_name(static_cast<PatchId>(patch)); }

bool is_noise(int patch) {
  const auto id = static_cast<PatchId>(patch);
  return id == PatchId::kNoise || id == PatchId::kConsoleNoise;
}

constexpr int kFirstConsole = static_cast<int>(PatchId::kConsolePulse50);

TEST(Patches, ThePianoPlaysA4At440Hz) {
  const Stereo sound = play(0, 69, 2);
  EXPECT_NEAR(centre_hz(std::span(sound.left).subspan(4800, 72000), 440, 10), 440, 0.2);
}

TEST(Patches, EveryPatchIsAudibleAndInTuneFromA0ToC8) {
  for (int patch = 0; patch < kPatchCount; ++patch) {
    for (int pitch : {21, 33, 48, 60, 69, 84, 96, 108}) {
      if (patch >= kFirstConsole && pitch != 48 && pitch != 108) continue;  // same oscillators
      const Stereo sound = play(patch, pitch, 1.6);
      EXPECT_GT(db(rms(sound.left)), -45) << name(patch) << " " << pitch;
      if (is_noise(patch)) continue;
      const double hz = 440 * std::exp2((pitch - 69) / 12.0);
      // Low keys: the third harmonic, because a second of sound resolves no cents at 27 Hz.
      const double harmonic =
          pitch < 48 && name(patch) != "Marimba" && name(patch) != "Bells" ? 3 : 1;
      std::vector<float> mono(sound.left);  // detuned oscillators stand left and right
      for (std::size_t i = 0; i < mono.size(); ++i) mono[i] += sound.right[i];
      const double found = centre_hz(std::span(mono).subspan(9600, 65536), harmonic * hz);
      // Detuned oscillators beat: what a second of them shows wanders within their spread.
      const double spread = detail::patch(static_cast<PatchId>(patch)).wave.detune_cents;
      EXPECT_LT(std::abs(1200 * std::log2(found / (harmonic * hz))), 3 + spread)
          << name(patch) << " " << pitch;
    }
  }
}

TEST(Patches, TheirLoudnessIsWithinAFewDecibels) {
  std::vector<double> levels;
  for (int patch = 0; patch < kPatchCount; ++patch) {
    if (is_noise(patch)) continue;
    double power = 0;
    for (int pitch : {48, 60, 72}) {
      const Stereo sound = play(patch, pitch, 0.5);
      power += (std::pow(rms(sound.left), 2) + std::pow(rms(sound.right), 2)) / 6;
    }
    levels.push_back(10 * std::log10(power));
    EXPECT_NEAR(levels.back(), -22, 3.5) << name(patch);
  }
}

TEST(Patches, HarderTouchIsLouderForEveryPatch) {
  for (int patch = 0; patch < kPatchCount; ++patch) {
    double last = -100;
    for (int velocity : {20, 60, 100, 127}) {
      const double level = db(rms(play(patch, 60, 0.4, velocity).left));
      EXPECT_GT(level, last + 2) << name(patch) << " " << velocity;
      last = level;
    }
  }
}

TEST(Patches, HarderTouchIsBrighterOnThePiano) {
  const auto brightness = [](int velocity) {
    const Stereo sound = play(0, 60, 0.5, velocity);
    const std::span<const float> x = std::span(sound.left).subspan(480, 9600);
    return power_at(x, 4 * 261.626) / power_at(x, 261.626);
  };
  EXPECT_GT(brightness(120), 4 * brightness(30));
}

// A note may begin with a sharp attack, but not with a step from silence; and its end, early or
// late, adds nothing sharper than the wave itself has.
TEST(Patches, NotesBeginAndEndWithoutClicks) {
  for (int patch = 0; patch < kPatchCount; ++patch) {
    const Stereo sound = play(patch, 45, 0.5, 100, 1.0);
    const std::span<const float> x(sound.left);
    EXPECT_LT(std::abs(x[480]), 0.01) << name(patch);
    const double held = largest_step(x.subspan(480, 24000));
    EXPECT_LE(largest_step(x.subspan(480 + 24000 - 16)), 1.1 * held) << name(patch);
  }
}

TEST(Patches, TheSoftPianoFadesAndItsDamperStopsIt) {
  const Stereo held = play(0, 60, 4);
  const auto level = [&](const Stereo& s, double at_s) {
    return db(rms(std::span(s.left).subspan(static_cast<std::size_t>(at_s * kRate), 4800)));
  };
  EXPECT_LT(level(held, 3), level(held, 0.05) - 9);
  EXPECT_GT(level(held, 3), level(held, 0.05) - 40);
  const Stereo damped = play(0, 60, 0.5, 100, 1.5);
  EXPECT_LT(level(damped, 1.2), level(damped, 0.4) - 35);
}

TEST(Patches, EveryGeneralMidiProgramHasAPatchAndThePianoIsTheFirst) {
  EXPECT_EQ(patch_of_program(0), PatchId::kPiano);
  EXPECT_EQ(patch_of_program(4), PatchId::kElectricPiano);
  EXPECT_EQ(patch_of_program(12), PatchId::kMarimba);
  EXPECT_EQ(patch_of_program(24), PatchId::kPluck);
  EXPECT_EQ(patch_of_program(33), PatchId::kBass);
  EXPECT_EQ(patch_of_program(48), PatchId::kStrings);
  EXPECT_EQ(patch_of_program(73), PatchId::kFlute);
  EXPECT_EQ(patch_of_program(80), PatchId::kPulse50);
  EXPECT_EQ(patch_of_program(89), PatchId::kPad);
  EXPECT_EQ(patch_of_program(127), PatchId::kNoise);
  EXPECT_EQ(patch_of_program(-1), PatchId::kPiano);
  for (int i = 0; i < kPatchCount; ++i) {
    EXPECT_EQ(patch_of_program(kFirstOwnProgram + i), static_cast<PatchId>(i));
    EXPECT_FALSE(name(i).empty());
  }
}

TEST(Drums, EveryKeySoundsAndEnds) {
  for (int key = 27; key <= 87; ++key) {
    const NoteEvent hit{
        .start_frame = 0, .end_frame = 1, .pitch = key, .velocity = 100, .is_drum = true};
    const auto synth = std::make_unique<Synth>(kRate);
    synth->schedule(hit);
    EXPECT_GT(peak(render(*synth, 9600).left), 0.02) << key;
    render(*synth, 5 * kRate);
    EXPECT_EQ(synth->active_voices(), 0) << key;
  }
}

TEST(Drums, TheKickIsLowAndTheHatIsHigh) {
  const auto low_share = [](int key) {
    const NoteEvent hit{.start_frame = 0, .pitch = key, .velocity = 100, .is_drum = true};
    const Stereo sound = render_notes({&hit, 1}, 9600);
    double low = 0, high = 0;
    for (double hz = 40; hz < 400; hz += 10) low += power_at(sound.left, hz);
    for (double hz = 5000; hz < 15000; hz += 50) high += power_at(sound.left, hz);
    return low / (low + high);
  };
  EXPECT_GT(low_share(36), 0.95);
  EXPECT_LT(low_share(42), 0.05);
}

}  // namespace
}  // namespace segue
