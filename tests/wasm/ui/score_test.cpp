// SPDX-License-Identifier: Apache-2.0
// Clips of every form as notes on voices and lanes, their words, and what the model is told.
#include "wasm/ui/score.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "music_forms.h"
#include "shared/codec/chord_codec.h"
#include "wasm/ui/clip_music.h"
#include "wasm/ui/forms.h"

namespace segue {
namespace {

std::set<Voice> voices_of(const Score& score) {
  std::set<Voice> voices;
  for (const ShownNote& note : score.notes) voices.insert(note.voice);
  return voices;
}

TEST(Score, EveryFormHasItsVoices) {
  for (const auto& [id, form] : every_form()) {
    SCOPED_TRACE(id);
    const MusicClip clip = clip_of(form);
    ASSERT_TRUE(check_clip(clip, form).ok()) << check_clip(clip, form).error().message;
    const Score score = make_score(clip, form);
    const auto voices = voices_of(score);
    EXPECT_EQ(voices.count(Voice::kDrums) == 1, score.drums);
    EXPECT_EQ(voices.count(Voice::kMelody) == 1, score.pitched);
    EXPECT_EQ(voices.count(Voice::kBass) == 1, form.name == "trio_692");
    EXPECT_EQ(score.steps, form.grid_steps());
    EXPECT_EQ(score.steps_per_bar, form.meter == Meter{} ? 4 * form.steps_per_quarter : 12);
    for (const ShownNote& note : score.notes) {
      EXPECT_GE(note.start, 0);
      EXPECT_LT(note.start, note.end);
      EXPECT_LT(note.start, score.steps);
      if (note.voice == Voice::kDrums) {
        EXPECT_LT(note.place, kDrumLanes);
      }
    }
  }
}

TEST(Score, BarsAndBeatsAreThoseOfTheMeter) {
  Representation form = form_named("waltz_2bar");
  EXPECT_EQ(make_score({}, form).steps_per_bar, 12);
  EXPECT_EQ(make_score({}, form).steps_per_beat, 4);
  form.meter = {6, 8};
  EXPECT_EQ(make_score({}, form).steps_per_bar, 12);
  EXPECT_EQ(make_score({}, form).steps_per_beat, 6);
}

TEST(Score, DrumsStandOnTheirLanes) {
  const Representation& form = form_named("drums_2bar");
  MusicClip clip;
  clip.tokens.assign(32, 0);
  clip.tokens[0] = 1 | 4;  // kick and closed hat
  clip.tokens[4] = 2;      // snare
  clip.tokens[31] = 128;   // crash
  const Score score = make_score(clip, form);
  ASSERT_EQ(score.notes.size(), 4U);
  std::set<std::string> at_zero;
  for (const ShownNote& note : score.notes) {
    if (note.start == 0) at_zero.insert(lane_name(note.place, false));
  }
  EXPECT_EQ(at_zero, (std::set<std::string>{"Kick", "Hi-hat"}));
  EXPECT_STREQ(lane_name(score.notes[2].place, false), "Snare");
  EXPECT_STREQ(lane_name(score.notes[3].place, false), "Crash");
  EXPECT_EQ(lane_of_class(0), 0) << "the kick is the lowest";
  std::set<int> lanes;
  for (int drum = 0; drum < 9; ++drum) lanes.insert(lane_of_class(drum));
  EXPECT_EQ(lanes.size(), 9U) << "each class has a lane of its own";
}

TEST(Score, AGroovesStrokesAreShownAtTheirOwnTimeAndLoudness) {
  const Representation& form = form_named("groove_2bar");
  MusicClip clip;
  clip.features.assign(32 * 27, 0);
  clip.features[8 * 27 + 1] = 1;          // a snare on step 8 ...
  clip.features[8 * 27 + 9 + 1] = 0.5;    // ... at half loudness ...
  clip.features[8 * 27 + 18 + 1] = 0.4F;  // ... a fifth of a step early
  const Score score = make_score(clip, form);
  ASSERT_EQ(score.notes.size(), 1U);
  EXPECT_TRUE(score.feel);
  EXPECT_EQ(score.notes[0].grid, 8);
  EXPECT_NEAR(score.notes[0].start, 7.8, 1e-6);
  EXPECT_EQ(score.notes[0].velocity, 64);
}

TEST(Score, TracksKeepTheirNotesAndNames) {
  const Representation& form = form_named("band_1bar");
  const Score score = make_score(clip_of(form), form);
  EXPECT_EQ(score.tracks,
            (std::vector<std::string>{"Piano", "Bass", "Ensemble", "Brass", "Drums"}));
  EXPECT_EQ(score.steps, 96) << "time, not events";
  std::vector<int> notes(score.tracks.size());
  for (const ShownNote& note : score.notes) {
    ++notes[static_cast<std::size_t>(note.track)];
    EXPECT_EQ(note.voice == Voice::kDrums, note.track == 4);
  }
  EXPECT_EQ(notes, (std::vector<int>{12, 4, 3, 4, 12}));
  EXPECT_NEAR(steps_to_s(clip_steps(form), 120, form), 2, 1e-9) << "a bar, whatever its rows";
}

TEST(Forms, ChordsToldToEventsAreShownInTime) {
  const Representation& form = form_named("band_1bar");
  const auto chords = chords_of(clip_of(form), form);
  ASSERT_EQ(chords.size(), 96U);
  EXPECT_EQ(chord_name(chords.front()), "C");
  EXPECT_GT(std::set<std::uint8_t>(chords.begin(), chords.end()).size(), 1U);
}

TEST(Score, AClipThatMakesNoSenseHasNoNotes) {
  MusicClip clip;
  clip.tokens.assign(32, 600);
  EXPECT_TRUE(make_score(clip, form_named("drums_2bar")).notes.empty());
  EXPECT_TRUE(make_score(clip, form_named("mel_2bar")).notes.empty());
  EXPECT_TRUE(make_score({}, form_named("groove_2bar")).notes.empty());
}

TEST(Forms, ChordsAreSpreadEvenlyAndOnlyToldToModelsThatWantThem) {
  const Representation& form = form_named("mel_2bar_chords");
  const auto told = told_controls(form, "C Am F G");
  ASSERT_EQ(told.size(), 32U);
  EXPECT_EQ(told[0], *parse_chord("C"));
  EXPECT_EQ(told[7], *parse_chord("C"));
  EXPECT_EQ(told[8], *parse_chord("Am"));
  EXPECT_EQ(told[31], *parse_chord("G"));
  EXPECT_TRUE(told_controls(form, "").empty());
  EXPECT_TRUE(told_controls(form, "H7").empty());
  EXPECT_TRUE(told_controls(form_named("mel_2bar"), "C Am").empty());
  MusicClip clip = clip_of(form);
  clip.controls = told;
  EXPECT_EQ(chords_of(clip, form), told);
  Representation two = form;
  two.controls = {"key", "chords"};
  const auto both = told_controls(two, "Am");
  ASSERT_EQ(both.size(), 64U);
  EXPECT_EQ(both[0], 0) << "the key";
  EXPECT_EQ(both[1], *parse_chord("Am"));
}

TEST(Forms, WordsFitTheKindOfMusic) {
  EXPECT_STREQ(words_of(form_named("drums_2bar")).many, "beats");
  EXPECT_STREQ(words_of(form_named("trio_4bar")).One, "Trio");
  EXPECT_STREQ(reconstruct_words(form_named("groove_2bar")).verb, "Humanise");
  EXPECT_STREQ(reconstruct_words(form_named("mel_2bar")).verb, "Reconstruct");
  EXPECT_TRUE(drums_only(form_named("groove_2bar")));
  EXPECT_FALSE(drums_only(form_named("trio_4bar")));
}

}  // namespace
}  // namespace segue
