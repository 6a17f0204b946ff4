// SPDX-License-Identifier: Apache-2.0
// Broken bytes of every kind give a value or an Error; the sanitizers watch.
#include <gtest/gtest.h>

#include <algorithm>

#include "shared/base/rng.h"
#include "shared/midi/from_note_sequence.h"
#include "shared/midi/smf_reader.h"
#include "shared/midi/smf_writer.h"
#include "shared/midi/to_note_sequence.h"
#include "tests/shared/midi/smf_bytes.h"

namespace segue {
namespace {

using test::Bytes;
using test::operator+;

std::vector<Bytes> sound_files() {
  const Bytes two = test::track(test::two_notes());
  const Bytes rich = test::rich_file();
  const Bytes size = {static_cast<std::uint8_t>(rich.size()),
                      static_cast<std::uint8_t>(rich.size() >> 8), 0, 0};
  return {
      rich, test::header(0, 1, 96) + two, test::header(2, 3, 0xE728) + two + two + two,
      test::text("RIFF") + size + test::text("RMIDdata") + size + rich,
      test::header(1, 2, 480) + test::chunk("XFIH", Bytes(9, 1)) + two +
          test::track(Bytes{0x00, 0xFF, 0x03, 0x81, 0x01} + Bytes(129, 0xE4) + test::two_notes())};
}

/// Both readers agree whether there is music, and on it; what was read can be written and read.
void expect_value_or_error(const Bytes& bytes) {
  const auto file = read_smf(bytes);
  const auto music = read_midi(bytes);
  ASSERT_EQ(file.ok(), music.ok());
  if (!file.ok()) {
    EXPECT_EQ(file.error(), music.error());
    EXPECT_FALSE(file.error().message.empty());
    return;
  }
  for (const MidiWarning& warning : music->warnings) EXPECT_LE(warning.offset, bytes.size());
  EXPECT_EQ(music->sequence, *to_note_sequence(file->file));
  const auto again = read_smf(write_smf(file->file));
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(again->file, file->file);
  double last_s = 0;
  for (const Note& note : music->sequence.notes) {
    EXPECT_GE(note.start_s, last_s);
    EXPECT_GE(note.end_s, note.start_s);
    EXPECT_LE(note.end_s, music->sequence.total_time_s);
    EXPECT_TRUE(note.velocity >= 1 && note.velocity <= 127);
    EXPECT_LT(static_cast<std::size_t>(note.instrument), music->sequence.instruments.size());
    last_s = note.start_s;
  }
  (void)write_midi(music->sequence);  // may refuse what is too long
}

TEST(SmfHostile, EveryPrefixOfAFileGivesAValueOrAnError) {
  for (const Bytes& file : sound_files()) {
    for (std::size_t size = 0; size <= file.size(); ++size) {
      expect_value_or_error(Bytes(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size)));
    }
  }
}

TEST(SmfHostile, ThousandsOfMutationsGiveAValueOrAnError) {
  Rng rng(2);
  const auto files = sound_files();
  for (int i = 0; i < 20000; ++i) {
    Bytes bytes = files[static_cast<std::size_t>(rng.below(files.size()))];
    for (std::uint64_t change = rng.below(6) + 1; change > 0; --change) {
      if (bytes.empty()) break;
      const auto at = static_cast<std::ptrdiff_t>(rng.below(bytes.size()));
      const auto value = static_cast<std::uint8_t>(rng.below(256));
      switch (rng.below(5)) {
        case 0:
          bytes[static_cast<std::size_t>(at)] = value;
          break;
        case 1:
          bytes[static_cast<std::size_t>(at)] ^= static_cast<std::uint8_t>(1u << rng.below(8));
          break;
        case 2:
          bytes.erase(bytes.begin() + at);
          break;
        case 3:
          bytes.insert(bytes.begin() + at, value);
          break;
        default: {  // a piece moved elsewhere
          const auto end = at + static_cast<std::ptrdiff_t>(
                                    rng.below(bytes.size() - static_cast<std::size_t>(at)));
          const Bytes piece(bytes.begin() + at, bytes.begin() + end);
          const auto to = static_cast<std::ptrdiff_t>(rng.below(bytes.size()));
          bytes.insert(bytes.begin() + to, piece.begin(), piece.end());
        }
      }
    }
    expect_value_or_error(bytes);
    if (HasFatalFailure() || HasNonfatalFailure()) FAIL() << "mutation " << i;
  }
}

TEST(SmfHostile, RandomEventsGiveAValueOrAnError) {
  Rng rng(3);
  for (int i = 0; i < 3000; ++i) {
    Bytes events(static_cast<std::size_t>(rng.below(300)));
    for (auto& byte : events) {
      // Mostly small bytes and status bytes, so that much of it makes sense.
      byte = static_cast<std::uint8_t>(rng.below(3) == 0 ? rng.below(256) : rng.below(16));
      if (rng.below(4) == 0) byte = static_cast<std::uint8_t>(0x80 + 16 * rng.below(8));
    }
    expect_value_or_error(test::header(static_cast<int>(rng.below(3)), 1, 96) +
                          test::track(events));
  }
}

}  // namespace
}  // namespace segue
