// SPDX-License-Identifier: Apache-2.0
// The golden bar was worked out by hand from the layout of the vocabulary: 128 note-ons, 128
// note-offs, 96 shifts, 8 velocities, 129 programs, end.
#include "shared/codec/multitrack_codec.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "shared/base/rng.h"
#include "shared/codec/representation.h"

namespace segue {
namespace {

QuantizedNote note(int pitch, int start, int end, int instrument, int program, int velocity = 80,
                   bool is_drum = false) {
  return {pitch, velocity, start, end, program, instrument, is_drum};
}

/// Drums first in the file, then a bass, then a piano.
std::vector<QuantizedNote> golden_notes() {
  return {note(36, 0, 24, 0, 0, 127, true), note(38, 48, 60, 0, 0, 1, true),
          note(40, 0, 96, 1, 33, 80),       note(60, 0, 48, 2, 0, 80),
          note(64, 0, 48, 2, 0, 90),        note(67, 48, 200, 2, 0, 81)};
}

using Tokens = std::vector<std::uint16_t>;

Tokens track(const EncodedBar& bar, int index) {
  const auto first = bar.tokens.begin() + index * kMultitrackEvents;
  const auto end = std::find(first, first + kMultitrackEvents, kTrackEnd);
  return {first, end};
}

TEST(MultitrackCodec, ABarIsTracksInOrderOfProgramWithTheDrumsLast) {
  const EncodedBar bar = encode_multitrack(golden_notes());
  ASSERT_EQ(bar.fault, MultitrackFault::kNone);
  ASSERT_EQ(bar.tokens.size(), 512u);
  // Velocities 80 and below are bin 4 of 0..7, 81 to 96 bin 5.
  EXPECT_EQ(track(bar, 0),
            (Tokens{360, 356, 60, 357, 64, 256 + 47, 128 + 60, 128 + 64, 67, 256 + 47, 128 + 67}));
  EXPECT_EQ(track(bar, 1), (Tokens{360 + 33, 356, 40, 256 + 95, 128 + 40}));
  EXPECT_EQ(track(bar, 2), (Tokens{488, 359, 36, 256 + 23, 128 + 36, 256 + 23, 352, 38, 256 + 11,
                                   128 + 38, 256 + 35}));
  for (int i = 3; i < kMultitrackTracks; ++i) EXPECT_TRUE(track(bar, i).empty()) << i;
}

TEST(MultitrackCodec, NotesComeBackAsTheyWereCutAtTheBarWithTheMiddleOfTheirVelocity) {
  const auto decoded = decode_multitrack(encode_multitrack(golden_notes()).tokens, 90);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->steps_per_quarter, 24);
  EXPECT_EQ(decoded->tempo_qpm, 90);
  ASSERT_EQ(decoded->instruments.size(), 3u);
  EXPECT_EQ(decoded->instruments[1].program, 33);
  EXPECT_TRUE(decoded->instruments[2].is_drum);
  EXPECT_EQ(decoded->instruments[2].channel, 9);
  const std::vector<QuantizedNote> expected = {
      note(60, 0, 48, 0, 0, 72),        note(64, 0, 48, 0, 0, 88),
      note(67, 48, 96, 0, 0, 88),       note(40, 0, 96, 1, 33, 72),
      note(36, 0, 24, 2, 0, 120, true), note(38, 48, 60, 2, 0, 8, true)};
  EXPECT_EQ(decoded->notes, expected);
}

TEST(MultitrackCodec, WhatWasDecodedEncodesToTheSameTokens) {
  Rng rng(3);
  int encoded = 0;
  for (int round = 0; round < 200; ++round) {
    std::vector<QuantizedNote> notes;
    const int count = 4 + static_cast<int>(rng.below(40));
    for (int i = 0; i < count; ++i) {
      const int instrument = static_cast<int>(rng.below(6)),
                start = static_cast<int>(rng.below(kMultitrackSteps)),
                length = 1 + static_cast<int>(rng.below(30));
      notes.push_back(note(30 + static_cast<int>(rng.below(60)), start, start + length, instrument,
                           instrument * 9, 1 + static_cast<int>(rng.below(127)), instrument == 5));
    }
    const EncodedBar bar = encode_multitrack(notes);
    if (bar.fault != MultitrackFault::kNone) continue;
    const auto decoded = decode_multitrack(bar.tokens);
    ASSERT_TRUE(decoded);
    // Two notes of one pitch at a time cannot be told apart: compare from the second time on.
    const EncodedBar again = encode_multitrack(decoded->notes);
    ASSERT_EQ(again.fault, MultitrackFault::kNone);
    const auto twice = decode_multitrack(again.tokens);
    ASSERT_TRUE(twice);
    EXPECT_EQ(encode_multitrack(twice->notes).tokens, again.tokens);
    EXPECT_EQ(twice->notes.size(), decoded->notes.size());
    ++encoded;
  }
  EXPECT_GT(encoded, 50);
}

TEST(MultitrackCodec, BarsThatDoNotFitSayWhy) {
  const auto fault = [](const std::vector<QuantizedNote>& notes) {
    const auto bar = encode_multitrack(notes);
    EXPECT_TRUE(bar.tokens.empty());
    return bar.fault;
  };
  EXPECT_EQ(fault({}), MultitrackFault::kFewTracks);
  EXPECT_EQ(fault({note(60, 0, 96, 0, 0)}), MultitrackFault::kFewTracks);
  std::vector<QuantizedNote> many, full;
  for (int i = 0; i < 9; ++i) many.push_back(note(60, 0, 96, i, i));
  EXPECT_EQ(fault(many), MultitrackFault::kManyTracks);
  for (int i = 0; i < 32; ++i) full.push_back(note(60, 3 * i, 3 * i + 2, 0, 0));
  full.push_back(note(40, 0, 96, 1, 1));
  EXPECT_EQ(fault(full), MultitrackFault::kManyEvents);
  // Four events a note, a velocity and the first rest: 62 with 15 notes.
  full.erase(full.begin(), full.begin() + 16);
  EXPECT_EQ(encode_multitrack(full).fault, MultitrackFault::kManyEvents);
  full.erase(full.begin());
  EXPECT_EQ(encode_multitrack(full).fault, MultitrackFault::kNone);
}

TEST(MultitrackCodec, AnyTokensAreMusicAndTokensOutsideAreNamed) {
  Rng rng(5);
  for (int round = 0; round < 100; ++round) {
    Tokens tokens(kMultitrackRows);
    for (auto& token : tokens) token = static_cast<std::uint16_t>(rng.below(kMultitrackTokens));
    const auto decoded = decode_multitrack(tokens);
    ASSERT_TRUE(decoded);
    for (const auto& one : decoded->notes) {
      EXPECT_LT(one.start_step, one.end_step);
      EXPECT_LE(one.end_step, kMultitrackSteps);
      EXPECT_LT(one.instrument, static_cast<int>(decoded->instruments.size()));
    }
  }
  Tokens wrong(kMultitrackRows, kTrackEnd);
  wrong[70] = 490;
  const auto refused = decode_multitrack(wrong);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("490 at event 6 of track 2"), std::string::npos)
      << refused.error().message;
  EXPECT_FALSE(decode_multitrack(std::span(wrong).first(511)));
}

