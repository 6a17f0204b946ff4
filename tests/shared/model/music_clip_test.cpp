// SPDX-License-Identifier: Apache-2.0
#include "shared/model/music_clip.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "shared/codec/chord_codec.h"
#include "shared/midi/to_note_sequence.h"
#include "shared/model/clip_midi.h"
#include "shared/model/music_vae.h"

namespace segue {
namespace {

Representation form_of(const char* name, std::vector<std::string> controls = {}) {
  Representation form;
  form.name = name;
  form.controls = std::move(controls);
  const RepresentationInfo& info = *form.info();
  const bool tokens = info.head == DecoderHead::kCategorical;
  form.depth = info.input_depth() + form.control_depth();
  form.classes = tokens ? info.output_depth() : 0;
  form.features = tokens ? 0 : info.output_depth();
  form.steps = 16;
  form.bars = 1;
  return form;
}

TEST(MusicClip, AMelodyGivesTheBytesThatItAlwaysGave) {
  std::vector<std::uint8_t> melody(16);
  melody[0] = 41;
  melody[4] = 43;
  melody[8] = 1;
  const std::vector<MusicClip> clips(2, to_music_clip(melody));
  EXPECT_EQ(to_melody(clips[0]), melody);
  const auto general = clips_to_midi(clips, form_of("melody_90"), 100, 3);
  const std::vector<std::vector<std::uint8_t>> melodies(2, melody);
  const auto own = clips_to_midi(melodies, 100, 3);
  ASSERT_TRUE(general && own);
  EXPECT_EQ(*general, *own);
}

TEST(MusicClip, ATriosRowHoldsOneColumnOfEachPartAndTheToldChord) {
  const Representation form = form_of("trio_692", {"chords"});
  MusicClip clip;
  clip.tokens.assign(48, 0);
  clip.tokens[3] = 5, clip.tokens[4] = 6, clip.tokens[5] = 511;  // step 1
  clip.controls.assign(16, 0);
  clip.controls[1] = 48;
  ASSERT_TRUE(check_clip(clip, form));
  const Tensor rows = to_sequence({&clip, 1}, form);
  EXPECT_EQ(rows.shape, (std::vector<std::int64_t>{1, 16, 692 + 49}));
  const auto row = std::span(*rows.floats()).subspan(741, 741);
  EXPECT_EQ(std::count(row.begin(), row.end(), 1.0f), 4);
  for (const std::size_t column : {5u, 90u + 6, 180u + 511, 692u + 48}) EXPECT_EQ(row[column], 1);
}

TEST(MusicClip, ATriosClipsBecomeThreeInstrumentsOneAfterAnother) {
  MusicClip clip;
  clip.tokens.assign(48, 0);
  clip.tokens[0] = 41, clip.tokens[1] = 20, clip.tokens[2] = 1;
  const std::vector<MusicClip> clips(2, clip);
  const auto notes = clips_to_notes(clips, form_of("trio_692"), 120, 0);
  ASSERT_TRUE(notes) << notes.error().message;
  ASSERT_EQ(notes->notes.size(), 6u);
  EXPECT_EQ(notes->instruments.size(), 3u);
  EXPECT_EQ(std::count_if(notes->notes.begin(), notes->notes.end(),
                          [](const Note& note) { return note.is_drum; }),
            2);
  EXPECT_DOUBLE_EQ(notes->notes[3].start_s, 2.0);  // 16 steps at 120
}

TEST(MusicClip, ClipsAreWrittenInTheMeterOfTheirModel) {
  for (const char* name : {"melody_90", "drums_9", "trio_692", "groove_27"}) {
    Representation form = form_of(name);
    form.meter = {6, 8};
    form.steps = 12;
    MusicClip clip;
    clip.tokens.assign(form.classes > 0 ? 12 * form.info()->parts.size() : 0, 0);
    clip.features.assign(static_cast<std::size_t>(12 * form.features), 0);
    if (clip.tokens.empty()) clip.features[0] = 1;
    if (!clip.tokens.empty()) clip.tokens[0] = 40;
    const std::vector<MusicClip> clips(2, clip);
    const auto midi = clips_to_midi(clips, form, 120, 0);
    ASSERT_TRUE(midi) << name << midi.error().message;
    const auto back = read_midi(*midi);
    ASSERT_TRUE(back) << name;
    EXPECT_EQ(back->sequence.time_signatures, (std::vector<TimeSignature>{{0, 6, 8}})) << name;
    EXPECT_DOUBLE_EQ(back->sequence.notes.back().start_s, 1.5) << name;  // a bar of 12 steps
  }
}

TEST(MusicClip, RollAndMidiLikeClipsBecomeNotes) {
  const auto notes_of = [](const char* name, std::vector<std::uint16_t> tokens) {
    MusicClip clip;
    clip.tokens = std::move(tokens);
    const std::vector<MusicClip> clips(2, clip);
    const auto notes = clips_to_notes(clips, form_of(name), 120, 5);
    EXPECT_TRUE(notes) << notes.error().message;
    EXPECT_EQ(notes->instruments.size(), 1u);
    EXPECT_EQ(notes->instruments[0].program, 5);
    return notes->notes;
  };
  std::vector<std::uint16_t> roll(16, 88), midi(16, 89);
  roll[0] = roll[1] = 39;  // middle C for an eighth
  roll[4] = 41;
  midi[0] = 39, midi[2] = 88, midi[4] = 41, midi[5] = 88;
  const auto from_roll = notes_of("melody_roll_89", roll),
             from_midi = notes_of("melody_midi_90", midi);
  ASSERT_EQ(from_roll.size(), 4u);
  EXPECT_EQ(from_roll, from_midi);
  EXPECT_EQ(from_roll[0].pitch, 60);
  EXPECT_DOUBLE_EQ(from_roll[0].end_s, 0.25);
  EXPECT_DOUBLE_EQ(from_roll[2].start_s, 2);
}

TEST(MusicClip, ClipsOfSeveralTracksShareTheirInstruments) {
  Representation form = form_of("multitrack_490");
  form.steps = 512;
  form.steps_per_quarter = 24;
  const auto bar_of = [](std::vector<int> programs) {
    MusicClip clip;
    clip.tokens.assign(512, 489);
    for (std::size_t i = 0; i < programs.size(); ++i) {
      auto* track = clip.tokens.data() + 64 * i;
      track[0] = static_cast<std::uint16_t>(360 + programs[i]);
      track[1] = static_cast<std::uint16_t>(60 + i);
    }
    return clip;
  };
  const std::vector<MusicClip> clips = {bar_of({0, 33, 128}), bar_of({33, 33, 40, 128})};
  const auto notes = clips_to_notes(clips, form, 120, 99);
  ASSERT_TRUE(notes) << notes.error().message;
  ASSERT_EQ(notes->instruments.size(), 5u);  // piano, bass, drums; a second bass, a violin
  ASSERT_EQ(notes->notes.size(), 7u);
  EXPECT_DOUBLE_EQ(notes->notes[3].start_s, 2);  // a bar, not 512 steps
  for (const auto& note : notes->notes) {
    const auto& instrument = notes->instruments[static_cast<std::size_t>(note.instrument)];
    EXPECT_EQ(note.is_drum, instrument.is_drum);
    EXPECT_EQ(note.program, instrument.program);
  }
  EXPECT_EQ(notes->notes[1].instrument, notes->notes[3].instrument);
  EXPECT_TRUE(clips_to_midi(clips, form, 120, 0));
}

TEST(MusicClip, AHumanizeModelSeesHitsAlone) {
  Representation form = form_of("groove_27", {"hits"});
  form.groove_input = "humanize";
  MusicClip clip;
  clip.features.assign(16 * 27, 0);
  clip.features[2] = 1, clip.features[9 + 2] = 0.5f, clip.features[18 + 2] = -0.25f;
  const Tensor rows = to_sequence({&clip, 1}, form);
  const auto& x = *rows.floats();
  EXPECT_EQ(x[2], 1);
  EXPECT_EQ(x[9 + 2], 0);
  EXPECT_EQ(x[18 + 2], 0);
  EXPECT_EQ(x[27 + 2], 1);  // the hit as a control
  EXPECT_EQ(std::count(x.begin(), x.end(), 0.0f), 16 * 36 - 2);
}

// Strikes the snare at every step, whatever it is told.
class OwnMind : public Backend {
 public:
  void run(const std::string& graph, NamedTensors inputs, OnDone on_done) override {
    NamedTensors outputs;
    if (graph == "encoder") {
      const std::int64_t batch = inputs.at("sequence").shape[0];
      outputs["mu"] = {{batch, 2}, std::vector<float>(static_cast<std::size_t>(2 * batch), 0.0f)};
      outputs["sigma"] = outputs["mu"];
    } else {
      const std::int64_t batch = inputs.at("z").shape[0];
      std::vector<float> features(static_cast<std::size_t>(batch * 16 * 27), 0.0f);
      for (std::size_t i = 0; i < features.size(); i += 27) features[i + 1] = features[i + 10] = 1;
      outputs["features"] = {{batch, 16, 27}, std::move(features)};
    }
    on_done(std::move(outputs));
  }
};

TEST(MusicClip, AHumanisedClipKeepsItsStrokesAndATappedOneDoesNot) {
  ModelPackage package;
  package.kind = "vae";
  package.z_size = 2;
  package.representation = form_of("groove_27");
  MusicClip clip;
  clip.features.assign(16 * 27, 0);
  clip.features[0] = 1, clip.features[9] = 0.5f;  // a bass drum
  OwnMind backend;
  const auto strokes = [&](const char* input) {
    package.representation.groove_input = input;
    MusicVae model(package, backend);
    std::vector<std::size_t> found;
    model.reconstruct_music({clip}, true, {}, [&](Result<std::vector<MusicClip>> made) {
      ASSERT_TRUE(made) << made.error().message;
      for (std::size_t i = 0; i < 16 * 27; ++i) {
        if (i % 27 < 9 && made->front().features[i] > 0.5f) found.push_back(i);
      }
    });
    return found;
  };
  EXPECT_EQ(strokes("humanize"), std::vector<std::size_t>{0});
  EXPECT_EQ(strokes("tap").size(), 16u);
}

TEST(MusicClip, WithoutControlsTheFirstClassIsTold) {
  const Representation form = form_of("melody_90", {"chords", "key"});
  const auto columns = control_columns({}, {}, form);
  ASSERT_EQ(columns.size(), 16u * 61);
  EXPECT_EQ(columns[0], 1);
  EXPECT_EQ(columns[49], 1);
  EXPECT_EQ(std::count(columns.begin(), columns.end(), 1.0f), 32);
}

TEST(MusicClip, WhatDoesNotFitIsRefusedWithItsPlace) {
  const auto refused = [](const MusicClip& clip, const Representation& form, const char* said) {
    const auto checked = check_clip(clip, form);
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().code, ErrorCode::kInvalidArgument);
    EXPECT_NE(checked.error().message.find(said), std::string::npos) << checked.error().message;
  };
  MusicClip clip;
  clip.tokens.assign(47, 0);
  refused(clip, form_of("trio_692"), "16 steps");
  clip.tokens.assign(48, 0);
  clip.tokens[7] = 90;
  refused(clip, form_of("trio_692"), "found 90 at step 2");
  clip.tokens[7] = 0;
  clip.controls.assign(16, 49);
  refused(clip, form_of("trio_692", {"chords"}), "chords below 49");
  refused(clip, form_of("trio_692"), "0 controls");
  MusicClip groove;
  groove.features.assign(16 * 27, NAN);
  refused(groove, form_of("groove_27"), "not finite");
}

TEST(MusicClip, TypedChordsAreSharedByTheStepsAndLeaveOtherControlsAlone) {
  const auto told = chord_controls(form_of("melody_90", {"chords"}), "C Am");
  ASSERT_TRUE(told) << told.error().message;
  ASSERT_EQ(told->size(), 16u);
  EXPECT_EQ(std::count(told->begin(), told->begin() + 8, to_chord_class(0, ChordQuality::kMajor)),
            8);
  EXPECT_EQ(std::count(told->begin() + 8, told->end(), to_chord_class(9, ChordQuality::kMinor)), 8);
  const Representation both = form_of("melody_90", {"key", "chords"});
  const auto beside = chord_controls(both, "F");
  ASSERT_TRUE(beside);
  EXPECT_TRUE(check_controls(*beside, both));
  for (std::size_t t = 0; t < 16; ++t) {
    EXPECT_EQ((*beside)[2 * t], 0);
    EXPECT_EQ((*beside)[2 * t + 1], to_chord_class(5, ChordQuality::kMajor));
  }
}

TEST(MusicClip, ChordsForAModelThatIsToldNoneAndWrongOnesAreRefused) {
  const auto deaf = chord_controls(form_of("melody_90"), "C");
  ASSERT_FALSE(deaf);
  EXPECT_NE(deaf.error().message.find("not told chords"), std::string::npos);
  const auto wrong = chord_controls(form_of("melody_90", {"chords"}), "C Am H7");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, ErrorCode::kInvalidArgument);
  EXPECT_NE(wrong.error().message.find("chord 3: \"H7\""), std::string::npos)
      << wrong.error().message;
}

}  // namespace
}  // namespace segue
