// SPDX-License-Identifier: Apache-2.0
// Sliders of a clip: what is asked of the model, when its answers are heard, and the way back.
#include <gtest/gtest.h>

#include "fake_platform.h"
#include "wasm/ui/share.h"

namespace segue {
namespace {

class UpdateShape : public testing::Test {
 protected:
  FakePage page;

  // Three melodies of a model with two attributes; nothing plays.
  void SetUp() override {
    page.list_models();
    page.push(SetCount{3});
    page.push(Generate{});
    ModelPackage package;
    package.id = "mel_2bar";
    package.representation = {"melody_90", 90, 90, 32, 4, 2, 21, 108};
    package.attributes = {{"density", "Note density", "notes a bar", 5, 2},
                          {"range", "Pitch range", "semitones", 9, 4}};
    page.push(ModelLoaded{package});
    page.answer(3);
    page.push(StopPlayback{});
    page.platform.requests.clear();
    page.platform.plays.clear();
  }
  const NamedClip& clip(std::size_t index) { return page.state.document.samples[index]; }
  const FakePlatform::Request& last() { return page.platform.requests.back(); }
};

TEST_F(UpdateShape, ASliderSendsTheClipThroughTheModelAndItIsHeard) {
  const MusicClip before = clip(1).clip;
  page.push(SetAttribute{1, "density", 1});
  ASSERT_EQ(page.platform.requests.size(), 1U);
  EXPECT_EQ(last().what, "shape");
  EXPECT_EQ(last().a, before);
  EXPECT_EQ(last().options.temperature, 0);
  EXPECT_EQ(last().options.attributes, (std::vector<AttributeChange>{{"density", 1}}));
  EXPECT_EQ(clip(1).clip, before) << "until the model has answered";
  EXPECT_FALSE(page.state.busy()) << "the main button stays free";
  page.answer(1, 72);
  EXPECT_NE(clip(1).clip, before);
  EXPECT_EQ(clip(1).shape.amount("density"), 1);
  EXPECT_EQ(page.state.playback.target, PlayTarget::kClip);
  EXPECT_EQ(page.state.playback.clip_id, clip(1).id);
  EXPECT_EQ(page.platform.plays.size(), 1U);
}

TEST_F(UpdateShape, WhatPlaysGoesOnFromTheSamePlace) {
  page.push(PlayClip{0});
  page.platform.position = 1.25;
  page.push(SetAttribute{0, "range", -0.5});
  page.answer(1, 72);
  EXPECT_DOUBLE_EQ(page.platform.plays.back().second.start_s, 1.25);
}

TEST_F(UpdateShape, ADragAsksForOneAfterAnotherFromTheOriginal) {
  const MusicClip before = clip(0).clip;
  for (const double amount : {0.1, 0.2, 0.3, 0.4}) page.push(SetAttribute{0, "density", amount});
  ASSERT_EQ(page.platform.requests.size(), 1U) << "one at a time";
  page.answer(1, 61);
  ASSERT_EQ(page.platform.requests.size(), 2U) << "then the newest";
  EXPECT_EQ(last().a, before);
  EXPECT_EQ(last().options.attributes, (std::vector<AttributeChange>{{"density", 0.4}}));
  page.answer(1, 62);
  EXPECT_EQ(page.platform.requests.size(), 2U);
  EXPECT_FALSE(page.state.shaping);
}

TEST_F(UpdateShape, ADragIsOneUndoStepAndBothWaysBringTheNotesAlong) {
  const MusicClip before = clip(0).clip;
  page.push(SetAttribute{0, "density", 0.5});
  page.push(SetAttribute{0, "density", 1});
  page.answer(1, 61);
  page.answer(1, 62);
  page.push(EndEdit{});
  const MusicClip denser = clip(0).clip;
  page.push(SetAttribute{0, "range", 2});
  page.answer(1, 63);
  page.push(EndEdit{});
  page.push(Undo{});
  EXPECT_EQ(clip(0).clip, denser);
  EXPECT_EQ(clip(0).shape.amount("range"), 0);
  page.push(Undo{});
  EXPECT_EQ(clip(0).clip, before);
  page.push(Redo{});
  EXPECT_EQ(clip(0).clip, denser);
  EXPECT_EQ(clip(0).shape.amount("density"), 1);
}

TEST_F(UpdateShape, AnAnswerThatComesAfterUndoIsNotTaken) {
  const MusicClip before = clip(0).clip;
  page.push(SetAttribute{0, "density", 1});
  page.push(Undo{});
  page.answer(1, 72);
  EXPECT_EQ(clip(0).clip, before);
  EXPECT_FALSE(page.state.playback.playing());
  page.push(Redo{});
  EXPECT_EQ(last().options.attributes, (std::vector<AttributeChange>{{"density", 1}}));
  page.answer(1, 72);
  EXPECT_NE(clip(0).clip, before);
}

TEST_F(UpdateShape, AllSlidersBackGiveTheClipAsItWas) {
  const NamedClip before = clip(2);
  page.push(SetAttribute{2, "density", 1});
  page.answer(1, 72);
  page.push(EndEdit{});
  page.push(SetAttribute{2, "density", 0});
  EXPECT_EQ(clip(2), before) << "without asking";
  page.push(Undo{});
  EXPECT_EQ(clip(2).shape.amount("density"), 1);
  page.push(ResetShape{2});
  EXPECT_EQ(clip(2), before);
  EXPECT_EQ(page.platform.requests.size(), 1U);
}

TEST_F(UpdateShape, AFailureLeavesTheClipAndSaysWhy) {
  const MusicClip before = clip(0).clip;
  page.push(SetAttribute{0, "density", 1});
  page.push(ClipsReady{last().id, Error{ErrorCode::kRuntime, "no memory"}});
  EXPECT_EQ(clip(0).clip, before);
  EXPECT_EQ(clip(0).shape.amount("density"), 0);
  EXPECT_EQ(page.state.notices.back().text, "no memory");
  EXPECT_EQ(page.platform.requests.size(), 1U) << "it is not asked again and again";
}

TEST_F(UpdateShape, AnotherModelForgetsTheRequestAndComingBackAsksAgain) {
  page.push(SetAttribute{0, "density", 1});
  const RequestId old = last().id;
  page.push(ChooseModel{"other"});
  page.push(ClipsReady{old, Error{ErrorCode::kCancelled, "Another model was chosen."}});
  EXPECT_TRUE(page.state.notices.empty());
  page.push(ChooseModel{"mel_2bar"});
  page.platform.requests.clear();
  page.load();
  ASSERT_EQ(page.platform.requests.size(), 1U);
  EXPECT_EQ(last().what, "shape");
}

TEST_F(UpdateShape, ALinkCarriesTheMovedNotes) {
  page.push(SetAttribute{0, "density", 1});
  page.answer(1, 72);
  const auto back = from_share_text(to_share_text(page.state.document));
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->samples[0].clip.tokens, clip(0).clip.tokens);
  EXPECT_TRUE(back->samples[0].shape.wanted.empty());
}

TEST_F(UpdateShape, OpeningTheSlidersFetchesAModelThatIsNotThere) {
  FakePage fresh;
  fresh.list_models();
  fresh.push(ShowShape{true});
  EXPECT_EQ(fresh.platform.loads, std::vector<std::string>{"mel_2bar"});
  EXPECT_TRUE(fresh.state.shape_open);
}

}  // namespace
}  // namespace segue