TEST(MultitrackCodec, WhatHasNoEndNoProgramOrTwoOfThemIsPlayedAllTheSame) {
  Tokens tokens(kMultitrackRows, kTrackEnd);
  const Tokens odd = {60, 256 + 47, 400, 401, 128 + 61, 62, 256 + 95, 63};
  std::copy(odd.begin(), odd.end(), tokens.begin());
  const auto decoded = decode_multitrack(tokens);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->notes, (std::vector<QuantizedNote>{note(60, 0, 96, 0, 40, 100),
                                                        note(62, 48, 96, 0, 40, 100)}));
}

TEST(MultitrackCodec, EventsKnowTheirStepInTheBar) {
  const EncodedBar bar = encode_multitrack(golden_notes());
  const auto steps = multitrack_steps(bar.tokens);
  EXPECT_EQ(steps[0], -1);  // the program
  const std::vector<int> piano = {0, 0, 0, 0, 0, 48, 48, 48, 48, 95, 95};
  for (std::size_t i = 0; i < piano.size(); ++i) EXPECT_EQ(steps[i + 1], piano[i]) << i;
  EXPECT_EQ(steps[12], -1);  // behind the end
  EXPECT_EQ(steps[64 + 1], 0);
  EXPECT_EQ(steps[3 * 64], -1);  // a track that is not there
}

TEST(MultitrackCodec, MovingABarMovesAllButItsDrums) {
  EncodedBar bar = encode_multitrack(golden_notes());
  transpose_window(*find_representation("multitrack_490"), bar.tokens, {}, {}, 3);
  const auto decoded = decode_multitrack(bar.tokens);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->notes[0].pitch, 63);
  EXPECT_EQ(decoded->notes[3].pitch, 43);
  EXPECT_EQ(decoded->notes[4].pitch, 36);
  EXPECT_EQ(decoded->notes.size(), 6u);
}

}  // namespace
}  // namespace segue
