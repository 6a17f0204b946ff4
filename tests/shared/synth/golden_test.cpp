// SPDX-License-Identifier: Apache-2.0
// Samples that natively built code and the page's kernel must both reproduce (tests/web compares
// the kernel with the same file). SEGUE_WRITE_GOLDEN=1 in the environment writes the file anew: do
// so only after a wanted change of the sound.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "shared/synth/patch.h"
#include "tests/shared/synth/measure.h"

namespace segue {
namespace {

constexpr int kFrames = 96000;
constexpr int kEvery = 331;  // frames between the samples kept
constexpr float kTolerance = 1e-4f;
const std::string kPath = std::string(SEGUE_TEST_DATA) + "/synth_golden.txt";

std::vector<NoteEvent> every_patch_and_some_drums() {
  std::vector<NoteEvent> notes;
  for (int i = 0; i < kPatchCount; ++i) {
    notes.push_back({.start_frame = 500 + 2401 * i,
                     .end_frame = 500 + 2401 * i + 14000,
                     .pitch = 40 + (i * 7) % 44,
                     .velocity = 50 + 2 * i,
                     .program = kFirstOwnProgram + i});
  }
  for (int i = 0; i < 12; ++i) {
    notes.push_back({.start_frame = 6000 * i,
                     .end_frame = 6000 * i + 100,
                     .pitch = 35 + 3 * i,
                     .velocity = 90,
                     .program = i % 3 == 2 ? kSampledKitProgram : 0,
                     .is_drum = true});
  }
  return notes;
}

TEST(SynthGolden, TheSamplesAreThoseOfTheFile) {
  if (std::getenv("SEGUE_WRITE_GOLDEN")) {
    const std::vector<NoteEvent> notes = every_patch_and_some_drums();
    const measure::Stereo sound = measure::render_notes(notes, kFrames);
    std::ofstream out(kPath);
    out << "# Notes and samples of shared/synth at 48000 Hz; written by golden_test.cpp.\n"
           "# note start_frame end_frame pitch velocity program is_drum; sample frame left right\n";
    for (const NoteEvent& n : notes) {
      out << "note " << n.start_frame << ' ' << n.end_frame << ' ' << n.pitch << ' ' << n.velocity
          << ' ' << n.program << ' ' << n.is_drum << '\n';
    }
    out.precision(9);
    for (int at = 0; at < kFrames; at += kEvery) {
      out << "sample " << at << ' ' << sound.left[at] << ' ' << sound.right[at] << '\n';
    }
  }
  std::ifstream in(kPath);
  ASSERT_TRUE(in) << kPath;
  std::vector<NoteEvent> notes;
  measure::Stereo sound;
  int samples = 0;
  for (std::string line, word; std::getline(in, line);) {
    std::istringstream fields(line);
    fields >> word;
    if (word == "note") {
      NoteEvent n;
      fields >> n.start_frame >> n.end_frame >> n.pitch >> n.velocity >> n.program >> n.is_drum;
      notes.push_back(n);
    } else if (word == "sample") {
      if (sound.left.empty()) sound = measure::render_notes(notes, kFrames);
      int at = 0;
      float left = 0, right = 0;
      fields >> at >> left >> right;
      ASSERT_NEAR(sound.left[at], left, kTolerance) << at;
      ASSERT_NEAR(sound.right[at], right, kTolerance) << at;
      ++samples;
    }
  }
  EXPECT_EQ(notes.size(), kPatchCount + 12u);
  EXPECT_GT(samples, 250);
}

}  // namespace
}  // namespace segue
