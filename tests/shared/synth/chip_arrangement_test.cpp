// SPDX-License-Identifier: Apache-2.0
#include "shared/synth/chip_arrangement.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <vector>

#include "shared/base/rng.h"
#include "shared/synth/patch.h"
#include "shared/synth/sampled_arrangement.h"
#include "shared/synth/sound_set.h"

namespace segue {
namespace {

constexpr int kPulse1 = static_cast<int>(ChipChannel::kPulse1);
constexpr int kPulse2 = static_cast<int>(ChipChannel::kPulse2);
constexpr int kTriangle = static_cast<int>(ChipChannel::kTriangle);
constexpr int kNoise = static_cast<int>(ChipChannel::kNoise);

Note note(int pitch, double start_s, double end_s, int velocity = 100, int part = 0) {
  return {pitch, velocity, start_s, end_s, 0, part, false};
}

Note drum(int key, double start_s, int velocity = 100) {
  return {key, velocity, start_s, start_s + 0.1, 0, 9, true};
}

std::vector<Note> channel(const NoteSequence& music, int index) {
  std::vector<Note> notes;
  std::copy_if(music.notes.begin(), music.notes.end(), std::back_inserter(notes),
               [=](const Note& one) { return one.instrument == index; });
  return notes;
}

/// Notes everywhere, chords of up to seven, drums between: no order at all.
NoteSequence crowd(std::uint64_t seed, bool with_drums) {
  Rng rng(seed);
  NoteSequence music;
  for (int i = 0; i < 300; ++i) {
    const double start = static_cast<double>(rng.below(1000)) / 97;
    const double length = 0.004 + static_cast<double>(rng.below(100)) / 83;
    const int pitch = 30 + static_cast<int>(rng.below(60));
    if (with_drums && i % 3 == 0) {
      music.notes.push_back(drum(35 + static_cast<int>(rng.below(47)), start));
    } else {
      music.notes.push_back(note(pitch, start, start + length, 1 + static_cast<int>(rng.below(127)),
                                 static_cast<int>(rng.below(3))));
    }
  }
  return music;
}

TEST(ChipArrangement, MelodyBassAndMiddleGetAChannelEach) {
  NoteSequence music;
  music.notes = {note(48, 0, 1), note(64, 0, 1), note(72, 0, 1)};
  const auto chip = arrange_for_chip(music);
  ASSERT_EQ(chip.notes.size(), 3u);
  EXPECT_EQ(channel(chip, kTriangle).at(0).pitch, 48);
  EXPECT_EQ(channel(chip, kPulse2).at(0).pitch, 64);
  EXPECT_EQ(channel(chip, kPulse1).at(0).pitch, 72);
  for (const Note& one : chip.notes) EXPECT_DOUBLE_EQ(one.end_s, 1) << one.pitch;
  EXPECT_EQ(patch_of_program(channel(chip, kTriangle)[0].program), PatchId::kConsoleTriangle);
}

TEST(ChipArrangement, AChordThatExceedsTheVoicesBecomesAFastArpeggio) {
  NoteSequence music;
  music.notes = {note(48, 0, 0.5), note(60, 0, 0.5), note(64, 0, 0.5), note(67, 0, 0.5),
                 note(72, 0, 0.5)};
  const auto chip = arrange_for_chip(music);
  const auto arpeggio = channel(chip, kPulse2);
  ASSERT_EQ(arpeggio.size(), 30u) << "one tone in each of the 30 frames";
  for (std::size_t i = 0; i < arpeggio.size(); ++i) {
    EXPECT_EQ(arpeggio[i].pitch, (std::vector{60, 64, 67})[i % 3]);
    EXPECT_NEAR(arpeggio[i].end_s - arpeggio[i].start_s, 1.0 / 60, 1e-9);
    if (i > 0) EXPECT_NEAR(arpeggio[i].start_s, arpeggio[i - 1].end_s, 1e-9);
  }
}

TEST(ChipArrangement, AnArpeggioHoldsTheFourTonesThatBeganLast) {
  NoteSequence music;
  for (int i = 0; i < 9; ++i) music.notes.push_back(note(50 + 3 * i, 0.1 * i, 2));
  const auto chip = arrange_for_chip(music);
  std::set<int> late;
  for (const Note& one : channel(chip, kPulse2)) {
    if (one.start_s > 1) late.insert(one.pitch);
  }
  EXPECT_EQ(late.size(), 4u);
}

TEST(ChipArrangement, NoChannelEverPlaysTwoNotesAtOnceAndEveryMomentThatSoundedSounds) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const auto music = crowd(seed, true);
    const auto chip = arrange_for_chip(music);
    for (int index = 0; index < kChipChannels; ++index) {
      const auto notes = channel(chip, index);
      for (std::size_t i = 1; i < notes.size(); ++i) {
        ASSERT_GE(notes[i].start_s, notes[i - 1].end_s - 1e-9) << seed << " " << index;
      }
    }
    for (double at = 0; at < 10; at += 0.037) {
      const auto sounds = [&](const Note& one) {  // clear of the ends, which move to ticks
        return !one.is_drum && one.start_s < at - 0.06 && one.end_s > at + 0.06;
      };
      const auto heard = [&](const Note& one) { return one.start_s <= at && one.end_s > at; };
      if (std::any_of(music.notes.begin(), music.notes.end(), sounds)) {
        ASSERT_TRUE(std::any_of(chip.notes.begin(), chip.notes.end(), heard)) << seed << " " << at;
      }
    }
  }
}

