// SPDX-License-Identifier: Apache-2.0
// What sounds, what is downloaded.
#include <gtest/gtest.h>

#include <cmath>

#include "fake_platform.h"
#include "shared/midi/to_note_sequence.h"

namespace segue {
namespace {

TEST(UpdatePlayback, SpacePlaysTheSelectedClipAndStopsIt) {
  FakePage page;
  page.make(3);
  page.push(SelectClip{2});
  page.push(TogglePlay{});
  ASSERT_TRUE(page.state.playback.playing());
  EXPECT_EQ(page.platform.plays.back().first.notes[0].pitch, 62);
  page.push(TogglePlay{});
  EXPECT_FALSE(page.state.playback.playing());
  EXPECT_EQ(page.platform.stops, 2) << "one by make(), one here";
}

TEST(UpdatePlayback, AnEmptyStagePlaysNothing) {
  FakePage page;
  page.push(TogglePlay{});
  page.push(PlayClip{0});
  page.push(PlayWalk{});
  page.push(PlayInput{Slot::kA});
  EXPECT_TRUE(page.platform.plays.empty());
  EXPECT_FALSE(page.state.playback.playing());
}

TEST(UpdatePlayback, ATempoChangeGoesOnFromTheSameNote) {
  FakePage page;
  page.make(1);
  page.push(SetTempo{100});
  page.push(PlayClip{0});
  page.platform.position = 2.4;  // of 4.8 s: the middle
  page.push(SetTempo{200});
  EXPECT_NEAR(page.platform.plays.back().second.start_s, 1.2, 1e-9);
  EXPECT_NEAR(page.platform.plays.back().second.length_s, 2.4, 1e-9);
  EXPECT_NEAR(page.state.playback.position_s, 1.2, 1e-9);
}

TEST(UpdatePlayback, SelectingAnotherClipWhileOnePlaysPlaysThatOne) {
  FakePage page;
  page.make(3);
  page.push(PlayClip{0});
  page.push(MoveSelection{1});
  EXPECT_EQ(page.state.playback.clip_id, page.state.document.samples[1].id);
  EXPECT_EQ(page.platform.plays.back().first.notes[0].pitch, 61);
}

TEST(UpdatePlayback, UndoStopsAClipThatIsGone) {
  FakePage page;
  page.make(1);
  page.push(Generate{});
  page.answer(1);
  ASSERT_TRUE(page.state.playback.playing());
  page.push(Undo{});
  EXPECT_FALSE(page.state.playback.playing());
}

TEST(UpdatePlayback, TicksMoveThePositionInsideThePiece) {
  FakePage page;
  page.make(1);
  page.push(PlayClip{0});
  page.push(Tick{1, 0.7});
  EXPECT_DOUBLE_EQ(page.state.playback.position_s, 0.7);
  page.push(Tick{1, 99});
  EXPECT_DOUBLE_EQ(page.state.playback.position_s, page.state.playback.length_s);
  page.push(PlaybackEnded{});
  EXPECT_FALSE(page.state.playback.playing());
}

TEST(UpdatePlayback, NoAudioDeviceIsSaidInWords) {
  FakePage page;
  page.make(2);
  const Document before = page.state.document;
  page.push(PlayClip{0});
  page.push(PlaybackFailed{{ErrorCode::kRuntime, "no audio device was found"}});
  EXPECT_FALSE(page.state.playback.playing());
  EXPECT_EQ(page.state.notices.back().text, "no audio device was found");
  EXPECT_EQ(page.state.document, before);
}

TEST(UpdatePlayback, MuteKeepsTheVolume) {
  FakePage page;
  page.push(SetVolume{0.5});
  EXPECT_NEAR(page.platform.gain, 0.25, 1e-9);
  page.push(SetMuted{true});
  EXPECT_EQ(page.platform.gain, 0);
  page.push(SetMuted{false});
  EXPECT_NEAR(page.platform.gain, 0.25, 1e-9);
}

TEST(UpdatePlayback, ADownloadedClipIsAMidiFileWithItsNoteTempoAndSound) {
  FakePage page;
  page.make(2);
  page.push(SetTempo{90});
  page.push(SetProgram{48});
  page.push(DownloadClip{1});
  ASSERT_EQ(page.platform.downloads.size(), 1U);
  EXPECT_EQ(page.platform.downloads[0].name, "mel-2bar_sample_seed" +
                                                 std::to_string(page.state.document.settings.seed) +
                                                 "-002-of-002.mid");
  const auto read = read_midi(page.platform.downloads[0].bytes);
  ASSERT_TRUE(read.ok());
  ASSERT_EQ(read.value().sequence.notes.size(), 1U);
  EXPECT_EQ(read.value().sequence.notes[0].pitch, 61);
  EXPECT_EQ(read.value().sequence.notes[0].program, 48);
  ASSERT_FALSE(read.value().sequence.tempos.empty());
  EXPECT_NEAR(read.value().sequence.tempos[0].qpm, 90, 0.01);
}

TEST(UpdatePlayback, DownloadAllGivesAFileForEachClip) {
  FakePage page;
  page.make(3);
  page.push(DownloadAll{});
  EXPECT_EQ(page.platform.downloads.size(), 3U);
}

TEST(UpdatePlayback, DownloadAllOfAWalkGivesTheWalkToo) {
  FakePage page;
  page.make(2);
  page.push(UseClipAsInput{0, Slot::kA});
  page.push(UseClipAsInput{1, Slot::kB});
  page.push(SetMode{Mode::kInterpolate});
  page.push(Generate{});
  page.answer(7);
  page.push(DownloadAll{});
  ASSERT_EQ(page.platform.downloads.size(), 8U);
  EXPECT_EQ(page.platform.downloads[0].name, "mel-2bar_interpolate_walk.mid");
  const auto read = read_midi(page.platform.downloads[0].bytes);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read.value().sequence.notes.size(), 7U);
}

}  // namespace
}  // namespace segue
