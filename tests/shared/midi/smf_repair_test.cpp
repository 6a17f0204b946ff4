// SPDX-License-Identifier: Apache-2.0
// Damaged files: each kind of damage gives the music that is there, and a warning where it is.
#include <gtest/gtest.h>

#include "shared/midi/smf_reader.h"
#include "shared/midi/to_note_sequence.h"
#include "tests/shared/midi/smf_bytes.h"

namespace segue {
namespace {

using test::Bytes;
using test::operator+;

const Bytes kOneNote = {0x00, 0x90, 0x3C, 0x40, 0x60, 0x3C, 0x00};
constexpr std::size_t kFirstEvent = 22;  // header 14, track header 8

/// Reads both ways, expects `events` per track and one warning that has `words` at `offset`.
void expect_repair(const Bytes& bytes, const std::vector<std::size_t>& events,
                   const std::string& words, std::size_t offset) {
  const auto result = read_smf(bytes);
  ASSERT_TRUE(result.ok()) << result.error().message;
  ASSERT_EQ(result->file.tracks.size(), events.size()) << words;
  for (std::size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(result->file.tracks[i].events.size(), events[i]) << words << ", track " << i;
  }
  bool found = false;
  for (const MidiWarning& warning : result->warnings) {
    found |= warning.offset == offset && warning.message.find(words) != std::string::npos;
  }
  EXPECT_TRUE(found) << words;
  if (!found) {
    for (const auto& w : result->warnings) ADD_FAILURE() << w.offset << ": " << w.message;
  }
  const auto music = read_midi(bytes);
  ASSERT_TRUE(music.ok());
  EXPECT_EQ(music->sequence, *to_note_sequence(result->file));
}

Bytes with_length(const Bytes& data, std::uint32_t length) {
  return test::text("MTrk") + test::u32(length) + data;
}

TEST(SmfRepair, AMissingEndOfTrackIsReported) {
  const Bytes open = test::chunk("MTrk", kOneNote);
  expect_repair(test::header(1, 2, 96) + open + test::track(kOneNote), {2, 2}, "no end-of-track",
                kFirstEvent + kOneNote.size());
  expect_repair(test::header(0, 1, 96) + open, {2}, "no end-of-track",
                kFirstEvent + kOneNote.size());
}

TEST(SmfRepair, ALengthTooShortIsOverruledByTheEvents) {
  const Bytes events = test::two_notes() + test::kEndOfTrack;
  expect_repair(test::header(1, 2, 96) + with_length(events, 5) + test::track(kOneNote), {4, 2},
                "its events take 18", 18);
}

TEST(SmfRepair, ALengthTooLongEndsAtTheEndOfTrack) {
  const Bytes events = test::two_notes() + test::kEndOfTrack;
  const Bytes next = test::track(kOneNote);
  const auto whole = static_cast<std::uint32_t>(events.size() + next.size());
  expect_repair(test::header(1, 2, 96) + with_length(events, whole) + next, {4, 2},
                "covers the next track", 18);
  expect_repair(test::header(1, 2, 96) + with_length(events, 99999) + next, {4, 2},
                "only 37 are left", 18);
}

TEST(SmfRepair, ALengthTooLongWithoutEndOfTrackStopsAtTheNextTrack) {
  expect_repair(test::header(1, 2, 96) + with_length(kOneNote, 0xFFFFFFFF) + test::track(kOneNote),
                {2, 2}, "no end-of-track", kFirstEvent + kOneNote.size());
}

TEST(SmfRepair, BytesAfterTheEndOfTrackAreSkipped) {
  const Bytes events = kOneNote + test::kEndOfTrack + Bytes{1, 2, 3};
  expect_repair(test::header(1, 2, 96) + test::chunk("MTrk", events) + test::track(kOneNote),
                {2, 2}, "3 bytes after the end-of-track", kFirstEvent + 11);
}

TEST(SmfRepair, TrailingBytesAreSkipped) {
  const Bytes file = test::header(0, 1, 96) + test::track(kOneNote);
  expect_repair(file + Bytes{0, 0, 0}, {2}, "3 trailing bytes", file.size());
  expect_repair(file + Bytes(100, 0xAA), {2}, "100 trailing bytes", file.size());
  expect_repair(file + test::text("MTrk"), {2}, "4 trailing bytes", file.size());
}

TEST(SmfRepair, UnknownChunksAndBytesBetweenTracksAreSkipped) {
  const Bytes first = test::header(1, 2, 96) + test::track(kOneNote);
  expect_repair(first + test::chunk("XFIH", Bytes(20, 7)) + test::track(kOneNote), {2, 2},
                "unknown chunk 'XFIH'", first.size());
  expect_repair(first + Bytes{0, 1, 2} + test::track(kOneNote), {2, 2}, "3 bytes before a track",
                first.size());
}

TEST(SmfRepair, IllegalStatusBytesAreSkipped) {
  const auto file = [](const Bytes& middle) {
    return test::header(0, 1, 96) + test::track(Bytes{0x00, 0x90, 0x3C, 0x40} + middle);
  };
  // A clock byte leaves the running status alone, its delta time counts.
  expect_repair(file({0x30, 0xF8, 0x30, 0x3C, 0x00}), {2}, "status byte 248", kFirstEvent + 5);
  EXPECT_EQ(read_smf(file({0x30, 0xF8, 0x30, 0x3C, 0x00}))->file.tracks[0].events[1].tick, 96u);
  expect_repair(file({0x30, 0xF2, 0x01, 0x02, 0x30, 0x80, 0x3C, 0x00}), {2}, "status byte 242",
                kFirstEvent + 5);
}

TEST(SmfRepair, DataBytesWithTheHighBitAreClipped) {
  const Bytes file =
      test::header(0, 1, 96) + test::track({0x00, 0x90, 0x3C, 0xC8, 0x60, 0x80, 0x3C, 0x00});
  expect_repair(file, {2}, "a data byte of the event that ends here is 200", kFirstEvent + 4);
  EXPECT_EQ(read_smf(file)->file.tracks[0].events[0].data2, 127);
}

TEST(SmfRepair, RunningStatusGoesOnAfterAMetaEvent) {
  const Bytes file = test::header(0, 1, 96) + test::track({0x00, 0x90, 0x3C, 0x40, 0x00, 0xFF, 0x01,
                                                           0x00, 0x60, 0x3C, 0x00});
  expect_repair(file, {3}, "running status after a meta", kFirstEvent + 8);
  EXPECT_EQ(read_smf(file)->file.tracks[0].events[2].status, 0x90);
}

TEST(SmfRepair, DataWithoutAnyStatusIsSkipped) {
  expect_repair(
      test::header(0, 1, 96) + test::track(Bytes{0x00, 0x12, 0x34, 0x56, 0x90, 0x3C, 0x40}), {1},
      "3 data bytes without a status", kFirstEvent + 1);
}

TEST(SmfRepair, ATruncatedLastEventIsDropped) {
  const Bytes head = test::header(0, 1, 96);
  const auto cut = static_cast<std::uint32_t>(kOneNote.size() + 10);
  expect_repair(head + with_length(kOneNote + Bytes{0x00, 0x90, 0x3C}, cut), {2}, "cut off",
                kFirstEvent + 7);
  expect_repair(head + with_length(kOneNote + Bytes{0x81}, cut), {2}, "cut off", kFirstEvent + 7);
  expect_repair(head + with_length(kOneNote + Bytes{0x00, 0xFF, 0x01, 0x7F, 'a'}, cut), {2},
                "cut off", kFirstEvent + 8);
  expect_repair(head + with_length(kOneNote + Bytes{0x00, 0xF0, 0x7F, 1}, cut), {2}, "cut off",
                kFirstEvent + 8);
}

TEST(SmfRepair, NumbersOfMoreThanFourBytesAreLimited) {
  const Bytes file =
      test::header(0, 1, 96) + test::track({0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0x90, 0x3C, 0x40});
  expect_repair(file, {1}, "a number of 6 bytes", kFirstEvent);
  EXPECT_EQ(read_smf(file)->file.tracks[0].events[0].tick, 0x0FFFFFFFu);
}

TEST(SmfRepair, AWrongTrackCountIsReported) {
  expect_repair(test::header(1, 5, 96) + test::track(kOneNote), {2}, "announces 5 tracks", 10);
  expect_repair(test::header(1, 0, 96) + test::track(kOneNote), {2}, "announces 0 tracks", 10);
  const Bytes two = test::header(0, 2, 96) + test::track(kOneNote) + test::track(kOneNote);
  expect_repair(two, {2, 2}, "format 0 with 2 tracks", 8);
  EXPECT_EQ(read_smf(two)->file.format, 1);
}

TEST(SmfRepair, OddHeadersAreRead) {
  const Bytes body = test::track(kOneNote);
  expect_repair(test::header(7, 1, 96) + body, {2}, "format 7", 8);
  expect_repair(Bytes(128, 0) + test::header(0, 1, 96) + body, {2}, "128 bytes before the header",
                0);
  expect_repair(
      test::text("MThd") + test::u32(0) + test::u16(0) + test::u16(1) + test::u16(96) + body, {2},
      "the header's length is 0", 4);
  const auto longer = read_smf(test::text("MThd") + test::u32(8) + test::u16(0) + test::u16(1) +
                               test::u16(96) + test::u16(0) + body);
  ASSERT_TRUE(longer.ok());
  EXPECT_TRUE(longer->warnings.empty()) << "a later format may have a longer header";
  EXPECT_EQ(longer->file.tracks.size(), 1u);
}

TEST(SmfRepair, TheListOfWarningsIsLimitedAndCountsTheRest) {
  Bytes events;
  for (int i = 0; i < 1000; ++i) events = events + Bytes{0x00, 0xF8};
  const auto result = read_smf(test::header(0, 1, 96) + test::track(events));
  ASSERT_TRUE(result.ok());
  ASSERT_EQ(result->warnings.size(), kMaxMidiWarnings + 1);
  EXPECT_NE(result->warnings.back().message.find("900 more"), std::string::npos);
}

}  // namespace
}  // namespace segue
