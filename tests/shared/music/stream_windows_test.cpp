// SPDX-License-Identifier: Apache-2.0
#include "shared/music/stream_windows.h"

#include <gtest/gtest.h>

#include "shared/codec/melody_codec.h"
#include "shared/music/music_windows.h"
#include "tests/shared/music/make_sequence.h"

namespace segue {
namespace {

using test::make_sequence;
using test::StepNote;

constexpr int kKick = 36, kSnare = 38;

/// Kick and snare on the beats of `bars` bars, the last hit of each bar another one.
NoteSequence beat(int bars, int first_bar = 0) {
  std::vector<StepNote> notes;
  for (int bar = first_bar; bar < first_bar + bars; ++bar) {
    for (int i = 0; i < 4; ++i) {
      const double start = bar * 16 + 4 * i + (i == 3 ? bar % 4 : 0);
      notes.push_back({i % 2 ? kSnare : kKick, start, start + 1});
    }
  }
  NoteSequence sequence = make_sequence(notes);
  for (auto& note : sequence.notes) note.is_drum = true;
  sequence.instruments[0].is_drum = true;
  return sequence;
}

MusicWindowReport drums(const NoteSequence& sequence, const PieceOptions& pieces = {}) {
  return find_drum_streams(sequence, {}, pieces);
}

TEST(StreamWindows, ADrumTrackIsOneStreamOfItsOwnLength) {
  const auto report = drums(beat(9), {.min_steps = 112});
  ASSERT_EQ(report.windows.size(), 1u);
  const auto& stream = report.windows[0];
  EXPECT_EQ(stream.tokens.size(), 9u * 16);
  EXPECT_EQ(stream.tokens[0], 1);
  EXPECT_EQ(stream.tokens[4], 2);
  EXPECT_EQ(stream.tokens[5], 0);
  EXPECT_EQ(stream.bar, 1);
}

TEST(StreamWindows, ShortTracksAreLeftOutWithTheirLength) {
  const auto report = drums(beat(6), {.min_steps = 112});
  EXPECT_TRUE(report.windows.empty());
  ASSERT_FALSE(report.rejections.empty());
  EXPECT_EQ(report.rejections[0].code, RejectionCode::kTooShort);
  EXPECT_NE(report.rejections[0].reason.find("96 steps, fewer than 112"), std::string::npos)
      << report.rejections[0].reason;
}

TEST(StreamWindows, LongTracksAreCutAndNothingButAShortRestIsLost) {
  const auto whole = drums(beat(80), {.min_steps = 112, .max_steps = 2000});
  ASSERT_EQ(whole.windows.size(), 1u);
  const auto cut = drums(beat(80), {.min_steps = 112, .max_steps = 512});
  ASSERT_EQ(cut.windows.size(), 2u) << "two of 512, of which one is the other; one of 256";
  EXPECT_EQ(cut.duplicates, 1);
  EXPECT_EQ(cut.windows[1].tokens.size(), 256u);
  EXPECT_EQ(cut.windows[1].bar, 65);
  const std::vector<std::uint16_t> last(whole.windows[0].tokens.begin() + 1024,
                                        whole.windows[0].tokens.end());
  EXPECT_EQ(cut.windows[1].tokens, last);
}

TEST(StreamWindows, ASilenceOfABarParts) {
  NoteSequence both = beat(8);
  const NoteSequence later = beat(9, 11);
  both.notes.insert(both.notes.end(), later.notes.begin(), later.notes.end());
  both.total_time_s = later.total_time_s;
  const auto report = drums(both, {.min_steps = 112});
  ASSERT_EQ(report.windows.size(), 2u);
  EXPECT_EQ(report.windows[0].tokens.size(), 8u * 16);
  EXPECT_EQ(report.windows[1].tokens.size(), 9u * 16);
  EXPECT_EQ(report.windows[1].bar, 12);
}

TEST(StreamWindows, EveryInstrumentsMelodyIsAStream) {
  auto notes = test::quarters(8);
  for (const auto& note : test::quarters(10, 0, 40, 1)) notes.push_back(note);
  notes[3].end_step -= 1;  // a rest of a step
  const auto report = find_melody_streams(make_sequence(notes), {}, {.min_steps = 112});
  ASSERT_EQ(report.windows.size(), 2u);
  const auto& tokens = report.windows[0].tokens;
  ASSERT_EQ(tokens.size(), 8u * 16);
  EXPECT_EQ(tokens[0], 60 - kMelodyMinPitch + 2);
  EXPECT_EQ(tokens[1], kNoEvent);
  EXPECT_EQ(tokens[15], kNoteOff);
  EXPECT_EQ(report.windows[1].tokens.size(), 10u * 16);
  EXPECT_EQ(report.windows[1].instrument, 1);
}

TEST(StreamWindows, FindWindowsMakesThemWhenAsked) {
  MusicWindowOptions options;
  options.pieces.min_steps = 112;
  const auto* info = find_representation("drums_9");
  EXPECT_EQ(find_windows(beat(9), *info, options).windows.at(0).tokens.size(), 32u);
  options.streams = true;
  EXPECT_EQ(find_windows(beat(9), *info, options).windows.at(0).tokens.size(), 144u);
  const auto none = find_windows(make_sequence(test::quarters(9)), *info, options);
  EXPECT_EQ(none.rejections.at(0).code, RejectionCode::kNoDrums);
  EXPECT_EQ(find_melody_streams(beat(9), {}, {}).rejections.at(0).code, RejectionCode::kDrumsOnly);
  EXPECT_EQ(find_windows({}, *info, options).rejections.at(0).code, RejectionCode::kNoNotes);
}

}  // namespace
}  // namespace segue
