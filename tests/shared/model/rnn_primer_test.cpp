// SPDX-License-Identifier: Apache-2.0
#include "shared/model/rnn_primer.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "fake_rnn.h"
#include "shared/codec/polyphony_codec.h"

namespace segue {
namespace {

const Representation kPolyphony = fake_rnn_package().representation;
const Representation kDrums = fake_rnn_package("drums_9", 512).representation;
const Representation kMelody = fake_rnn_package("melody_90", 90).representation;

Note note(int pitch, double start_s, double end_s, bool is_drum = false) {
  Note made;
  made.pitch = pitch;
  made.start_s = start_s;
  made.end_s = end_s;
  made.is_drum = is_drum;
  return made;
}

// At 120 qpm a sixteenth is an eighth of a second, a bar 2 s.
NoteSequence tune() {
  NoteSequence music;
  music.instruments.resize(1);
  music.notes = {note(36, 0, 0.1, true), note(60, 0, 2.5), note(60, 0, 0.5), note(64, 2, 2.25),
                 note(42, 2.5, 2.6, true)};
  return music;
}

TEST(RnnPrimer, AChordOfAQuarterIsTheReferencesExample) {
  const std::vector<int> pitches = {60, 64, 67};
  const auto primer = primer_from_pitches(kPolyphony, pitches);
  ASSERT_TRUE(primer);
  EXPECT_EQ(primer->steps, 4);
  // START, 3 new and STEP_END, three times 3 going on and STEP_END; no END.
  const std::vector<std::uint16_t> events = {0,   70,  67,  63, 2,   198, 195, 191, 2,
                                             198, 195, 191, 2,  198, 195, 191, 2};
  EXPECT_EQ(primer->events, events);
  EXPECT_TRUE(check_primer(kPolyphony, *primer));
}

TEST(RnnPrimer, AMelodyHasAnEventASixteenthAndItsRests) {
  const std::vector<int> melody = {-2, 60, -2, -1, 62, 64, -1, -2};
  const auto primer = primer_from_melody(kPolyphony, melody);
  ASSERT_TRUE(primer);
  EXPECT_EQ(primer->steps, 8);
  auto events = primer->events;
  events.push_back(kPolyphonyEnd);
  const auto notes = decode_polyphony(events)->notes;
  ASSERT_EQ(notes.size(), 3u);
  EXPECT_EQ(notes[0].start_step, 1);
  EXPECT_EQ(notes[0].end_step, 3);
  EXPECT_EQ(notes[1].end_step, 5);
  EXPECT_EQ(notes[2].end_step, 6);
  const auto tokens = primer_from_melody(kMelody, melody);
  ASSERT_TRUE(tokens);
  EXPECT_EQ(tokens->events, (std::vector<std::uint16_t>{0, 41, 0, 1, 43, 45, 1, 0}));
}

TEST(RnnPrimer, APieceEndsWithItsLastNoteAndBarsAreWhole) {
  const auto whole = primer_from_music(kPolyphony, tune());
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->steps, 20) << "drums left out, of two notes at once the longer";
  const auto notes = decode_polyphony(whole->events)->notes;
  ASSERT_EQ(notes.size(), 2u);
  EXPECT_EQ(notes[0].end_step, 20);
  const auto second = primer_from_music(kPolyphony, tune(), BarRange{2, 2});
  ASSERT_TRUE(second);
  EXPECT_EQ(second->steps, 16);
  const auto rest = decode_polyphony(second->events)->notes;
  ASSERT_EQ(rest.size(), 2u) << "what sounds on from the bar before begins anew";
  EXPECT_EQ(rest[0].pitch, 60);
  EXPECT_EQ(rest[0].end_step, 4);
  EXPECT_EQ(primer_from_music(kPolyphony, tune(), BarRange{2, 0})->events, second->events);
  const auto stream = event_stream(kPolyphony, tune());
  ASSERT_TRUE(stream);
  EXPECT_EQ(stream->back(), kPolyphonyEnd);
}

TEST(RnnPrimer, DrumsAndMelodiesComeFromPiecesToo) {
  const auto drums = primer_from_music(kDrums, tune());
  ASSERT_TRUE(drums);
  EXPECT_EQ(drums->steps, 21);
  EXPECT_EQ(drums->events[0], 1);
  EXPECT_EQ(drums->events[20], 4);
  const std::vector<std::vector<int>> hits = {{36}, {}, {36, 42}};
  EXPECT_EQ(primer_from_drums(kDrums, hits)->events, (std::vector<std::uint16_t>{1, 0, 5}));
  const auto line = primer_from_music(kMelody, tune());
  ASSERT_TRUE(line);
  EXPECT_EQ(line->events[0], 41);
  EXPECT_EQ(line->events[16], 45);
  EXPECT_EQ(line->events[18], 1);
}

TEST(RnnPrimer, MusicMayEndWithARest) {
  for (const Representation& form : {kPolyphony, kDrums, kMelody}) {
    SCOPED_TRACE(form.name);
    const auto bare = primer_from_music(form, tune()),
               longer = primer_from_music(form, tune(), std::nullopt, 32);
    ASSERT_TRUE(bare && longer);
    EXPECT_EQ(longer->steps, 32);
    EXPECT_TRUE(check_primer(form, *longer)) << "of whole steps";
    ASSERT_GT(longer->events.size(), bare->events.size());
    EXPECT_TRUE(std::equal(bare->events.begin(), bare->events.end(), longer->events.begin()));
    EXPECT_EQ(primer_from_music(form, tune(), std::nullopt, 3)->events, bare->events);
  }
  const auto drums = primer_from_music(kDrums, tune(), std::nullopt, 32);
  EXPECT_EQ(std::count(drums->events.begin() + 21, drums->events.end(), 0), 11);
}

TEST(RnnPrimer, WhatCannotBeginAPieceIsAnError) {
  const std::vector<int> none, high = {128}, twice = {60, 60}, chord = {60, 64}, off = {-3};
  EXPECT_FALSE(primer_from_pitches(kPolyphony, none));
  EXPECT_FALSE(primer_from_pitches(kPolyphony, high));
  EXPECT_FALSE(primer_from_pitches(kPolyphony, twice));
  EXPECT_FALSE(primer_from_pitches(kMelody, chord));
  EXPECT_FALSE(primer_from_pitches(kDrums, chord));
  EXPECT_FALSE(primer_from_melody(kPolyphony, off));
  EXPECT_FALSE(primer_from_melody(kPolyphony, none));
  EXPECT_FALSE(primer_from_drums(kDrums, std::vector<std::vector<int>>{{20}}));
  EXPECT_FALSE(primer_from_drums(kPolyphony, std::vector<std::vector<int>>{{36}}));
  EXPECT_EQ(primer_from_music(kPolyphony, NoteSequence{}).error().code, ErrorCode::kNoMusic);
  const auto bars = primer_from_music(kPolyphony, tune(), BarRange{1, 3});
  ASSERT_FALSE(bars);
  EXPECT_NE(bars.error().message.find("1 to 2"), std::string::npos) << bars.error().message;
  Representation vae = kPolyphony;
  vae.name = "trio_692";
  EXPECT_FALSE(empty_primer(vae));
}

TEST(RnnPrimer, BrokenPrimersAreRefused) {
  EXPECT_FALSE(check_primer(kPolyphony, {}));
  EXPECT_FALSE(check_primer(kPolyphony, {{kPolyphonyStepEnd}, 1})) << "no START";
  EXPECT_FALSE(check_primer(kPolyphony, {{0, 63}, 0})) << "half a step";
  EXPECT_FALSE(check_primer(kPolyphony, {{0, 63, 2}, 2})) << "one step";
  EXPECT_FALSE(check_primer(kPolyphony, {{0, 259, 2}, 1})) << "no such event";
  EXPECT_TRUE(check_primer(kPolyphony, {{0, 63, 2}, 1}));
  EXPECT_FALSE(check_primer(kDrums, {{512}, 1}));
}

}  // namespace
}  // namespace segue
