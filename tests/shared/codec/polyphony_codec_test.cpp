// SPDX-License-Identifier: Apache-2.0
// The first two streams are the examples of REFERENCE 4.2; the others were worked out by hand.
#include "shared/codec/polyphony_codec.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "shared/base/rng.h"

namespace segue {
namespace {

using Stream = std::vector<std::uint16_t>;

QuantizedNote voice(int pitch, int start, int end) {
  return {pitch, kPolyphonyVelocity, start, end, 0, 0, false};
}

QuantizedSequence music(std::vector<QuantizedNote> notes, int steps) {
  QuantizedSequence sequence;
  sequence.notes = std::move(notes);
  sequence.instruments.resize(1);
  sequence.total_steps = steps;
  return sequence;
}

int fresh(int pitch) { return kPolyphonyNewNote + pitch; }
int on(int pitch) { return kPolyphonyContinuedNote + pitch; }

Stream stream(const std::vector<int>& events) { return {events.begin(), events.end()}; }

TEST(PolyphonyCodec, ATriadOfAQuarterIsEighteenEvents) {
  const auto tokens = encode_polyphony(music({voice(60, 0, 4), voice(64, 0, 4), voice(67, 0, 4)}, 4));
  EXPECT_EQ(tokens, stream({0, fresh(67), fresh(64), fresh(60), 2, on(67), on(64), on(60), 2,
                            on(67), on(64), on(60), 2, on(67), on(64), on(60), 2, 1}));
}

TEST(PolyphonyCodec, SilentStepsAreKeptAtBothEnds) {
  const auto tokens = encode_polyphony(music({voice(60, 1, 2)}, 4));
  EXPECT_EQ(tokens, stream({0, 2, fresh(60), 2, 2, 2, 1}));
  const auto decoded = decode_polyphony(tokens, 90);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->total_steps, 4);
  EXPECT_EQ(decoded->tempo_qpm, 90);
  EXPECT_EQ(decoded->notes, (std::vector{voice(60, 1, 2)}));
}

TEST(PolyphonyCodec, ANoteThatIsStruckAgainGoesOnBeforeItBegins) {
  const auto tokens = encode_polyphony(music({voice(60, 0, 3), voice(60, 1, 3)}, 3));
  EXPECT_EQ(tokens, stream({0, fresh(60), 2, on(60), fresh(60), 2, on(60), on(60), 2, 1}));
  EXPECT_EQ(decode_polyphony(tokens)->notes, (std::vector{voice(60, 0, 3), voice(60, 1, 3)}));
}

TEST(PolyphonyCodec, OfEqualPitchesTheFirstEnds) {
  const auto tokens = stream({0, fresh(60), 2, on(60), fresh(60), 2, on(60), 2, 2, 1});
  EXPECT_EQ(decode_polyphony(tokens)->notes, (std::vector{voice(60, 0, 2), voice(60, 1, 3)}));
}

TEST(PolyphonyCodec, WhatSaysNothingIsPassedOver) {
  // END in the middle, START later, a note that does not sound, a step that never ends.
  const auto tokens = stream({0, fresh(60), 2, 1, on(60), on(72), 0, 2, fresh(50), on(60)});
  const auto decoded = decode_polyphony(tokens);
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->notes, (std::vector{voice(60, 0, 2)}));
  EXPECT_EQ(decoded->total_steps, 2);
  EXPECT_TRUE(decode_polyphony({})->notes.empty());
}

TEST(PolyphonyCodec, ATokenOutsideTheVocabularyIsNamed) {
  const auto decoded = decode_polyphony(stream({0, 2, 259}));
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().code, ErrorCode::kInvalidArgument);
  EXPECT_NE(decoded.error().message.find("event 2 is 259"), std::string::npos);
}

TEST(PolyphonyCodec, TransposingMovesNotesOrNothing) {
  auto tokens = encode_polyphony(music({voice(60, 0, 2), voice(124, 0, 1)}, 2));
  const auto before = tokens;
  EXPECT_FALSE(transpose_polyphony(tokens, 4));
  EXPECT_EQ(tokens, before);
  EXPECT_TRUE(transpose_polyphony(tokens, 3));
  EXPECT_EQ(decode_polyphony(tokens)->notes, (std::vector{voice(63, 0, 2), voice(127, 0, 1)}));
  EXPECT_TRUE(transpose_polyphony(tokens, -3));
  EXPECT_EQ(tokens, before);
  EXPECT_FALSE(transpose_polyphony(tokens, -61));
}

// One voice a pitch at a time, as pieces have them; then any stream at all.
TEST(PolyphonyCodec, MusicComesBackAsItWas) {
  Rng rng(7);
  for (int round = 0; round < 200; ++round) {
    std::vector<QuantizedNote> notes;
    const int steps = 1 + static_cast<int>(rng.below(40));
    for (int pitch = 0; pitch < 128; pitch += 1 + static_cast<int>(rng.below(9))) {
      for (int at = static_cast<int>(rng.below(6)); at < steps;) {
        const int end = std::min(steps, at + 1 + static_cast<int>(rng.below(5)));
        notes.push_back(voice(pitch, at, end));
        at = end + static_cast<int>(rng.below(3));
      }
    }
    std::sort(notes.begin(), notes.end(), [](const auto& a, const auto& b) {
      return std::pair(a.start_step, a.pitch) < std::pair(b.start_step, b.pitch);
    });
    const auto tokens = encode_polyphony(music(notes, steps));
    EXPECT_EQ(polyphony_steps(tokens), steps);
    const auto decoded = decode_polyphony(tokens);
    ASSERT_TRUE(decoded);
    ASSERT_EQ(decoded->notes, notes) << round;
    EXPECT_EQ(decoded->total_steps, steps);
  }
}

TEST(PolyphonyCodec, AnyStreamOfEventsIsMusicThatKeepsItsNotesAndStaysWithinItsSteps) {
  Rng rng(8);
  for (int round = 0; round < 200; ++round) {
    Stream tokens(1 + rng.below(400));
    for (auto& token : tokens) {
      token = static_cast<std::uint16_t>(rng.below(4) == 0 ? 2 : rng.below(kPolyphonyTokens));
    }
    const auto decoded = decode_polyphony(tokens);
    ASSERT_TRUE(decoded);
    for (const auto& one : decoded->notes) {
      EXPECT_LT(one.start_step, one.end_step);
      EXPECT_LE(one.end_step, decoded->total_steps);
    }
    const auto again = decode_polyphony(encode_polyphony(*decoded));
    EXPECT_EQ(again->notes.size(), decoded->notes.size());
  }
}

TEST(PolyphonyDecoder, TellsANoteAsSoonAsItEnds) {
  PolyphonyDecoder decoder(80);
  std::vector<QuantizedNote> finished;
  for (const int token : {0, fresh(60), fresh(48), 2, on(60), 2}) decoder.push(token, finished);
  ASSERT_EQ(finished.size(), 1u);
  EXPECT_EQ(finished[0].pitch, 48);
  EXPECT_EQ(finished[0].end_step, 1);
  EXPECT_EQ(finished[0].velocity, 80);
  decoder.finish(finished);
  ASSERT_EQ(finished.size(), 2u);
  EXPECT_EQ(finished[1].end_step, 2);
  EXPECT_EQ(decoder.step(), 2);
}

}  // namespace
}  // namespace segue
