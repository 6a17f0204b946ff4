// SPDX-License-Identifier: Apache-2.0
// Models of every kind: choosing another one, what it makes, plays, writes, and takes from files.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "fake_platform.h"
#include "shared/midi/from_note_sequence.h"
#include "shared/midi/to_note_sequence.h"
#include "wasm/ui/forms.h"
#include "wasm/ui/share.h"

namespace segue {
namespace {

std::vector<MusicClip> clips_of(const Representation& form, int count) {
  std::vector<MusicClip> clips;
  for (int i = 0; i < count; ++i) clips.push_back(clip_of(form, i));
  return clips;
}

// The page with `count` clips of the model `id`; plays nothing.
void make(FakePage& page, const std::string& id, int count) {
  page.list_forms();
  if (page.state.model.chosen_id != id) {
    page.push(ChooseModel{id});
    page.load_form(id);
  }
  page.push(SetCount{count});
  page.push(Generate{});
  if (page.state.model.phase != LoadPhase::kReady) page.load_form(id);
  page.answer_with(clips_of(form_named(id), count));
  page.push(StopPlayback{});
}

std::vector<std::uint8_t> midi_of(const std::string& id) {
  const auto clips = clips_of(form_named(id), 3);
  auto bytes = clips_to_midi(clips, form_named(id), 120, 0);
  EXPECT_TRUE(bytes.ok());
  return std::move(bytes).value();
}

TEST(UpdateForms, EveryKindIsSampledHeardAndWrittenAsWhatItIs) {
  for (const auto& [id, form] : every_form()) {
    SCOPED_TRACE(id);
    FakePage page;
    make(page, id, 3);
    ASSERT_EQ(page.state.document.samples.size(), 3U);
    EXPECT_EQ(page.state.document.model_id, id);
    page.push(PlayClip{0});
    ASSERT_TRUE(page.state.playback.playing());
    const auto& [notes, options] = page.platform.plays.back();
    EXPECT_DOUBLE_EQ(options.length_s, form.grid_steps() * 60 / (120.0 * form.steps_per_quarter));
    const auto drums = std::count_if(notes.notes.begin(), notes.notes.end(),
                                     [](const Note& note) { return note.is_drum; });
    const auto all = static_cast<std::ptrdiff_t>(notes.notes.size());
    EXPECT_EQ(drums > 0, form.name != "melody_90");
    EXPECT_EQ(drums < all, !drums_only(form));
    for (const Note& note : notes.notes) EXPECT_LE(note.end_s, options.length_s);
    page.push(DownloadClip{0});
    const auto read = read_midi(page.platform.downloads.back().bytes);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(static_cast<std::ptrdiff_t>(read->sequence.notes.size()), all);
    for (const Instrument& instrument : read->sequence.instruments)
      EXPECT_EQ(instrument.channel == 9, instrument.is_drum);
  }
}

TEST(UpdateForms, EachModelKeepsItsOwnClipsAndHistory) {
  FakePage page;
  make(page, "mel_2bar", 3);
  const auto melodies = page.state.document.samples;
  make(page, "drums_2bar", 2);
  EXPECT_EQ(page.state.document.samples.size(), 2U);
  page.push(ChooseModel{"mel_2bar"});
  EXPECT_EQ(page.state.document.samples, melodies);
  ASSERT_TRUE(page.state.can_undo());
  page.push(Undo{});
  EXPECT_TRUE(page.state.document.samples.empty());
  page.push(Redo{});
  page.push(ChooseModel{"drums_2bar"});
  EXPECT_EQ(page.state.document.samples.size(), 2U);
  EXPECT_EQ(page.platform.loads.back(), "drums_2bar");
}

TEST(UpdateForms, AnotherModelIsLoadedOnlyWhenItIsChosen) {
  FakePage page;
  page.list_forms();
  EXPECT_TRUE(page.platform.loads.empty());
  EXPECT_TRUE(same_form(page.state.document.form, form_named("mel_2bar")));
  page.push(ChooseModel{"trio_4bar"});
  EXPECT_EQ(page.platform.loads, std::vector<std::string>{"trio_4bar"});
  EXPECT_TRUE(same_form(page.state.document.form, form_named("trio_4bar")))
      << "known from the list, before it is loaded";
}

TEST(UpdateForms, DroppedFilesBecomeWindowsOfTheChosenModel) {
  for (const auto& [id, form] : every_form()) {
    SCOPED_TRACE(id);
    FakePage page;
    page.list_forms();
    page.push(ChooseModel{id});
    page.push(FileOpened{Slot::kA, "a.mid", midi_of(id)});
    const MusicWindow* window = page.state.document.input(Slot::kA).chosen();
    ASSERT_TRUE(window) << page.state.document.input(Slot::kA).file->reasons.front();
    const MusicClip clip{window->tokens, window->features, window->controls, {}};
    EXPECT_TRUE(check_clip(clip, form).ok());
    page.load_form(id);
    page.push(PlayInput{Slot::kA});
    EXPECT_TRUE(page.state.playback.playing());
    page.push(FileOpened{Slot::kB, "b.mid", midi_of(id)});
    page.push(Generate{});
    ASSERT_FALSE(page.platform.requests.empty());
    EXPECT_EQ(page.platform.requests.back().what, "interpolate");
    EXPECT_EQ(page.platform.requests.back().a, clip);
    page.answer_with(clips_of(form, 7));
    EXPECT_EQ(page.state.playback.target, PlayTarget::kWalk);
  }
}

TEST(UpdateForms, AFileOfTheWrongKindTellsWhatTheModelWants) {
  FakePage page;
  page.list_forms();
  page.push(ChooseModel{"drums_2bar"});
  page.push(FileOpened{Slot::kA, "flute.mid", midi_of("mel_2bar")});
  const InputSlot& slot = page.state.document.input(Slot::kA);
  ASSERT_TRUE(slot.file);
  EXPECT_FALSE(slot.chosen());
  ASSERT_FALSE(slot.file->reasons.empty());
  EXPECT_NE(slot.file->reasons[0].find("this model wants drums"), std::string::npos);
}

TEST(UpdateForms, AModelInAnotherMeterTakesFilesInThatMeterAlone) {
  FakePage page;
  page.list_forms();
  page.push(ChooseModel{"waltz_2bar"});
  page.push(FileOpened{Slot::kA, "reel.mid", midi_of("mel_2bar")});
  const InputSlot& slot = page.state.document.input(Slot::kA);
  ASSERT_TRUE(slot.file);
  EXPECT_FALSE(slot.chosen());
  ASSERT_FALSE(slot.file->reasons.empty());
  EXPECT_NE(slot.file->reasons[0].find("4/4 only: the model needs 3/4"), std::string::npos)
      << slot.file->reasons[0];
  page.push(FileOpened{Slot::kA, "waltz.mid", midi_of("waltz_2bar")});
  ASSERT_TRUE(page.state.document.input(Slot::kA).chosen());
  EXPECT_EQ(page.state.document.input(Slot::kA).chosen()->tokens.size(), 24U);
  page.push(ChooseModel{"mel_2bar"});
  EXPECT_FALSE(page.state.document.input(Slot::kA).chosen()) << "a waltz has no bars of 4/4";
}

TEST(UpdateForms, FilesComeAlongToAnotherModel) {
  FakePage page;
  page.list_forms();
  page.push(FileOpened{Slot::kA, "band.mid", midi_of("trio_4bar")});
  ASSERT_TRUE(page.state.document.input(Slot::kA).chosen());
  page.push(ChooseModel{"drums_2bar"});
  const InputSlot& slot = page.state.document.input(Slot::kA);
  ASSERT_TRUE(slot.chosen()) << "the same file, now its drums";
  EXPECT_EQ(slot.file->name, "band.mid");
  EXPECT_TRUE(same_form(slot.file->form, form_named("drums_2bar")));
  page.push(ChooseModel{"mel_2bar"});
  EXPECT_TRUE(same_form(page.state.document.input(Slot::kA).file->form, form_named("mel_2bar")));
}

TEST(UpdateForms, AGrooveModelHumanisesADroppedBeat) {
  FakePage page;
  page.list_forms();
  page.push(ChooseModel{"groove_2bar"});
  page.push(FileOpened{Slot::kA, "beat.mid", midi_of("drums_2bar")});
  ASSERT_TRUE(page.state.document.input(Slot::kA).chosen());
  page.push(ReconstructInput{Slot::kA});
  EXPECT_TRUE(page.platform.requests.empty()) << "waits for the model";
  page.load_form("groove_2bar");
  ASSERT_EQ(page.platform.requests.size(), 1U);
  EXPECT_EQ(page.platform.requests[0].what, "reconstruct");
  EXPECT_EQ(page.platform.requests[0].count, 5);
  page.answer_with(clips_of(form_named("groove_2bar"), 5));
  ASSERT_EQ(page.state.document.samples.size(), 6U);
  EXPECT_EQ(page.state.document.mode, Mode::kSample);
  EXPECT_EQ(page.state.document.samples[0].name, "Original");
  EXPECT_EQ(page.state.document.samples[1].name, "Humanised 1");
  EXPECT_EQ(page.state.document.selected_sample, 1);
  EXPECT_TRUE(page.state.playback.playing());
  page.push(DownloadClip{1});
  EXPECT_NE(page.platform.downloads.back().name.find("_reconstruct_"), std::string::npos);
}

TEST(UpdateForms, ChordsGoToTheModelAndBadOnesAreNamed) {
  FakePage page;
  page.list_forms();
  page.push(ChooseModel{"mel_2bar_chords"});
  page.load_form("mel_2bar_chords");
  page.push(SetChords{"Dm G7 C C"});
  page.push(Generate{});
  const auto told = page.platform.requests.back().options.controls;
  ASSERT_EQ(told.size(), 32U);
  EXPECT_NE(told[0], told[8]);
  page.push(SetChords{"Dm H7"});
  EXPECT_EQ(page.state.document.settings.chords, "Dm G7 C C");
  EXPECT_NE(page.state.notices.back().text.find("H7"), std::string::npos);
  page.push(SetChords{" "});
  EXPECT_EQ(page.state.document.settings.chords, "");
  page.push(Undo{});
  EXPECT_EQ(page.state.document.settings.chords, "Dm G7 C C");
}

TEST(UpdateForms, ThePriorOfTheSettingsReachesTheModel) {
  FakePage page;
  page.make(2);
  EXPECT_EQ(page.platform.requests.back().options.prior, PriorChoice::kModel);
  page.push(SetPrior{PriorChoice::kNormal});
  page.push(Generate{});
  EXPECT_EQ(page.platform.requests.back().options.prior, PriorChoice::kNormal);
}

TEST(UpdateForms, AnAddressChoosesTheModelThatMadeItsClips) {
  FakePage sender, reader;
  make(sender, "trio_4bar", 2);
  const std::string text = to_share_text(sender.state.document);
  make(reader, "mel_2bar", 3);
  const auto own = reader.state.document.samples;
  reader.push(RestoreShared{text});
  EXPECT_EQ(reader.state.model.chosen_id, "trio_4bar");
  ASSERT_EQ(reader.state.document.samples.size(), 2U);
  EXPECT_EQ(reader.state.document.samples[0].clip.tokens,
            sender.state.document.samples[0].clip.tokens);
  reader.push(PlayClip{0});
  EXPECT_TRUE(reader.state.playback.playing()) << "heard before the model is there";
  reader.push(ChooseModel{"mel_2bar"});
  EXPECT_EQ(reader.state.document.samples, own);
  FakePage later;
  later.push(RestoreShared{text});
  later.list_forms();
  EXPECT_EQ(later.state.model.chosen_id, "trio_4bar") << "the address may come before the list";
}

TEST(UpdateForms, ClipsOfAModelThatIsGoneAreStillHeardAndThenReplaced) {
  FakePage sender, reader;
  make(sender, "drums_2bar", 2);
  reader.list_models();
  reader.push(RestoreShared{to_share_text(sender.state.document)});
  reader.push(PlayClip{1});
  EXPECT_TRUE(reader.state.playback.playing());
  reader.push(Generate{});
  reader.load();
  reader.answer(3);
  ASSERT_EQ(reader.state.document.samples.size(), 3U);
  EXPECT_TRUE(same_form(reader.state.document.form, default_form()));
  while (reader.state.can_undo()) reader.push(Undo{});
  EXPECT_EQ(reader.state.document.samples.size(), 2U) << "and can be had back";
}

TEST(UpdateForms, ClipsOfAModelThatIsGoneAreThereAgainAfterAnotherModel) {
  FakePage sender;
  make(sender, "drums_2bar", 2);
  sender.state.document.model_id = "gone";
  const std::string text = to_share_text(sender.state.document);
  for (const bool early : {true, false}) {
    FakePage reader;
    if (early) reader.push(RestoreSetting{"session", text});
    reader.list_forms();
    if (!early) reader.push(RestoreShared{text});
    EXPECT_EQ(reader.state.model.chosen_id, "drums_2bar") << "it makes the same kind";
    reader.push(ChooseModel{"mel_2bar"});
    reader.push(ChooseModel{"drums_2bar"});
    EXPECT_EQ(reader.state.document.samples.size(), 2U);
  }
}

TEST(UpdateForms, ALinkAtTheStartLeavesWhatTheLastVisitMadeWithAnotherModel) {
  FakePage sender, last, reader, next;
  make(sender, "trio_4bar", 2);
  make(last, "drums_2bar", 3);
  reader.push(RestoreSetting{"session", to_share_text(last.state.document)});
  reader.push(RestoreShared{to_share_text(sender.state.document)});  // before the list is there
  reader.list_forms();
  EXPECT_EQ(reader.state.model.chosen_id, "trio_4bar");
  EXPECT_EQ(reader.state.document.samples.size(), 2U);
  EXPECT_FALSE(reader.state.can_undo()) << "drums are no step of a trio's history";
  for (const std::string& setting : reader.platform.settings) {
    const auto equals = setting.find('=');
    next.push(RestoreSetting{setting.substr(0, equals), setting.substr(equals + 1)});
  }
  next.list_forms();
  for (FakePage* page : {&reader, &next}) {
    page->push(ChooseModel{"drums_2bar"});
    EXPECT_EQ(page->state.document.samples.size(), 3U);
  }
}

TEST(UpdateForms, MusicThatComesAfterAnUndoIsOfTheFormOfItsModel) {
  FakePage reader, sender;
  sender.list_forms();
  make(sender, "drums_2bar", 2);
  reader.list_models();  // none of them makes drums
  reader.push(RestoreShared{to_share_text(sender.state.document)});
  reader.load();
  reader.push(Generate{});
  reader.load();
  reader.push(Undo{});
  ASSERT_TRUE(same_form(reader.state.document.form, form_named("drums_2bar")));
  reader.answer(3);
  ASSERT_EQ(reader.state.document.samples.size(), 3U);
  EXPECT_TRUE(same_form(reader.state.document.form, default_form()));
  EXPECT_TRUE(reader.state.playback.playing());
}

TEST(UpdateForms, WhatOtherModelsMadeComesBackInTheNextVisit) {
  FakePage first, second;
  make(first, "mel_2bar", 3);
  make(first, "drums_2bar", 2);
  std::map<std::string, std::string> kept;  // the browser keeps the newest of each key
  for (const std::string& setting : first.platform.settings) {
    const auto equals = setting.find('=');
    kept[setting.substr(0, equals)] = setting.substr(equals + 1);
  }
  for (const auto& [key, value] : kept) second.push(RestoreSetting{key, value});
  second.list_forms();
  EXPECT_EQ(second.state.model.chosen_id, "drums_2bar");
  EXPECT_EQ(second.state.document.samples.size(), 2U);
  second.push(ChooseModel{"mel_2bar"});
  EXPECT_EQ(second.state.document.samples.size(), 3U);
}

}  // namespace
}  // namespace segue
