// SPDX-License-Identifier: Apache-2.0
#include "shared/music/melody_extraction.h"

#include <gtest/gtest.h>

namespace segue {
namespace {

constexpr int kNo = kMelodyNoEvent, kOff = kMelodyNoteOff;

QuantizedNote make_note(int pitch, int start_step, int end_step) {
  QuantizedNote note;
  note.pitch = pitch;
  note.start_step = start_step;
  note.end_step = end_step;
  return note;
}

std::vector<int> first_events(const std::vector<QuantizedNote>& notes, std::size_t count) {
  const auto melodies = extract_melodies(notes, 16);
  EXPECT_EQ(melodies.size(), 1u);
  auto events = melodies.at(0).to_events();
  events.resize(std::min(events.size(), count));
  return events;
}

TEST(MelodyExtraction, NotesBecomeOnsetsHoldsAndOffs) {
  EXPECT_EQ(first_events({make_note(60, 0, 2), make_note(62, 3, 4)}, 6),
            (std::vector<int>{60, kNo, kOff, 62, kOff, kNo}));
}

TEST(MelodyExtraction, AnOnsetReplacesTheOffOfTheNoteBefore) {
  EXPECT_EQ(first_events({make_note(60, 0, 2), make_note(62, 2, 4)}, 5),
            (std::vector<int>{60, kNo, 62, kNo, kOff}));
}

TEST(MelodyExtraction, ANewOnsetCutsTheSoundingNote) {
  EXPECT_EQ(first_events({make_note(60, 0, 8), make_note(62, 2, 4)}, 9),
            (std::vector<int>{60, kNo, 62, kNo, kOff, kNo, kNo, kNo, kNo}));
}

TEST(MelodyExtraction, OfNotesThatStartTogetherTheHighestIsKept) {
  const std::vector<QuantizedNote> notes = {make_note(67, 0, 2), make_note(60, 0, 8),
                                            make_note(64, 8, 10)};
  const auto melodies = extract_melodies(notes, 16);
  ASSERT_EQ(melodies.size(), 1u);
  ASSERT_EQ(melodies[0].notes.size(), 2u);
  EXPECT_EQ(melodies[0].notes[0].pitch, 67);
  EXPECT_EQ(melodies[0].notes[0].end_step, 2);
  EXPECT_TRUE(melodies[0].notes[0].highest_of_several);
  EXPECT_FALSE(melodies[0].notes[1].highest_of_several);
  EXPECT_EQ(find_polyphony(notes), 0);
}

TEST(MelodyExtraction, ItStartsOnTheBarOfItsFirstNoteAndIsPaddedToABarEnd) {
  const auto melodies = extract_melodies(std::vector{make_note(60, 37, 41)}, 16);
  ASSERT_EQ(melodies.size(), 1u);
  EXPECT_EQ(melodies[0].start_step, 32);
  EXPECT_EQ(melodies[0].length, 16);
  EXPECT_EQ(melodies[0].to_events()[9], kOff);  // padding ends the note
}

TEST(MelodyExtraction, AFinalNoteOffOnTheBarLineIsDropped) {
  const auto melodies = extract_melodies(std::vector{make_note(60, 0, 16)}, 16);
  ASSERT_EQ(melodies.size(), 1u);
  const auto events = melodies[0].to_events();
  EXPECT_EQ(events.size(), 16u);
  EXPECT_EQ(std::count(events.begin(), events.end(), kOff), 0);
}

TEST(MelodyExtraction, ARestOfABarEndsTheMelodyAndTheNextStartsOnABarLine) {
  const auto split = extract_melodies(std::vector{make_note(60, 0, 4), make_note(62, 20, 24)}, 16);
  ASSERT_EQ(split.size(), 2u);
  EXPECT_EQ(split[0].length, 16);
  EXPECT_EQ(split[1].start_step, 16);
  const auto joined = extract_melodies(std::vector{make_note(60, 0, 5), make_note(62, 20, 24)}, 16);
  EXPECT_EQ(joined.size(), 1u);  // 15 steps of rest
}

TEST(MelodyExtraction, NotesAfterAGapInTheSameBarAreLost) {
  // The melody ends in bar 2; its search goes on at bar 3, so the gap rule cannot start inside
  // bar 2.
  MelodyOptions options;
  options.gap_bars = 0.25;
  const auto melodies = extract_melodies(
      std::vector{make_note(60, 0, 2), make_note(62, 10, 12), make_note(64, 16, 18)}, 16, options);
  ASSERT_EQ(melodies.size(), 2u);
  EXPECT_EQ(melodies[1].notes[0].pitch, 64);
}

TEST(MelodyExtraction, DrumsAndSilentNotesAreIgnored) {
  auto drum = make_note(72, 0, 4);
  drum.is_drum = true;
  auto silent = make_note(71, 0, 4);
  silent.velocity = 0;
  const std::vector<QuantizedNote> notes = {drum, silent, make_note(60, 0, 4)};
  const auto melodies = extract_melodies(notes, 16);
  ASSERT_EQ(melodies.size(), 1u);
  EXPECT_EQ(melodies[0].notes[0].pitch, 60);
  EXPECT_FALSE(melodies[0].notes[0].highest_of_several);
  EXPECT_EQ(find_polyphony(notes), -1);
  EXPECT_TRUE(extract_melodies(std::vector{drum, silent}, 16).empty());
}

TEST(MelodyExtraction, LongMelodiesAreCutAtTheLimitOnABarLine) {
  std::vector<QuantizedNote> notes;
  for (int step = 0; step < 1700; step += 8) notes.push_back(make_note(60, step, step + 8));
  const auto cut = extract_melodies(notes, 16);
  ASSERT_EQ(cut.size(), 1u);
  EXPECT_EQ(cut[0].length, 1600);
  EXPECT_EQ(cut[0].notes.back().end_step, 1600);
  MelodyOptions options;
  options.max_steps = 0;
  const auto whole = extract_melodies(notes, 16, options);
  EXPECT_GT(whole[0].length, 1600);
}

TEST(MelodyExtraction, ShortAndMonotonousMelodiesCanBeLeftOut) {
  MelodyOptions options;
  options.min_bars = 2;
  EXPECT_TRUE(extract_melodies(std::vector{make_note(60, 0, 4)}, 16, options).empty());
  options.min_bars = 1;
  options.min_unique_pitches = 2;
  EXPECT_TRUE(extract_melodies(std::vector{make_note(60, 0, 4), make_note(72, 4, 8)}, 16, options)
                  .empty());  // one pitch class
}

}  // namespace
}  // namespace segue