TEST(ChipArrangement, PitchesComeFromTheMusicAndTheMelodyIsTheHighestNote) {
  NoteSequence music;
  for (int i = 0; i < 16; ++i) {
    const double at = 0.25 * i;
    music.notes.push_back(note(72 + i % 5, at, at + 0.25, 100, 0));
    if (i % 4 == 0) {
      for (const int pitch : {43, 55, 59}) music.notes.push_back(note(pitch, at, at + 1, 80, 1));
    }
  }
  const auto chip = arrange_for_chip(music);
  const auto melody = channel(chip, kPulse1), bass = channel(chip, kTriangle);
  ASSERT_EQ(melody.size(), 16u);
  for (std::size_t i = 0; i < 16; ++i) EXPECT_EQ(melody[i].pitch, 72 + static_cast<int>(i) % 5);
  ASSERT_EQ(bass.size(), 4u);
  for (const Note& one : bass) EXPECT_EQ(one.pitch, 43);
}

TEST(ChipArrangement, ALineAloneStaysInItsChannel) {
  NoteSequence melody, bass;
  for (int i = 0; i < 20; ++i) {
    // Legato: each note is held 30 ms into the next.
    melody.notes.push_back(note(50 + (i * 7) % 24, 0.2 * i, 0.2 * i + 0.23));
    bass.notes.push_back(note(40 + (i * 5) % 12, 0.2 * i, 0.2 * i + 0.23));
  }
  EXPECT_EQ(channel(arrange_for_chip(melody), kPulse1).size(), 20u);
  EXPECT_EQ(channel(arrange_for_chip(bass), kTriangle).size(), 20u);
}

TEST(ChipArrangement, LoudnessHasFifteenLevelsAndTheTriangleOne) {
  NoteSequence music;
  for (int v = 1; v <= 127; ++v) {
    music.notes.push_back(note(72, v * 0.1, v * 0.1 + 0.1, v));
    music.notes.push_back(note(40, v * 0.1, v * 0.1 + 0.1, v));
  }
  const auto chip = arrange_for_chip(music);
  std::set<int> levels, bass;
  int last = 0;
  for (const Note& one : channel(chip, kPulse1)) {
    EXPECT_GE(one.velocity, last);
    last = one.velocity;
    levels.insert(one.velocity);
  }
  for (const Note& one : channel(chip, kTriangle)) bass.insert(one.velocity);
  EXPECT_EQ(levels.size(), 15u);
  EXPECT_EQ(*levels.rbegin(), 127);
  EXPECT_EQ(bass.size(), 1u);
}

TEST(ChipArrangement, DrumsBecomeNoiseOfTheirKindAndTheHeaviestOfAStrokeSounds) {
  NoteSequence music;
  music.notes = {drum(36, 0),   drum(42, 0),   drum(42, 0.25), drum(38, 0.5),
                 drum(46, 0.5), drum(49, 1.0), drum(42, 1.25)};
  const auto noise = channel(arrange_for_chip(music), kNoise);
  ASSERT_EQ(noise.size(), 5u);
  EXPECT_LT(noise[0].pitch, noise[2].pitch) << "a kick is darker than a snare";
  EXPECT_LT(noise[2].pitch, noise[1].pitch) << "and a snare than a hat";
  EXPECT_NEAR(noise[3].end_s, 1.25, 0.01) << "the crash is cut by what follows";
  for (const Note& one : noise) EXPECT_FALSE(one.is_drum);
}

TEST(SampledArrangement, NeverMoreThanEightSoundAndTheEdgesStay) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const auto music = crowd(seed, false);
    const auto console = arrange_for_sampled_console(music);
    for (double at = 0; at < 11; at += 0.013) {
      const auto sounds = [&](const Note& one) { return one.start_s <= at && one.end_s > at; };
      EXPECT_LE(std::count_if(console.notes.begin(), console.notes.end(), sounds), kSampledVoices);
    }
    EXPECT_GT(console.notes.size(), music.notes.size() * 9 / 10);
  }
  NoteSequence chord;
  for (int i = 0; i < 12; ++i) chord.notes.push_back(note(40 + 4 * i, 0.1 * i, 3));
  const auto console = arrange_for_sampled_console(chord);
  EXPECT_EQ(console.notes.front().pitch, 40);
  EXPECT_EQ(console.notes.front().end_s, 3) << "the bass is not cut";
}

TEST(SoundSets, HaveNamesAndLeaveTheTimesOfThePiece) {
  for (const auto set : {SoundSet::kInstruments, SoundSet::kChip, SoundSet::kChip16}) {
    EXPECT_EQ(sound_set_of(to_name(set)), set);
  }
  EXPECT_FALSE(sound_set_of("chip32"));
  NoteSequence music;
  music.notes = {note(60, 0, 1)};
  music.tempos = {{0, 90}};
  EXPECT_EQ(arrange_for(music, SoundSet::kInstruments), music);
  const auto console = arrange_for(music, SoundSet::kChip16);
  EXPECT_EQ(patch_of_program(console.notes.at(0).program), PatchId::kSampledPiano);
  EXPECT_EQ(console.tempos, music.tempos);
  EXPECT_EQ(arrange_for(music, SoundSet::kChip).tempos, music.tempos);
  EXPECT_TRUE(arrange_for({}, SoundSet::kChip).notes.empty());
}

}  // namespace
}  // namespace segue
