// SPDX-License-Identifier: Apache-2.0
// segue render, the real program: what comes out is listened to.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "native/audio/audio_file.h"
#include "native/audio/loudness.h"
#include "native/io/atomic_file.h"
#include "native/io/file.h"
#include "shared/midi/from_note_sequence.h"
#include "tests/native/audio/tiny_soundfont.h"
#include "tests/native/run_program.h"
#include "tests/native/temporary_folder.h"

namespace segue {
namespace {

namespace fs = std::filesystem;

class RenderVerbTest : public testing::Test {
 protected:
  TemporaryFolder folder;

  Outcome render(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "render");
    return run_segue(arguments, folder.path());
  }
  void write_notes(const std::string& name, const std::vector<int>& pitches) {
    NoteSequence sequence;
    sequence.tempos = {{0, 120}};
    sequence.time_signatures = {{0, 4, 4}};
    sequence.instruments = {{0, 0, 0, false, ""}};
    for (std::size_t i = 0; i < pitches.size(); ++i) {
      const double start = static_cast<double>(i);
      sequence.notes.push_back({pitches[i], 90, start, start + 0.9, 0, 0, false});
    }
    sequence.total_time_s = static_cast<double>(pitches.size());
    const auto bytes = write_midi(sequence);
    ASSERT_TRUE(bytes);
    fs::create_directories(fs::path(folder / name).parent_path());
    ASSERT_TRUE(write_file(folder / name, *bytes));
  }
  StereoPcm heard(const std::string& name) {
    const auto bytes = read_file(folder / name);
    EXPECT_TRUE(bytes) << name;
    const auto pcm = decode_audio(*bytes);
    EXPECT_TRUE(pcm) << name;
    return *pcm;
  }
};

/// Energy of one frequency from `second` on, over half a second (Goertzel).
double energy_at(const StereoPcm& pcm, double hz, double second) {
  double real = 0, imaginary = 0;
  const auto first = static_cast<std::size_t>(second * pcm.sample_rate_hz);
  const auto count = static_cast<std::size_t>(pcm.sample_rate_hz / 2);
  for (std::size_t i = 0; i < count; ++i) {
    const double angle = 6.283185307179586 * hz * static_cast<double>(i) / pcm.sample_rate_hz;
    real += pcm.left[first + i] * std::cos(angle);
    imaginary += pcm.left[first + i] * std::sin(angle);
  }
  return std::hypot(real, imaginary);
}

TEST_F(RenderVerbTest, EachNoteSoundsAtItsTimeAndPitchAndTheTailIsThere) {
  write_notes("two.mid", {69, 57});  // 440 Hz, then 220 Hz
  const auto outcome = render({"two.mid", "--instrument", "triangle", "--tail", "2"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto pcm = heard("two.wav");
  EXPECT_EQ(pcm.sample_rate_hz, 48000);
  EXPECT_NEAR(static_cast<double>(pcm.left.size()) / 48000, 1.9 + 2, 0.01);
  EXPECT_GT(energy_at(pcm, 440, 0.2), 20 * energy_at(pcm, 220, 0.2));
  EXPECT_GT(energy_at(pcm, 220, 1.3), 5 * energy_at(pcm, 440, 1.3));
  EXPECT_LT(std::fabs(pcm.left.back()), 0.01) << "faded";
}

TEST_F(RenderVerbTest, AFolderKeepsItsShapeAndEveryFileIsAsLoud) {
  write_notes("songs/low.mid", {40, 45, 52});
  write_notes("songs/more/high.mid", {84, 88, 91, 96});
  const auto outcome = render({"songs", "-o", "audio", "-f", "flac", "--rate", "44100", "--json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto list = nlohmann::json::parse(outcome.out);
  ASSERT_EQ(list.size(), 2u);
  for (const char* name : {"audio/low.flac", "audio/more/high.flac"}) {
    auto pcm = heard(name);
    EXPECT_EQ(pcm.sample_rate_hz, 44100);
    const auto loudness = measure_loudness(pcm);
    ASSERT_TRUE(loudness);
    EXPECT_LE(loudness->true_peak_dbtp, -0.9) << name;
    EXPECT_NEAR(loudness->integrated_lufs, -16, 0.5) << name;
  }
}

TEST_F(RenderVerbTest, TheConsolesAreAsLoudAsAskedStereoAndKeepTheirTail) {
  write_notes("a.mid", {72, 76, 79});
  for (const char* console : {"--chip", "--chip16"}) {
    const std::string name = std::string(console + 2) + ".wav";
    const auto outcome = render({"a.mid", console, "--loudness", "-14", "-o", name});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const auto pcm = heard(name);
    EXPECT_NEAR(static_cast<double>(pcm.left.size()) / 48000, 2.9 + 1.5, 0.02) << console;
    const auto loudness = measure_loudness(pcm);
    ASSERT_TRUE(loudness);
    EXPECT_NEAR(loudness->integrated_lufs, -14, 0.5) << console;
    EXPECT_LE(loudness->true_peak_dbtp, -1) << console;
    EXPECT_NE(pcm.left, pcm.right) << console;
  }
  const auto chip = heard("chip.wav");
  EXPECT_GT(energy_at(chip, 3 * 523.25, 0.2), 0.2 * energy_at(chip, 523.25, 0.2)) << "a pulse wave";
}

TEST_F(RenderVerbTest, ASoundFontPlaysTheNotes) {
  ASSERT_TRUE(write_file(folder / "sine.sf2", std::string_view(tiny_soundfont())));
  write_notes("two.mid", {69, 57});
  const auto outcome = render({"two.mid", "--soundfont", "sine.sf2", "--rate", "44100"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const auto pcm = heard("two.wav");
  EXPECT_GT(energy_at(pcm, 440, 0.2), 20 * energy_at(pcm, 220, 0.2));
  EXPECT_GT(energy_at(pcm, 220, 1.3), 5 * energy_at(pcm, 440, 1.3));
}

TEST_F(RenderVerbTest, WhatIsWrongWithASoundIsToldBeforeAnythingIsWritten) {
  write_notes("a.mid", {60});
  ASSERT_TRUE(write_file(folder / "bad.sf2", std::string_view("no font")));
  for (const char* font : {"bad.sf2", "missing.sf2", "."}) {
    const auto outcome = render({"a.mid", "--soundfont", font, "-o", "out"});
    EXPECT_EQ(outcome.exit_code, 1) << font;
    EXPECT_NE(outcome.err.find(font), std::string::npos) << outcome.err;
  }
  EXPECT_EQ(render({"a.mid", "--chip", "--chip16", "-o", "out"}).exit_code, 2);
  EXPECT_EQ(render({"a.mid", "--chip", "--instrument", "organ", "-o", "out"}).exit_code, 2);
  EXPECT_FALSE(fs::exists(folder / "out"));
}

TEST_F(RenderVerbTest, WhatIsThereStaysUnlessForced) {
  write_notes("a.mid", {60});
  ASSERT_TRUE(write_file(folder / "a.wav", std::string_view("mine")));
  const auto refused = render({"a.mid"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_NE(refused.err.find("--force"), std::string::npos) << refused.err;
  EXPECT_EQ(*read_text_file(folder / "a.wav"), "mine");
  EXPECT_EQ(render({"a.mid", "--force"}).exit_code, 0);
  EXPECT_GT(heard("a.wav").left.size(), 48000u);
}

TEST_F(RenderVerbTest, OneBadFileDoesNotKeepTheOthersFromBeingMade) {
  write_notes("good.mid", {60, 64});
  ASSERT_TRUE(write_file(folder / "bad.mid", std::string_view("no MIDI")));
  const auto outcome = render({"bad.mid", "good.mid", "-o", "out", "-f", "ogg"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_NE(outcome.err.find("bad.mid"), std::string::npos) << outcome.err;
  EXPECT_GT(heard("out/good.ogg").left.size(), 48000u);
  EXPECT_FALSE(fs::exists(folder / "out/bad.ogg"));
}

TEST_F(RenderVerbTest, ImpossibleWishesAreExplained) {
  write_notes("a.mid", {60});
  write_notes("b/a.mid", {60});
  const auto instrument = render({"a.mid", "--instrument", "kazoo"});
  EXPECT_EQ(instrument.exit_code, 2);
  EXPECT_NE(instrument.err.find("soft-piano"), std::string::npos) << instrument.err;
  const auto same = render({"a.mid", "b/a.mid", "-o", "out"});
  EXPECT_EQ(same.exit_code, 2);
  EXPECT_NE(same.err.find("both become"), std::string::npos) << same.err;
  const auto one = render({"a.mid", "b/a.mid", "-o", "out.wav"});
  EXPECT_EQ(one.exit_code, 2);
  const auto two_formats = render({"a.mid", "-o", "out.ogg", "-f", "wav"});
  EXPECT_EQ(two_formats.exit_code, 2);
  EXPECT_EQ(render({"a.mid", "--loudness", "5"}).exit_code, 2);
  EXPECT_FALSE(fs::exists(folder / "out"));
}

}  // namespace
}  // namespace segue
