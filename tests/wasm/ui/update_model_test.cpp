// SPDX-License-Identifier: Apache-2.0
// Loading the model, asking it, and what its answers do to the page.
#include <gtest/gtest.h>

#include "fake_platform.h"
#include "wasm/ui/share.h"

namespace segue {
namespace {

TEST(UpdateModel, MakeMusicLoadsTheModelThenSamplesThenPlaysTheFirstClip) {
  FakePage page;
  page.list_models();
  EXPECT_TRUE(page.platform.loads.empty()) << "nothing large is fetched before it is needed";
  page.push(Generate{});
  EXPECT_EQ(page.platform.loads, std::vector<std::string>{"mel_2bar"});
  EXPECT_EQ(page.state.model.phase, LoadPhase::kLoading);
  EXPECT_TRUE(page.platform.requests.empty());
  page.push(ModelProgress{400, 1000});
  EXPECT_EQ(page.state.model.bytes_done, 400U);
  page.load();
  ASSERT_EQ(page.platform.requests.size(), 1U);
  EXPECT_EQ(page.platform.requests[0].count, 5);
  EXPECT_EQ(page.platform.requests[0].options.temperature, 0.4)
      << "an untouched page takes the model's default";
  page.answer(5);
  ASSERT_EQ(page.state.document.samples.size(), 5U);
  EXPECT_EQ(page.state.playback.target, PlayTarget::kClip);
  ASSERT_EQ(page.platform.plays.size(), 1U);
  ASSERT_EQ(page.platform.plays[0].first.notes.size(), 1U);
  EXPECT_EQ(page.platform.plays[0].first.notes[0].pitch, 60);
  EXPECT_EQ(page.platform.plays[0].first.notes[0].program, 12);
  EXPECT_FALSE(page.state.busy());
}

TEST(UpdateModel, TheFirstClipThatCanBeHeardIsShownAndPlayed) {
  FakePage page;
  page.list_models();
  page.push(Generate{});
  page.load();
  std::vector<MusicClip> clips(3);
  for (MusicClip& clip : clips) clip.tokens.assign(32, 0);
  clips[2].tokens[0] = 60 - 21 + 2;
  page.push(ClipsReady{page.platform.requests.back().id, clips});
  EXPECT_EQ(page.state.document.selected_sample, 2);
  ASSERT_EQ(page.platform.plays.size(), 1U);
  ASSERT_EQ(page.platform.plays[0].first.notes.size(), 1U);
  EXPECT_EQ(page.platform.plays[0].first.notes[0].pitch, 60);
}

TEST(UpdateModel, MakeMusicBeforeTheModelsAreListedWaitsForTheList) {
  FakePage page;
  page.push(Generate{});
  EXPECT_TRUE(page.platform.loads.empty());
  page.list_models();
  EXPECT_EQ(page.platform.loads, std::vector<std::string>{"mel_2bar"});
  page.load();
  EXPECT_EQ(page.platform.requests.size(), 1U);
}

TEST(UpdateModel, MusicThatWasAskedForComesFromTheModelThatIsChosenLast) {
  FakePage page;
  page.list_models();
  page.push(ChooseModel{"other"});
  page.push(Generate{});
  EXPECT_TRUE(page.state.busy());
  page.push(ChooseModel{"mel_2bar"});
  EXPECT_TRUE(page.state.busy()) << "it is still wanted";
  page.load("other");
  EXPECT_TRUE(page.platform.requests.empty()) << "that one was left";
  page.load("mel_2bar");
  ASSERT_EQ(page.platform.requests.size(), 1U);
  page.answer(5);
  EXPECT_EQ(page.state.document.model_id, "mel_2bar");
  EXPECT_EQ(page.state.playback.target, PlayTarget::kClip);
}

TEST(UpdateModel, AModelThatCannotBeOpenedEndsTheWish) {
  FakePage page;
  page.list_models();
  page.push(ChooseModel{"other"});
  page.push(Generate{});
  page.push(ModelFailed{{ErrorCode::kCorruptData, "the decoder is damaged"}});
  EXPECT_FALSE(page.state.busy());
  EXPECT_EQ(page.state.notices.back().text, "the decoder is damaged");
  page.push(RetryLoad{});
  page.load("other");
  EXPECT_TRUE(page.platform.requests.empty()) << "nobody asked again";
}

TEST(UpdateModel, VariationsOfAClipWaitForTheModelToo) {
  FakePage made;
  made.make(2);
  FakePage page;
  page.state.document = made.state.document;  // as an address or the last visit brings it
  page.list_models();
  page.push(VaryClip{1});
  EXPECT_EQ(page.platform.loads, std::vector<std::string>{"mel_2bar"});
  EXPECT_TRUE(page.state.busy());
  page.load();
  ASSERT_EQ(page.platform.requests.size(), 1U);
  EXPECT_EQ(page.platform.requests[0].what, "vary");
  EXPECT_EQ(page.platform.requests[0].a, made.state.document.samples[1].clip);
}

TEST(UpdateModel, GenerateDrawsANewSeedEachTimeUnlessItIsKept) {
  FakePage page;
  page.make(3);
  const auto first = page.platform.requests.back().options.seed;
  EXPECT_EQ(page.state.document.settings.seed, first);
  page.push(Generate{});
  const auto second = page.platform.requests.back().options.seed;
  EXPECT_NE(second, first);
  EXPECT_EQ(page.state.document.settings.seed, first)
      << "shown clips and shown seed belong together";
  page.answer(3);
  EXPECT_EQ(page.state.document.settings.seed, second);
  page.push(SetKeepSeed{true});
  page.push(Generate{});
  EXPECT_EQ(page.platform.requests.back().options.seed, second);
}

TEST(UpdateModel, AChosenSeedIsUsedOnce) {
  FakePage page;
  page.make(3);
  page.push(SetSeed{123});
  page.push(Generate{});
  EXPECT_EQ(page.platform.requests.back().options.seed, 123U);
  page.answer(3);
  page.push(Generate{});
  EXPECT_NE(page.platform.requests.back().options.seed, 123U);
}

TEST(UpdateModel, WhileARequestRunsAnotherIsNotSent) {
  FakePage page;
  page.make(2);
  page.push(Generate{});
  page.push(Generate{});
  page.push(VaryClip{0});
  EXPECT_EQ(page.platform.requests.size(), 2U);
}

TEST(UpdateModel, AFailedRequestSaysWhyAndLeavesTheClips) {
  FakePage page;
  page.make(4);
  const auto before = page.state.document;
  page.push(Generate{});
  page.push(ClipsReady{page.platform.requests.back().id,
                       Error{ErrorCode::kRuntime, "the engine stopped"}});
  EXPECT_EQ(page.state.document, before);
  ASSERT_EQ(page.state.notices.size(), 1U);
  EXPECT_EQ(page.state.notices[0].kind, NoticeKind::kError);
  EXPECT_EQ(page.state.notices[0].text, "the engine stopped");
  EXPECT_FALSE(page.state.busy());
}

TEST(UpdateModel, AModelThatCannotBeLoadedCanBeTriedAgain) {
  FakePage page;
  page.list_models();
  page.push(Generate{});
  page.push(ModelFailed{{ErrorCode::kIo, "no network"}});
  EXPECT_EQ(page.state.model.phase, LoadPhase::kFailed);
  EXPECT_FALSE(page.state.busy());
  EXPECT_EQ(page.state.notices.back().text, "no network");
  page.push(RetryLoad{});
  EXPECT_EQ(page.platform.loads.size(), 2U);
}

TEST(UpdateModel, AnAnswerOfAModelThatWasLeftIsIgnored) {
  FakePage page;
  page.make(2);
  page.push(Generate{});
  const auto before = page.state.document;
  page.push(ChooseModel{"other"});
  page.answer(2, 90);
  EXPECT_TRUE(page.state.document.empty());
  page.load("mel_2bar");
  EXPECT_EQ(page.state.model.phase, LoadPhase::kLoading)
      << "the package of the other model is not this one's";
  page.load("other");
  EXPECT_EQ(page.state.model.phase, LoadPhase::kReady);
  page.push(ChooseModel{"mel_2bar"});
  EXPECT_EQ(page.state.document.samples, before.samples) << "what was made is still there";
}

TEST(UpdateModel, InterpolateNeedsBothEndsThenPlaysTheWholeWalk) {
  FakePage page;
  page.make(2);
  page.push(SetMode{Mode::kInterpolate});
  page.push(Generate{});
  EXPECT_EQ(page.platform.requests.size(), 1U);
  EXPECT_FALSE(page.state.notices.empty());
  page.push(SetMode{Mode::kSample});
  page.push(UseClipAsInput{0, Slot::kA});
  page.push(UseClipAsInput{1, Slot::kB});
  page.push(SetMode{Mode::kInterpolate});
  page.push(SetWalkCount{5});
  page.push(SetPath{Interpolation::kLinear});
  page.push(Generate{});
  ASSERT_EQ(page.platform.requests.size(), 2U);
  const auto& request = page.platform.requests.back();
  EXPECT_EQ(request.what, "interpolate");
  EXPECT_EQ(request.count, 5);
  EXPECT_EQ(request.path, Interpolation::kLinear);
  EXPECT_EQ(request.a.tokens, page.state.document.samples[0].clip.tokens);
  EXPECT_EQ(request.b.tokens, page.state.document.samples[1].clip.tokens);
  page.answer(5);
  EXPECT_EQ(page.state.document.walk.size(), 5U);
  EXPECT_EQ(page.state.playback.target, PlayTarget::kWalk);
  EXPECT_DOUBLE_EQ(page.platform.plays.back().second.length_s, 5 * 32 * 60 / (100.0 * 4))
      << "five clips of 32 sixteenths at 100 bpm";
  EXPECT_EQ(page.platform.plays.back().first.notes.size(), 5U);
}

TEST(UpdateModel, VariationsStandBehindTheirOriginal) {
  FakePage page;
  page.make(3);
  const NamedClip original = page.state.document.samples[1];
  page.push(VaryClip{1});
  EXPECT_EQ(page.platform.requests.back().what, "vary");
  EXPECT_EQ(page.platform.requests.back().a, original.clip);
  page.answer(3, 70);
  ASSERT_EQ(page.state.document.samples.size(), 4U);
  EXPECT_EQ(page.state.document.samples[0], original);
  EXPECT_EQ(page.state.document.samples[1].source, ClipSource::kVaried);
  page.push(Undo{});
  EXPECT_EQ(page.state.document.samples.size(), 3U);
}

TEST(UpdateModel, APageWithoutModelsSaysWhatToDo) {
  FakePage page;
  page.push(ModelsListed{std::vector<ModelEntry>{}});
  ASSERT_EQ(page.state.notices.size(), 1U);
  EXPECT_NE(page.state.notices[0].text.find("models/index.json"), std::string::npos);
}

TEST(UpdateModel, WhereThereAreNoModelsAskingForMusicSaysSoAgainAndWaitsForNothing) {
  const auto no_list = Error{ErrorCode::kRuntime, "models/index.json could not be fetched"};
  for (const ModelsListed& answer :
       {ModelsListed{no_list}, ModelsListed{std::vector<ModelEntry>{}}}) {
    for (const bool early : {true, false}) {
      FakePage page;
      if (early) page.push(Generate{});
      page.push(answer);
      EXPECT_FALSE(page.state.busy());
      const auto said = page.state.notices.back().id;
      page.push(Generate{});
      EXPECT_FALSE(page.state.busy());
      EXPECT_GT(page.state.notices.back().id, said);
      EXPECT_NE(page.state.notices.back().text.find("models/index.json"), std::string::npos);
      EXPECT_TRUE(page.platform.loads.empty());
    }
  }
}

TEST(UpdateModel, TheListMayNameAnotherModelThanTheOneThatIsBeingLoaded) {
  for (const bool loaded : {false, true}) {
    FakePage page;
    page.push(RestoreSetting{"model", "gone"});
    page.push(Generate{});
    EXPECT_EQ(page.platform.loads.back(), "gone");
    if (loaded) page.load("gone");
    page.list_models();
    EXPECT_EQ(page.state.model.chosen_id, "mel_2bar");
    EXPECT_NE(page.state.model.phase, LoadPhase::kReady) << "that was another model's package";
    if (loaded) page.push(Generate{});
    EXPECT_EQ(page.platform.loads.back(), "mel_2bar");
    page.load("gone");
    EXPECT_EQ(page.state.model.phase, LoadPhase::kLoading);
    page.load("mel_2bar");
    EXPECT_EQ(page.state.model.phase, LoadPhase::kReady);
    page.answer(5);
    EXPECT_EQ(page.state.document.model_id, "mel_2bar");
    EXPECT_EQ(page.state.document.samples.size(), 5U);
  }
}

TEST(UpdateModel, WhatTheVisitorHadBeforeIsNotTakenForUntouched) {
  FakePage first;
  first.make(2);
  first.push(SetTemperature{0.5});  // what a page begins with, and not what this model likes
  first.push(SetMode{Mode::kInterpolate});
  FakePage second;
  second.push(RestoreSetting{"session", to_share_text(first.state.document)});
  second.list_models();
  second.push(VaryClip{0});
  second.load();
  EXPECT_EQ(second.state.document.settings.temperature, 0.5);
  first.push(ChooseModel{"other"});
  first.load("other");
  first.push(ChooseModel{"mel_2bar"});
  first.load();
  EXPECT_EQ(first.state.document.settings.temperature, 0.5);
}

TEST(UpdateModel, SettingsThatNobodyTouchedAreStillThoseInTheNextVisit) {
  FakePage first, second;
  first.list_models();
  first.push(ChooseModel{"other"});  // not loaded yet
  second.push(RestoreSetting{"model", "other"});
  second.push(RestoreSetting{"session", to_share_text(first.state.document)});
  second.list_models();
  second.push(Generate{});
  second.load("other");
  EXPECT_EQ(second.state.document.settings.temperature, 0.4);
}

}  // namespace
}  // namespace segue
