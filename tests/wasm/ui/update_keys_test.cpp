// SPDX-License-Identifier: Apache-2.0
// Keys sound, are kept while the keyboard is open, become A or B, and are undone.
#include <gtest/gtest.h>

#include "fake_platform.h"

namespace segue {
namespace {

class UpdateKeys : public testing::Test {
 protected:
  UpdateKeys() {
    page_.list_models();
    page_.push(SetTempo{120});
    page_.push(ShowRecorder{true});
    page_.push(Tick{100, 0});
  }
  void play(int pitch, double from_s, double to_s) {
    page_.push(PressKey{pitch, 90, from_s});
    page_.push(ReleaseKey{pitch, to_s});
  }
  const Take& take() const { return page_.state.document.take; }
  FakePage page_;
};

TEST_F(UpdateKeys, AKeySoundsAtOnceAndEndsWithTheSoundItBeganWith) {
  page_.push(PressKey{60, 77});
  ASSERT_EQ(page_.platform.keys.size(), 1U);
  EXPECT_EQ(page_.platform.keys[0].velocity, 77);
  page_.push(SetProgram{12});  // another sound: what is held must not hang
  ASSERT_EQ(page_.platform.keys.size(), 2U);
  EXPECT_EQ(page_.platform.keys[1].velocity, 0);
  EXPECT_EQ(page_.platform.keys[1].program, page_.platform.keys[0].program);
  page_.push(ReleaseKey{60});
  EXPECT_EQ(page_.platform.keys.size(), 2U) << "it was let go already";
}

TEST_F(UpdateKeys, ThePressOfASecondHandOnTheSameKeyIsOneNote) {
  page_.push(PressKey{60});
  page_.push(PressKey{60});
  EXPECT_EQ(page_.platform.keys.size(), 1U);
  EXPECT_EQ(take().size(), 1U);
}

TEST_F(UpdateKeys, WhatIsPlayedIsKeptOnTheGrid) {
  play(60, 100, 100.5);
  play(64, 100.51, 101.02);
  EXPECT_EQ(take(), (Take{{60, 90, 0, 4}, {64, 90, 4, 8}}));
}

TEST_F(UpdateKeys, WithTheKeyboardClosedKeysSoundAndNothingIsKept) {
  page_.push(ShowRecorder{false});
  play(60, 100, 101);
  EXPECT_EQ(page_.platform.keys.size(), 2U);
  EXPECT_TRUE(take().empty());
}

TEST_F(UpdateKeys, ClosingTheKeyboardLetsGoOfWhatIsHeld) {
  page_.push(PressKey{60});
  page_.push(PressKey{64});
  page_.push(ShowRecorder{false});
  EXPECT_TRUE(page_.state.recorder.held.empty());
  EXPECT_EQ(page_.platform.keys.size(), 4U);
}

TEST_F(UpdateKeys, UndoTakesBackAPhraseAndRedoBringsItAgain) {
  play(60, 100, 100.5);
  play(62, 100.5, 101);
  play(64, 200, 200.5);  // a new phrase
  ASSERT_EQ(take().size(), 3U);
  page_.push(Undo{});
  EXPECT_EQ(take().size(), 2U);
  page_.push(Undo{});
  EXPECT_TRUE(take().empty());
  page_.push(Redo{});
  page_.push(Redo{});
  EXPECT_EQ(take().size(), 3U);
}

TEST_F(UpdateKeys, UndoWhileAKeyIsHeldLeavesNoHangingNote) {
  page_.push(PressKey{60, 90, 100});
  page_.push(Undo{});
  page_.push(ReleaseKey{60, 101});
  EXPECT_TRUE(take().empty());
  EXPECT_EQ(page_.platform.keys.back().velocity, 0);
}

TEST_F(UpdateKeys, ClearingAndTakingBackAreUndone) {
  play(60, 100, 100.5);
  play(62, 100.5, 101);
  page_.push(TakeBackNote{});
  EXPECT_EQ(take().size(), 1U);
  page_.push(ClearTake{});
  EXPECT_TRUE(take().empty());
  page_.push(Undo{});
  page_.push(Undo{});
  EXPECT_EQ(take().size(), 2U);
}

TEST_F(UpdateKeys, AnotherTempoBeginsAnotherPhrase) {
  play(60, 100, 100.5);
  page_.push(SetTempo{60});
  play(62, 100.6, 101.6);  // at 60 a quarter lasts a second
  EXPECT_EQ(take(), (Take{{60, 90, 0, 4}, {62, 90, 4, 8}}));
}

TEST_F(UpdateKeys, WhatWasPlayedBecomesAWithTheModelsWindows) {
  double at_s = 100;
  for (const int pitch : {60, 62, 64, 65, 67, 65, 64, 62}) {
    play(pitch, at_s, at_s + 0.49);
    at_s += 0.5;
  }
  page_.push(UseTake{Slot::kA});
  const InputSlot& slot = page_.state.document.input(Slot::kA);
  ASSERT_TRUE(slot.chosen());
  EXPECT_EQ(slot.file->name, "Played");
  EXPECT_EQ(slot.chosen()->tokens.front(), 60 - 21 + 2);
  EXPECT_EQ(page_.state.document.mode, Mode::kInterpolate);
  EXPECT_FALSE(page_.state.recorder.open);
  page_.push(Undo{});
  EXPECT_FALSE(page_.state.document.input(Slot::kA).file);
}

TEST_F(UpdateKeys, WhatWasPlayedIsHeardAndStops) {
  play(60, 100, 100.5);
  page_.push(PlayTake{});
  ASSERT_EQ(page_.platform.plays.size(), 1U);
  EXPECT_DOUBLE_EQ(page_.platform.plays[0].second.length_s, 2) << "a whole bar";
  page_.push(PlayTake{});
  EXPECT_FALSE(page_.state.playback.playing());
}

TEST_F(UpdateKeys, ForADrumModelTheKeysAreDrums) {
  FakePage page;
  page.list_forms();
  page.push(ChooseModel{"drums_2bar"});
  page.load_form("drums_2bar");
  page.push(ShowRecorder{true});
  page.push(PressKey{36, 90, 100});
  ASSERT_EQ(page.platform.keys.size(), 1U);
  EXPECT_TRUE(page.platform.keys[0].is_drum);
  EXPECT_LE(page.state.recorder.octave, 2) << "where the drums are";
}

TEST_F(UpdateKeys, KeyboardsAreAskedForOnlyOnACommandAndWhatIsMissingIsSaid) {
  EXPECT_EQ(page_.platform.midi_asked, 0);
  page_.push(ConnectMidi{});
  EXPECT_EQ(page_.platform.midi_asked, 1);
  page_.push(MidiKeysChanged{MidiKeys::kUnsupported, ""});
  ASSERT_FALSE(page_.state.notices.empty());
  EXPECT_NE(page_.state.notices.back().text.find("no Web MIDI"), std::string::npos);
  page_.push(MidiKeysChanged{MidiKeys::kConnected, "Little Keys 25"});
  EXPECT_NE(page_.state.notices.back().text.find("Little Keys 25"), std::string::npos);
}

TEST_F(UpdateKeys, TheTakeComesAlongToAnotherModel) {
  play(60, 100, 100.5);
  page_.push(ChooseModel{"other"});
  EXPECT_EQ(take().size(), 1U);
}

}  // namespace
}  // namespace segue
