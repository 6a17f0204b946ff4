// SPDX-License-Identifier: Apache-2.0
// Sound files: every field of the format against bytes written by hand.
#include "shared/midi/smf_reader.h"

#include <gtest/gtest.h>

#include "tests/shared/midi/smf_bytes.h"

namespace segue {
namespace {

using test::Bytes;
using test::operator+;

SmfReadResult read(const Bytes& bytes) {
  auto result = read_smf(bytes);
  EXPECT_TRUE(result.ok()) << (result.ok() ? "" : result.error().message);
  return result.ok() ? *result : SmfReadResult{};
}

TEST(SmfReader, EveryKindOfEventIsRead) {
  const auto result = read(test::rich_file());
  EXPECT_TRUE(result.warnings.empty());
  const MidiFile& file = result.file;
  EXPECT_EQ(file.format, 1);
  EXPECT_EQ(file.division.ticks_per_quarter, 96);
  ASSERT_EQ(file.tracks.size(), 3u);
  const MidiTrack& conductor = file.tracks[0];
  ASSERT_EQ(conductor.events.size(), 6u);
  EXPECT_EQ(conductor.end_tick, 96u + 128u);
  EXPECT_TRUE(conductor.events[0].is_meta(kMetaTrackName));
  const auto name = conductor.data_of(conductor.events[0]);
  EXPECT_EQ(std::string(name.begin(), name.end()), "Song");
  EXPECT_EQ(conductor.events[4].tick, 96u);
  EXPECT_EQ(conductor.data_of(conductor.events[4])[0], 0x0F);
  const auto& events = file.tracks[1].events;
  ASSERT_EQ(events.size(), 9u);
  const std::vector<int> statuses = {0xC0, 0xB0, 0xE0, 0xF0, 0x90, 0xA0, 0xD0, 0x80, 0xF7};
  const std::vector<int> ticks = {0, 0, 0, 0, 0, 48, 48, 96, 96};
  for (std::size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(events[i].status, statuses[i]) << i;
    EXPECT_EQ(events[i].tick, static_cast<std::uint64_t>(ticks[i])) << i;
  }
  EXPECT_EQ(events[0].data1, 0x28);
  EXPECT_EQ(events[2].bend(), 2048);
  EXPECT_EQ(file.tracks[1].data_of(events[3]).size(), 4u);
  EXPECT_EQ(file.tracks[1].data_of(events[8])[0], 0xF8);
  EXPECT_EQ(file.tracks[2].events[1].status, 0x99) << "running status";
  EXPECT_EQ(file.tracks[2].events[1].data2, 0) << "kept as note-on with velocity 0";
}

TEST(SmfReader, VariableLengthNumbersFollowTheExamplesOfTheStandard) {
  // RP-001, "variable-length quantity".
  const std::vector<std::pair<Bytes, std::uint64_t>> examples = {
      {{0x00}, 0},
      {{0x40}, 0x40},
      {{0x7F}, 0x7F},
      {{0x81, 0x00}, 0x80},
      {{0xC0, 0x00}, 0x2000},
      {{0xFF, 0x7F}, 0x3FFF},
      {{0x81, 0x80, 0x00}, 0x4000},
      {{0xFF, 0xFF, 0x7F}, 0x1FFFFF},
      {{0x81, 0x80, 0x80, 0x00}, 0x200000},
      {{0xFF, 0xFF, 0xFF, 0x7F}, 0x0FFFFFFF}};
  for (const auto& [bytes, value] : examples) {
    const auto result = read(test::header(0, 1, 96) + test::track(bytes + Bytes{0x90, 0x3C, 0x40}));
    EXPECT_TRUE(result.warnings.empty());
    ASSERT_EQ(result.file.tracks[0].events.size(), 1u);
    EXPECT_EQ(result.file.tracks[0].events[0].tick, value);
  }
}

TEST(SmfReader, SmpteDivisionsGiveFramesAndTicks) {
  for (const int fps : {24, 25, 29, 30}) {
    const auto result = read(test::header(0, 1, (256 - fps) << 8 | 40) + test::track({}));
    EXPECT_TRUE(result.warnings.empty());
    EXPECT_EQ(result.file.division.frames_per_second, fps);
    EXPECT_EQ(result.file.division.ticks_per_frame, 40);
  }
}

TEST(SmfReader, ARiffWrapperIsTakenOff) {
  const Bytes midi = test::header(0, 1, 96) + test::track(test::two_notes());
  const auto le = [](std::size_t n) {
    return Bytes{static_cast<std::uint8_t>(n), static_cast<std::uint8_t>(n >> 8), 0, 0};
  };
  const Bytes riff = test::text("RIFF") + le(midi.size() + 24) + test::text("RMID") +
                     test::text("DISP") + le(3) + Bytes{1, 2, 3, 0} + test::text("data") +
                     le(midi.size()) + midi + test::text("LIST") + le(0);
  const auto wrapped = read(riff);
  EXPECT_TRUE(wrapped.warnings.empty());
  EXPECT_EQ(wrapped.file, read(midi).file);
}

TEST(SmfReader, AnEmptyFileOfNoTracksIsReadable) {
  EXPECT_TRUE(read(test::header(1, 0, 96)).file.tracks.empty());
}

TEST(SmfReader, WhatIsNoMidiFileIsAnErrorWithOffsetAndReason) {
  const auto fails = [](const Bytes& bytes, const std::string& reason) {
    const auto result = read_smf(bytes);
    ASSERT_FALSE(result.ok()) << reason;
    EXPECT_EQ(result.error().code, ErrorCode::kCorruptData);
    EXPECT_NE(result.error().message.find(reason), std::string::npos) << result.error().message;
    EXPECT_NE(result.error().message.find("byte"), std::string::npos) << result.error().message;
  };
  fails({}, "not a MIDI file");
  fails(test::text("This is a text."), "not a MIDI file");
  fails(test::text("MThd") + test::u32(6) + Bytes{0, 1}, "cut off");
  fails(test::header(1, 1, 0) + test::track({}), "no time base");
  fails(test::header(1, 1, 0xE700) + test::track({}), "no time base");
  fails(test::header(1, 2, 96), "no track");
}

}  // namespace
}  // namespace segue
