// SPDX-License-Identifier: Apache-2.0
#include "native/audio/soundfont_renderer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "native/io/atomic_file.h"
#include "tests/native/audio/tiny_soundfont.h"
#include "tests/native/temporary_folder.h"

namespace segue {
namespace {

constexpr double kRate = 44100;

class SoundfontTest : public testing::Test {
 protected:
  TemporaryFolder folder;
  std::string write(const std::string& name, const std::string& bytes) {
    EXPECT_TRUE(write_file(folder / name, std::string_view(bytes)));
    return folder / name;
  }
};

/// Level of one frequency over a tenth of a second from `second` on, amplitude.
double level_at(const StereoPcm& pcm, double hz, double second) {
  double real = 0, imaginary = 0;
  const auto first = static_cast<std::size_t>(second * kRate);
  const int count = static_cast<int>(kRate / 10);
  for (int i = 0; i < count; ++i) {
    const double angle = 6.283185307179586 * hz * i / kRate;
    real += pcm.left[first + static_cast<std::size_t>(i)] * std::cos(angle);
    imaginary += pcm.left[first + static_cast<std::size_t>(i)] * std::sin(angle);
  }
  return 2 * std::hypot(real, imaginary) / count;
}

double loudest(const StereoPcm& pcm, double from_s, double to_s) {
  double most = 0;
  for (auto i = static_cast<std::size_t>(from_s * kRate);
       i < std::min(pcm.left.size(), static_cast<std::size_t>(to_s * kRate)); ++i) {
    most = std::max({most, std::fabs(static_cast<double>(pcm.left[i])),
                     std::fabs(static_cast<double>(pcm.right[i]))});
  }
  return most;
}

Note note(int pitch, double start_s, double end_s, int program = 0, int part = 0) {
  return {pitch, 110, start_s, end_s, program, part, false};
}

TEST_F(SoundfontTest, NotesSoundAtTheirPitchAndTimeAndSilenceIsSilent) {
  auto font = SoundfontRenderer::open(write("sine.sf2", tiny_soundfont()), kRate);
  ASSERT_TRUE(font) << font.error().message;
  NoteSequence piece;
  piece.notes = {note(69, 0.2, 0.5), note(81, 2.5, 2.8, /*program=*/40, /*part=*/1)};
  const auto pcm = font->render(piece, {.sample_rate_hz = kRate, .tail_s = 1.5});
  ASSERT_TRUE(pcm) << pcm.error().message;
  EXPECT_NEAR(static_cast<double>(pcm->left.size()), (2.8 + 1.5) * kRate, 1);
  EXPECT_LT(loudest(*pcm, 0, 0.19), 1e-4);
  EXPECT_GT(level_at(*pcm, 440, 0.3), 0.01);
  EXPECT_GT(level_at(*pcm, 440, 0.3), 30 * level_at(*pcm, 880, 0.3)) << "a sine";
  EXPECT_LT(loudest(*pcm, 2.3, 2.49), 0.02 * loudest(*pcm, 0.3, 0.5)) << "faded, room included";
  EXPECT_GT(level_at(*pcm, 880, 2.6), 30 * level_at(*pcm, 440, 2.6)) << "a missing program sounds";
}

TEST_F(SoundfontTest, APieceSoundsTheSameHoweverOftenAndKeysStruckAgainEndInTime) {
  auto font = SoundfontRenderer::open(write("sine.sf2", tiny_soundfont()), kRate);
  ASSERT_TRUE(font) << font.error().message;
  NoteSequence piece;
  // The second begins before the first ends; its own end counts.
  piece.notes = {note(69, 0, 0.3), note(69, 0.2, 0.7)};
  piece.control_changes = {{0, 7, 100, 0}, {0, 10, 64, 0}};
  const auto first = font->render(piece, {.sample_rate_hz = kRate, .tail_s = 1});
  const auto again = font->render(piece, {.sample_rate_hz = kRate, .tail_s = 1});
  ASSERT_TRUE(first);
  ASSERT_TRUE(again);
  EXPECT_EQ(first->left, again->left);
  EXPECT_EQ(first->right, again->right);
  EXPECT_GT(level_at(*first, 440, 0.5), 0.5 * level_at(*first, 440, 0.1));
  EXPECT_LT(level_at(*first, 440, 1.4), 0.02 * level_at(*first, 440, 0.5));
}

TEST_F(SoundfontTest, MissingAndBrokenFontsAreExplained) {
  const auto missing = SoundfontRenderer::open(folder / "no.sf2", kRate);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  const auto a_folder = SoundfontRenderer::open(folder.path(), kRate);
  ASSERT_FALSE(a_folder);
  EXPECT_EQ(a_folder.error().code, ErrorCode::kIo);
  const auto whole = tiny_soundfont();
  for (const auto& bytes : {std::string("no font at all"), std::string(),
                            whole.substr(0, whole.size() / 2), whole.substr(0, 20)}) {
    const auto broken = SoundfontRenderer::open(write("broken.sf2", bytes), kRate);
    ASSERT_FALSE(broken) << bytes.size();
    EXPECT_EQ(broken.error().code, ErrorCode::kCorruptData);
    EXPECT_NE(broken.error().message.find("broken.sf2"), std::string::npos);
    std::filesystem::remove(folder / "broken.sf2");
  }
}

TEST_F(SoundfontTest, TimesThatAreNoneAreErrors) {
  auto font = SoundfontRenderer::open(write("sine.sf2", tiny_soundfont()), kRate);
  ASSERT_TRUE(font) << font.error().message;
  NoteSequence piece;
  piece.notes = {note(69, -1, 1)};
  EXPECT_FALSE(font->render(piece, {.sample_rate_hz = kRate}));
  EXPECT_FALSE(font->render({}, {.sample_rate_hz = kRate, .tail_s = 1e6}));
}

}  // namespace
}  // namespace segue
