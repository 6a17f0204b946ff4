// SPDX-License-Identifier: Apache-2.0
// Settings, selection, undo and redo, what the browser remembers, notices.
#include <gtest/gtest.h>

#include <cmath>

#include "fake_platform.h"
#include "wasm/ui/share.h"

namespace segue {
namespace {

TEST(UpdateDocument, UndoAndRedoRestoreTheDocumentExactly) {
  FakePage page;
  page.make(3);
  const Document first = page.state.document;
  page.push(Generate{});
  page.answer(4, 80);
  const Document second = page.state.document;
  page.push(Undo{});
  EXPECT_EQ(page.state.document.samples, first.samples);
  EXPECT_EQ(page.state.document.settings, first.settings);
  page.push(Redo{});
  EXPECT_EQ(page.state.document.samples, second.samples);
  EXPECT_EQ(page.state.document.settings, second.settings);
  EXPECT_FALSE(page.state.can_redo());
}

TEST(UpdateDocument, ADragOfASliderIsOneStepBack) {
  FakePage page;
  for (const double value : {0.6, 0.7, 0.8}) page.push(SetTemperature{value});
  page.push(EndEdit{});
  page.push(SetTemperature{1.2});
  page.push(Undo{});
  EXPECT_DOUBLE_EQ(page.state.document.settings.temperature, 0.8);
  page.push(Undo{});
  EXPECT_DOUBLE_EQ(page.state.document.settings.temperature, 0.5);
  EXPECT_FALSE(page.state.can_undo());
}

TEST(UpdateDocument, ANewEditForgetsWhatWasUndone) {
  FakePage page;
  page.push(SetTempo{100});
  page.push(Undo{});
  EXPECT_TRUE(page.state.can_redo());
  page.push(SetCount{9});
  EXPECT_FALSE(page.state.can_redo());
}

TEST(UpdateDocument, ClipIdsAreNotUsedTwiceAfterUndo) {
  FakePage page;
  page.make(2);
  page.push(Generate{});
  page.answer(2);
  const auto newest = page.state.document.samples.back().id;
  page.push(Undo{});
  page.push(Generate{});
  page.answer(2);
  EXPECT_GT(page.state.document.samples.front().id, newest);
}

TEST(UpdateDocument, ValuesOutsideTheirRangeAreBroughtBack) {
  FakePage page;
  page.push(SetCount{1000});
  page.push(SetTemperature{99});
  page.push(SetTempo{-5});
  page.push(SetSeed{4000000000U});
  page.push(SetWalkCount{0});
  EXPECT_EQ(page.state.document.settings.count, kMostSamples);
  EXPECT_DOUBLE_EQ(page.state.document.settings.temperature, kMaxTemperature);
  EXPECT_DOUBLE_EQ(page.state.document.settings.tempo_qpm, kMinTempoQpm);
  EXPECT_EQ(page.state.document.settings.seed, kMaxSeed);
  EXPECT_EQ(page.state.document.walk_count, kMinWalkClips);
}

TEST(UpdateDocument, SelectionStopsAtTheEnds) {
  FakePage page;
  page.make(3);
  page.push(MoveSelection{-1});
  EXPECT_EQ(page.state.document.selected(), 0);
  page.push(MoveSelection{1});
  page.push(MoveSelection{1});
  page.push(MoveSelection{1});
  EXPECT_EQ(page.state.document.selected(), 2);
  page.push(SelectClip{17});
  EXPECT_EQ(page.state.document.selected(), 2);
}

TEST(UpdateDocument, RemovingTheLastClipSelectsTheOneBeforeIt) {
  FakePage page;
  page.make(2);
  page.push(SelectClip{1});
  page.push(RemoveClip{1});
  EXPECT_EQ(page.state.document.samples.size(), 1U);
  EXPECT_EQ(page.state.document.selected(), 0);
  page.push(Undo{});
  EXPECT_EQ(page.state.document.samples.size(), 2U);
}

TEST(UpdateDocument, ThemeLoopAndVolumeComeBackInTheNextVisit) {
  FakePage first, second;
  first.push(SetTheme{Theme::kLight});
  first.push(SetLooping{false});
  first.push(SetVolume{0.3});
  for (const std::string& setting : first.platform.settings) {
    const auto equals = setting.find('=');
    second.push(RestoreSetting{setting.substr(0, equals), setting.substr(equals + 1)});
  }
  EXPECT_EQ(second.state.preferences, first.state.preferences);
  EXPECT_NEAR(second.platform.gain, 0.09, 1e-9);
  second.push(RestoreSetting{"volume", "loud"});
  second.push(RestoreSetting{"no such key", "1"});
  EXPECT_DOUBLE_EQ(second.state.preferences.volume, 0);
}

TEST(UpdateDocument, TheClipsComeBackInTheNextVisit) {
  FakePage first, second;
  first.make(3);
  second.push(RestoreSetting{"session", to_share_text(first.state.document)});
  ASSERT_EQ(second.state.document.samples.size(), 3U);
  EXPECT_EQ(second.state.document.samples[2].clip.tokens,
            first.state.document.samples[2].clip.tokens);
  EXPECT_TRUE(second.state.notices.empty());
  FakePage third;
  third.push(RestoreSetting{"session", "1&c=broken"});
  EXPECT_TRUE(third.state.document.samples.empty());
  EXPECT_TRUE(third.state.notices.empty()) << "an old session is no reason to complain";
}

TEST(UpdateDocument, ASharedTextReplacesTheClipsAndCanBeUndone) {
  FakePage sender, reader;
  sender.make(4);
  reader.make(2);
  const auto own = reader.state.document.samples;
  reader.push(RestoreShared{to_share_text(sender.state.document)});
  EXPECT_EQ(reader.state.document.samples.size(), 4U);
  reader.push(Undo{});
  EXPECT_EQ(reader.state.document.samples, own);
  reader.push(RestoreShared{"1&c=%%%"});
  EXPECT_EQ(reader.state.document.samples, own) << "a damaged link loses nothing";
  EXPECT_EQ(reader.state.notices.back().kind, NoticeKind::kError);
}

TEST(UpdateDocument, ASharedTextTakesNothingThatUndoDoesNotBringBack) {
  FakePage sender, reader;
  sender.make(2);
  reader.make(1);
  reader.push(UseClipAsInput{0, Slot::kA});
  reader.push(RemoveClip{0});
  reader.push(ShowRecorder{true});
  reader.push(PressKey{60, 90, 100});
  reader.push(ReleaseKey{60, 101});
  const Document before = reader.state.document;
  reader.push(RestoreShared{to_share_text(sender.state.document)});
  EXPECT_FALSE(reader.state.document.input(Slot::kA).file);
  reader.push(Undo{});
  EXPECT_EQ(reader.state.document.inputs, before.inputs);
  EXPECT_EQ(reader.state.document.take, before.take);
}

TEST(UpdateDocument, WhatWasAskedForDoesNotComeOverASharedText) {
  FakePage sender, reader;
  sender.make(2);
  reader.make(3);
  reader.push(Generate{});
  reader.push(RestoreShared{to_share_text(sender.state.document)});
  EXPECT_FALSE(reader.state.busy());
  reader.answer(3, 80);
  EXPECT_EQ(reader.state.document.samples.size(), 2U);
}

TEST(UpdateDocument, InformationGoesByItselfAndErrorsStay) {
  FakePage page;
  page.push(Tick{10, 0});
  page.push(PostNotice{NoticeKind::kInfo, "copied"});
  page.push(PostNotice{NoticeKind::kError, "broken"});
  page.push(PostNotice{NoticeKind::kError, "broken"});
  EXPECT_EQ(page.state.notices.size(), 2U) << "the same words are not said twice";
  page.push(Tick{17, 0});
  ASSERT_EQ(page.state.notices.size(), 1U);
  EXPECT_EQ(page.state.notices[0].text, "broken");
  page.push(DismissNotice{page.state.notices[0].id});
  EXPECT_TRUE(page.state.notices.empty());
}

}  // namespace
}  // namespace segue
