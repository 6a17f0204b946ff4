// SPDX-License-Identifier: Apache-2.0
// What is played lands on sixteenths, phrase by phrase.
#include "wasm/ui/recorder.h"

#include <gtest/gtest.h>

namespace segue {
namespace {

constexpr double kTempo = 120;  // a sixteenth is an eighth of a second

struct Player {
  Take take;
  TakeClock clock;
  // A note from `from_s` to `to_s`; false when it was not kept.
  bool play(int pitch, double from_s, double to_s, bool anything_held = false) {
    const auto start = start_note(clock, take, from_s, kTempo, anything_held);
    if (!start) return false;
    add_note(take, pitch, 90, start->step);
    end_note(take, clock, pitch, start->step, to_s, kTempo);
    return true;
  }
};

TEST(Recorder, TheFirstNoteBeginsTheTakeWheneverItIsPlayed) {
  Player player;
  ASSERT_TRUE(player.play(60, 1234.56, 1235.06));
  EXPECT_EQ(player.take, (Take{{60, 90, 0, 4}}));
}

TEST(Recorder, NotesSnapToTheNearestSixteenth) {
  Player player;
  player.play(60, 10, 10.44);        // 3.5 steps: up
  player.play(62, 10.56, 10.57);     // 4.48 steps: down, and no note is shorter than a step
  player.play(64, 10.9375, 11.125);  // 7.5 steps: up
  EXPECT_EQ(player.take, (Take{{60, 90, 0, 4}, {62, 90, 4, 5}, {64, 90, 8, 9}}));
}

TEST(Recorder, ALongRestIsShortenedToTheNextBeat) {
  Player player;
  player.play(60, 0.5, 1.25);  // 6 steps
  player.play(62, 60, 60.25);  // a minute later
  ASSERT_EQ(player.take.size(), 2U);
  EXPECT_EQ(player.take[1].start, 8);
  EXPECT_EQ(player.clock.phrase, 2);
}

TEST(Recorder, ARestOfABarIsKept) {
  Player player;
  player.play(60, 1, 1.5);  // to step 4
  player.play(62, 3.5, 4);  // step 20: sixteen steps of rest
  ASSERT_EQ(player.take.size(), 2U);
  EXPECT_EQ(player.take[1].start, 20);
  EXPECT_EQ(player.clock.phrase, 1);
}

TEST(Recorder, APhraseGoesOnWhileAKeyIsHeld) {
  Player player;
  const auto first = start_note(player.clock, player.take, 1, kTempo, false);
  ASSERT_TRUE(first);
  add_note(player.take, 48, 90, first->step);  // held for eight seconds
  ASSERT_TRUE(player.play(72, 9, 9.5, /*anything_held=*/true));
  EXPECT_EQ(player.take[1].start, 64);
  end_note(player.take, player.clock, 48, first->step, 10, kTempo);
  EXPECT_EQ(player.take[0].end, 72);
}

TEST(Recorder, ChordsStartTogether) {
  Player player;
  player.play(67, 1, 1.5);
  player.play(60, 1.02, 1.5, true);
  player.play(64, 1.05, 1.5, true);
  EXPECT_EQ(player.take, (Take{{60, 90, 0, 4}, {64, 90, 0, 4}, {67, 90, 0, 4}}));
}

TEST(Recorder, ARepeatedNoteEndsTheOneBefore) {
  Player player;
  player.play(60, 1, 2.0);
  player.play(60, 1.5, 2.5, true);
  EXPECT_EQ(player.take, (Take{{60, 90, 0, 4}, {60, 90, 4, 12}}));
  player.play(60, 1.5, 1.75, true);  // the same step again: in its place
  EXPECT_EQ(player.take, (Take{{60, 90, 0, 4}, {60, 90, 4, 6}}));
}

TEST(Recorder, ANoteThatIsGoneStaysGone) {
  Player player;
  const auto start = start_note(player.clock, player.take, 1, kTempo, false);
  ASSERT_TRUE(start);
  end_note(player.take, player.clock, 60, start->step, 2, kTempo);
  EXPECT_TRUE(player.take.empty());
}

TEST(Recorder, AFullTakeTakesNoMore) {
  Player player;
  for (int i = 0; i < 200; ++i) player.play(60, 100 * (i + 1), 100 * (i + 1) + 0.5);
  EXPECT_EQ(player.take.size(), 128U);  // a note a beat
  EXPECT_LE(take_steps(player.take), kMostTakeSteps);
  EXPECT_FALSE(player.play(62, 1e6, 1e6 + 1));
}

TEST(Recorder, TakingBackRemovesWhatStartedLast) {
  Player player;
  player.play(60, 1, 1.5);
  player.play(64, 2, 2.5);
  player.play(67, 2, 2.5);
  take_back(player.take);
  EXPECT_EQ(player.take, (Take{{60, 90, 0, 4}}));
  take_back(player.take);
  take_back(player.take);
  EXPECT_TRUE(player.take.empty());
}

TEST(Recorder, AsMusicItHasItsTempoItsProgramAndItsTimes) {
  const NoteSequence notes = take_to_notes({{60, 90, 0, 4}, {64, 70, 4, 12}}, 60, 24, false);
  ASSERT_EQ(notes.notes.size(), 2U);
  EXPECT_DOUBLE_EQ(notes.notes[1].start_s, 1);
  EXPECT_DOUBLE_EQ(notes.notes[1].end_s, 3);
  EXPECT_EQ(notes.notes[1].velocity, 70);
  EXPECT_EQ(notes.notes[1].program, 24);
  EXPECT_DOUBLE_EQ(notes.tempos.front().qpm, 60);
  const NoteSequence drums = take_to_notes({{36, 90, 0, 1}}, 60, 0, true);
  EXPECT_TRUE(drums.notes[0].is_drum);
  EXPECT_EQ(drums.instruments[0].channel, 9);
}

}  // namespace
}  // namespace segue
