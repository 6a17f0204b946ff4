// SPDX-License-Identifier: Apache-2.0
#include "shared/model/event_rules.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "shared/base/rng.h"
#include "shared/codec/drum_codec.h"
#include "shared/codec/melody_codec.h"

namespace segue::detail {
namespace {

constexpr int kNew = kPolyphonyNewNote, kGoesOn = kPolyphonyContinuedNote;

std::vector<int> allowed(const EventRules& rules, int classes = kPolyphonyTokens, bool free = false,
                         PitchClassSet scale = kAllPitchClasses) {
  std::vector<std::uint8_t> ones(static_cast<std::size_t>(classes));
  rules.fill_allowed({.scale = scale, .free = free}, ones);
  std::vector<int> events;
  for (int i = 0; i < classes; ++i) {
    if (ones[static_cast<std::size_t>(i)]) events.push_back(i);
  }
  return events;
}

bool contains(const std::vector<int>& events, int event) {
  return std::find(events.begin(), events.end(), event) != events.end();
}

EventRules after(std::initializer_list<int> events) {
  EventRules rules(StreamKind::kPolyphony, kPolyphonyTokens);
  for (const int event : events) rules.push(event);
  return rules;
}

TEST(EventRules, OnlyWhatSoundsGoesOnAndOnlyOnce) {
  EXPECT_EQ(allowed(after({kPolyphonyStart})).size(), 129u) << "128 notes and STEP_END";
  const auto rules = after({kPolyphonyStart, kNew + 64, kNew + 60, kPolyphonyStepEnd});
  EXPECT_TRUE(contains(allowed(rules), kGoesOn + 64));
  EXPECT_FALSE(contains(allowed(rules), kGoesOn + 62));
  const auto later =
      after({kPolyphonyStart, kNew + 64, kNew + 60, kPolyphonyStepEnd, kGoesOn + 64});
  EXPECT_FALSE(contains(allowed(later), kGoesOn + 64));
  EXPECT_TRUE(contains(allowed(later), kGoesOn + 60));
  EXPECT_TRUE(contains(allowed(later), kNew + 64)) << "a voice may join another's pitch";
  const auto ended = after({kNew + 64, kPolyphonyStepEnd, kPolyphonyStepEnd});
  EXPECT_FALSE(contains(allowed(ended), kGoesOn + 64));
  EXPECT_EQ(ended.steps(), 2);
}

TEST(EventRules, ANoteBeginsOnceInAStepAndTwoOfAPitchGoOnTwice) {
  EXPECT_FALSE(contains(allowed(after({kNew + 64})), kNew + 64));
  auto rules = after({kNew + 64, kPolyphonyStepEnd, kGoesOn + 64, kNew + 64, kPolyphonyStepEnd});
  rules.push(kGoesOn + 64);
  EXPECT_TRUE(contains(allowed(rules), kGoesOn + 64));
  rules.push(kGoesOn + 64);
  EXPECT_FALSE(contains(allowed(rules), kGoesOn + 64));
}

TEST(EventRules, AScaleForbidsNotesToBeginButNotToGoOn) {
  const auto scale = *parse_scale("C major");
  const auto events =
      allowed(after({kNew + 61, kPolyphonyStepEnd}), kPolyphonyTokens, false, scale);
  for (int pitch = 0; pitch < 128; ++pitch) {
    EXPECT_EQ(contains(events, kNew + pitch), has_pitch(scale, pitch)) << pitch;
  }
  EXPECT_TRUE(contains(events, kGoesOn + 61));
}

TEST(EventRules, FreeAllowsEverythingButAnEndlessStep) {
  auto rules = after({kPolyphonyStart});
  EXPECT_EQ(allowed(rules, kPolyphonyTokens, /*free=*/true).size(), 259u);
  for (int i = 0; i < kMaxEventsOfStep; ++i) rules.push(i % 2 == 0 ? kNew + 60 : kPolyphonyEnd);
  EXPECT_EQ(allowed(rules, kPolyphonyTokens, true), std::vector{kPolyphonyStepEnd});
  rules.push(kPolyphonyStepEnd);
  EXPECT_EQ(allowed(rules, kPolyphonyTokens, true).size(), 259u);
}

TEST(EventRules, AfterTheLongestGapANoteBegins) {
  const EventChoice choice = {.max_gap_steps = 3};
  const auto may = [&](const EventRules& rules, int classes, int event) {
    std::vector<std::uint8_t> ones(static_cast<std::size_t>(classes));
    rules.fill_allowed(choice, ones);
    return ones[static_cast<std::size_t>(event)] != 0;
  };
  auto rules = after({kPolyphonyStart, kNew + 60, kPolyphonyStepEnd});
  for (int step = 0; step < 3; ++step) {
    rules.push(kGoesOn + 60);
    EXPECT_TRUE(may(rules, kPolyphonyTokens, kPolyphonyStepEnd));
    rules.push(kPolyphonyStepEnd);
  }
  EXPECT_FALSE(may(rules, kPolyphonyTokens, kPolyphonyStepEnd));
  EXPECT_TRUE(may(rules, kPolyphonyTokens, kGoesOn + 60));
  EXPECT_TRUE(contains(allowed(rules, kPolyphonyTokens, /*free=*/true), kPolyphonyStepEnd));
  rules.push(kNew + 64);
  EXPECT_TRUE(may(rules, kPolyphonyTokens, kPolyphonyStepEnd));
  EventRules drums(StreamKind::kDrums, kDrumTokens), melody(StreamKind::kMelody, kMelodyTokens);
  drums.push(1);
  melody.push(40);
  for (int step = 0; step < 3; ++step) {
    EXPECT_TRUE(may(drums, kDrumTokens, 0));
    EXPECT_TRUE(may(melody, kMelodyTokens, 0));
    drums.push(0);
    melody.push(step == 1 ? 1 : 0);
  }
  EXPECT_FALSE(may(drums, kDrumTokens, 0));
  EXPECT_TRUE(may(drums, kDrumTokens, 5));
  EXPECT_FALSE(may(melody, kMelodyTokens, 0));
  EXPECT_FALSE(may(melody, kMelodyTokens, 1));
  EXPECT_TRUE(may(melody, kMelodyTokens, 40));
}

TEST(EventRules, DrumsAndMelodiesHaveAnEventAStep) {
  EventRules drums(StreamKind::kDrums, kDrumTokens), melody(StreamKind::kMelody, kMelodyTokens);
  drums.push(0);
  drums.push(511);
  EXPECT_EQ(drums.steps(), 2);
  EXPECT_EQ(allowed(drums, kDrumTokens, false, 1).size(), 512u);
  EXPECT_EQ(allowed(melody, kMelodyTokens).size(), 90u);
  // Pitches 24, 36 ... 108.
  EXPECT_EQ(allowed(melody, kMelodyTokens, false, 1).size(), 2u + 8u);
}

// Any order of events, also ones that say nothing.
TEST(EventNotes, TheNotesOfAStreamAreThoseOfTheWholePiece) {
  Rng rng(3);
  std::vector<std::uint16_t> tokens = {kPolyphonyStart};
  for (int i = 0; i < 3000; ++i) {
    const int pitch = 60 + static_cast<int>(rng.below(6));
    const std::uint64_t what = rng.below(4);
    tokens.push_back(static_cast<std::uint16_t>(what == 0 ? kPolyphonyStepEnd
                                                          : (what == 1 ? kNew : kGoesOn) + pitch));
  }
  constexpr int kOffset = 7;
  EventNotes notes(StreamKind::kPolyphony, kOffset);
  std::vector<QuantizedNote> finished;
  for (const auto token : tokens) {
    notes.push(token, finished);
    if (token != kPolyphonyStepEnd) continue;
    std::vector<QuantizedNote> sounding;
    notes.add_sounding(sounding);
    for (const auto& note : sounding) {
      EXPECT_EQ(note.end_step, notes.step());
      EXPECT_LT(note.start_step, note.end_step);
    }
  }
  notes.finish(finished);
  auto whole = decode_polyphony(tokens);
  ASSERT_TRUE(whole);
  std::stable_sort(finished.begin(), finished.end(), [](const auto& a, const auto& b) {
    return a.start_step != b.start_step ? a.start_step < b.start_step : a.pitch < b.pitch;
  });
  for (auto& note : whole->notes) {
    note.start_step += kOffset;
    note.end_step += kOffset;
  }
  EXPECT_EQ(finished, whole->notes);
  EXPECT_EQ(notes.step(), whole->total_steps + kOffset);
}

TEST(EventNotes, DrumsAndMelodiesAreDecodedAsByTheirCodecs) {
  const std::vector<std::uint16_t> drum_tokens = {1, 0, 5, 511, 0};
  EventNotes drums(StreamKind::kDrums);
  std::vector<QuantizedNote> hits;
  for (const auto token : drum_tokens) drums.push(token, hits);
  EXPECT_EQ(hits.size(), decode_drums(drum_tokens)->notes.size());
  EXPECT_EQ(hits[1].pitch, decode_drums(drum_tokens)->notes[1].pitch);
  const std::vector<std::uint8_t> melody_tokens = {0, 41, 0, 43, 1, 0, 45, 45, 0};
  EventNotes melody(StreamKind::kMelody);
  std::vector<QuantizedNote> line;
  for (const auto token : melody_tokens) melody.push(token, line);
  std::vector<QuantizedNote> last;
  melody.add_sounding(last);
  ASSERT_EQ(last.size(), 1u);
  EXPECT_EQ(last[0].start_step, 7);
  melody.finish(line);
  EXPECT_EQ(line, decode_melody(melody_tokens)->notes);
}

TEST(EventRules, CountersTellThePlaceOfTheEventThatFollows) {
  std::vector<float> digits(4);
  fill_counters(/*index=*/4, digits);  // 5 = 0101
  EXPECT_EQ(digits, (std::vector<float>{1, -1, 1, -1}));
  fill_counters(15, digits);
  EXPECT_EQ(digits, (std::vector<float>{-1, -1, -1, -1})) << "it goes round";
}

}  // namespace
}  // namespace segue::detail
