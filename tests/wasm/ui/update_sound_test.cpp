// SPDX-License-Identifier: Apache-2.0
// Sounds of the parts reach what plays, sound files and MIDI; sound files of what is heard.
#include <gtest/gtest.h>

#include "fake_platform.h"
#include "shared/midi/to_note_sequence.h"
#include "shared/synth/patch.h"
#include "shared/synth/sound_set.h"

namespace segue {
namespace {

constexpr int kTriangleProgram = kFirstOwnProgram + static_cast<int>(PatchId::kTriangle);

TEST(UpdateSound, TheSelectedClipIsRenderedAsItWouldPlay) {
  FakePage page;
  page.make(3);
  page.push(SelectClip{1});
  page.push(DownloadSound{44100});
  ASSERT_EQ(page.platform.wavs.size(), 1U);
  const auto& wav = page.platform.wavs[0];
  EXPECT_DOUBLE_EQ(wav.rate_hz, 44100);
  EXPECT_TRUE(wav.name.ends_with("-002-of-003.wav")) << wav.name;
  page.push(TogglePlay{});
  EXPECT_EQ(wav.notes, page.platform.plays.back().first);
}

TEST(UpdateSound, WhatPlaysIsWhatIsRendered) {
  FakePage page;
  page.make(3);
  page.push(PlayClip{2});
  page.push(DownloadSound{});
  ASSERT_EQ(page.platform.wavs.size(), 1U);
  EXPECT_EQ(page.platform.wavs[0].notes, page.platform.plays.back().first);
  EXPECT_TRUE(page.platform.wavs[0].name.ends_with("-003-of-003.wav"));
}

TEST(UpdateSound, ProgressIsShownAndTheEndClearsIt) {
  FakePage page;
  page.make(1);
  page.push(DownloadSound{});
  ASSERT_TRUE(page.state.sound_file);
  page.push(SoundFileProgress{0.5});
  EXPECT_DOUBLE_EQ(page.state.sound_file->part, 0.5);
  page.push(SoundFileEnded{});
  EXPECT_FALSE(page.state.sound_file);
  EXPECT_TRUE(page.state.notices.empty());
}

TEST(UpdateSound, AFailureIsSaidAndACancelIsNot) {
  FakePage page;
  page.make(1);
  page.push(DownloadSound{});
  page.push(SoundFileEnded{Error{ErrorCode::kRuntime, "no memory"}});
  ASSERT_EQ(page.state.notices.size(), 1U);
  EXPECT_EQ(page.state.notices[0].text, "no memory");
  page.push(DownloadSound{});
  page.push(CancelSound{});
  EXPECT_EQ(page.platform.wavs_cancelled, 1);
  EXPECT_FALSE(page.state.sound_file);
  EXPECT_EQ(page.state.notices.size(), 1U);
}

TEST(UpdateSound, WithNothingToHearNothingIsMade) {
  FakePage page;
  page.list_models();
  page.push(DownloadSound{});
  EXPECT_TRUE(page.platform.wavs.empty());
}

TEST(UpdateSound, AConsoleSoundPlaysAndTheMidiFileCarriesTheNearestProgram) {
  FakePage page;
  page.make(1);
  page.push(SetProgram{kTriangleProgram});
  page.push(PlayClip{0});
  ASSERT_FALSE(page.platform.plays.back().first.notes.empty());
  EXPECT_EQ(page.platform.plays.back().first.notes[0].program, kTriangleProgram);
  page.push(DownloadClip{0});
  const auto midi = read_midi(page.platform.downloads.back().bytes);
  ASSERT_TRUE(midi.ok());
  EXPECT_EQ(midi->sequence.notes[0].program, 79);
}

TEST(UpdateSound, AnInputWithAConsoleSoundIsHeardAsTheNearestInstrument) {
  FakePage page;
  page.make(1);
  page.push(SetProgram{kTriangleProgram});
  page.push(UseClipAsInput{0, Slot::kA});
  page.push(PlayInput{Slot::kA});
  ASSERT_FALSE(page.platform.plays.back().first.notes.empty());
  EXPECT_EQ(page.platform.plays.back().first.notes[0].program, 79);
}

TEST(UpdateSound, AConsolePlaysAndRendersTheArrangementOfTheMidiFile) {
  for (const auto& [patch, set] : {std::pair(PatchId::kConsolePulse25, SoundSet::kChip),
                                   std::pair(PatchId::kSampledPiano, SoundSet::kChip16)}) {
    FakePage page;
    page.make(1);
    page.push(SetProgram{own_program(patch)});
    page.push(PlayClip{0});
    page.push(DownloadSound{44100});
    page.push(DownloadClip{0});
    const auto midi = read_midi(page.platform.downloads.back().bytes);
    ASSERT_TRUE(midi.ok());
    const auto arranged = arrange_for(midi->sequence, set).notes;
    const auto& played = page.platform.plays.back().first.notes;
    EXPECT_EQ(page.platform.wavs.back().notes.notes, played);
    ASSERT_FALSE(arranged.empty());
    ASSERT_EQ(played.size(), arranged.size()) << to_name(set);
    for (std::size_t i = 0; i < played.size(); ++i) {
      EXPECT_EQ(played[i].pitch, arranged[i].pitch) << i;
      EXPECT_EQ(played[i].velocity, arranged[i].velocity) << i;
      EXPECT_EQ(played[i].program, arranged[i].program) << i;
      EXPECT_NEAR(played[i].start_s, arranged[i].start_s, 1e-6) << i;
      EXPECT_NEAR(played[i].end_s, arranged[i].end_s, 1e-6) << i;
      EXPECT_GE(played[i].program, kFirstOwnProgram) << i;
    }
  }
}

TEST(UpdateSound, SomethingThatIsNoSoundIsIgnored) {
  FakePage page;
  page.make(1);
  const int before = page.state.document.settings.program;
  page.push(SetProgram{500});
  page.push(SetProgram{-3});
  EXPECT_EQ(page.state.document.settings.program, before);
}

TEST(UpdateSound, MelodyAndBassOfATrioHaveSoundsOfTheirOwn) {
  FakePage page;
  page.list_forms();
  page.push(ChooseModel{"trio_4bar"});
  page.load_form("trio_4bar");
  page.push(Generate{});
  MusicClip clip;
  const Representation form = page.state.document.form;
  clip.tokens.assign(static_cast<std::size_t>(form.steps) * 3, 0);
  clip.tokens[0] = 72 - form.min_pitch + 2;
  clip.tokens[1] = 40 - form.min_pitch + 2;
  clip.tokens[2] = 1;
  page.answer_with({clip});
  page.push(SetProgram{73, Voice::kMelody});
  page.push(SetProgram{80, Voice::kBass});
  const auto programs = [&] {
    std::vector<int> out;
    for (const Note& note : page.platform.plays.back().first.notes)
      if (!note.is_drum) out.push_back(note.program);
    return out;  // in order of pitch: the bass first
  };
  EXPECT_EQ(programs(), (std::vector<int>{80, 73}));
  page.push(DownloadClip{0});
  const auto midi = read_midi(page.platform.downloads.back().bytes);
  ASSERT_TRUE(midi.ok());
  std::vector<int> carried;
  for (const Note& note : midi->sequence.notes)
    if (!note.is_drum) carried.push_back(note.program);
  EXPECT_EQ(carried, (std::vector<int>{80, 73}));
  page.push(Undo{});
  EXPECT_EQ(page.state.document.settings.bass_program, -1);
}

}  // namespace
}  // namespace segue
