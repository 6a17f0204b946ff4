// SPDX-License-Identifier: Apache-2.0
// Read, write, read gives the same events: small files, random ones, and, where the environment
// variable SEGUE_DATA names a folder, every MIDI file there.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "shared/base/rng.h"
#include "shared/midi/smf_reader.h"
#include "shared/midi/smf_writer.h"
#include "shared/midi/to_note_sequence.h"
#include "tests/shared/midi/smf_bytes.h"

namespace segue {
namespace {

using test::Bytes;
using test::operator+;

MidiFile make_random_file(Rng& rng) {
  const auto below = [&rng](std::uint64_t n) { return static_cast<int>(rng.below(n)); };
  MidiFile file;
  file.format = below(3);
  if (below(4) == 0) {
    file.division = {0, 24 + below(2), 1 + below(255)};
  } else {
    file.division.ticks_per_quarter = 1 + below(32767);
  }
  file.tracks.resize(file.format == 0 ? 1 : static_cast<std::size_t>(below(5)));
  for (MidiTrack& track : file.tracks) {
    std::uint64_t tick = 0;
    for (int i = below(200); i > 0; --i) {
      if (below(3) > 0) tick += rng.below(std::uint64_t{1} << below(29));
      Bytes data(static_cast<std::size_t>(below(below(20) == 0 ? 300 : 6)));
      for (auto& byte : data) byte = static_cast<std::uint8_t>(below(256));
      const int kind = below(10);
      const int type = below(128);
      if (kind == 0) {
        track.add_meta(tick, static_cast<std::uint8_t>(type == 0x2F ? 1 : type), data);
      } else if (kind == 1) {
        track.add_sysex(tick, below(2) == 0 ? kMidiSysex : kMidiSysexEscape, data);
      } else {
        const int status = 0x80 + below(7 * 16);
        const bool has_two = (status & 0xE0) != 0xC0;
        track.add_channel_message(tick, static_cast<std::uint8_t>(status), below(128),
                                  has_two ? below(128) : 0);
      }
    }
    track.end_tick = tick + rng.below(1000);
  }
  return file;
}

TEST(SmfRoundTrip, EveryKindOfEventComesBack) {
  const auto first = read_smf(test::rich_file());
  ASSERT_TRUE(first.ok());
  for (const bool running_status : {false, true}) {
    const auto second = read_smf(write_smf(first->file, {.running_status = running_status}));
    ASSERT_TRUE(second.ok());
    EXPECT_TRUE(second->warnings.empty());
    EXPECT_EQ(second->file, first->file);
  }
}

TEST(SmfRoundTrip, RandomFilesComeBack) {
  Rng rng(1);
  for (int i = 0; i < 300; ++i) {
    const MidiFile file = make_random_file(rng);
    for (const bool running_status : {false, true}) {
      const Bytes bytes = write_smf(file, {.running_status = running_status});
      const auto read = read_smf(bytes);
      ASSERT_TRUE(read.ok()) << read.error().message;
      EXPECT_TRUE(read->warnings.empty()) << read->warnings.front().message;
      EXPECT_EQ(read->file, file);
      const auto fast = read_midi(bytes);
      ASSERT_TRUE(fast.ok());
      EXPECT_EQ(fast->sequence, *to_note_sequence(file));
    }
  }
}

TEST(SmfWriter, TheBytesAreTheSmallestTheFormatAllows) {
  MidiFile file;
  file.format = 0;
  file.division.ticks_per_quarter = 96;
  MidiTrack track;
  track.add_channel_message(0, 0x90, 0x3C, 0x40);
  track.add_channel_message(96, 0x90, 0x3C, 0x00);
  track.add_channel_message(96, 0x90, 0x40, 0x50);
  track.add_channel_message(192, 0x80, 0x40, 0x00);
  file.tracks = {track};
  EXPECT_EQ(write_smf(file), test::header(0, 1, 96) + test::track(test::two_notes()));
}

TEST(SmfWriter, StepsBackInTimeAndEndsOfTrackInsideAreNotWritten) {
  MidiFile file;
  MidiTrack track;
  track.add_channel_message(50, 0x90, 60, 1);
  track.add_channel_message(20, 0x80, 60, 0);
  track.add_meta(60, kMetaEndOfTrack, {});
  file.tracks = {track};
  const auto read = read_smf(write_smf(file));
  ASSERT_TRUE(read.ok());
  ASSERT_EQ(read->file.tracks[0].events.size(), 2u);
  EXPECT_EQ(read->file.tracks[0].events[1].tick, 50u);
}

TEST(SmfRoundTrip, RealFilesComeBack) {
  const char* folder = std::getenv("SEGUE_DATA");
  if (folder == nullptr) GTEST_SKIP() << "SEGUE_DATA names no folder of MIDI files";
  int count = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".mid" && entry.path().extension() != ".midi") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const Bytes bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    const auto first = read_smf(bytes);
    ASSERT_TRUE(first.ok()) << entry.path() << first.error().message;
    const auto second = read_smf(write_smf(first->file));
    ASSERT_TRUE(second.ok()) << entry.path();
    EXPECT_TRUE(second->file == first->file) << entry.path();
    EXPECT_TRUE(read_midi(bytes)->sequence == *to_note_sequence(first->file)) << entry.path();
    ++count;
  }
  EXPECT_GT(count, 0) << "no .mid file in " << folder;
}

}  // namespace
}  // namespace segue
