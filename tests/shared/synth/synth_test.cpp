// SPDX-License-Identifier: Apache-2.0
#include "shared/synth/synth.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <vector>

#include "shared/synth/patch.h"
#include "tests/shared/synth/measure.h"

namespace segue {
namespace {

using namespace measure;

NoteEvent note(std::int64_t start, std::int64_t end, int pitch, int program, int velocity = 100) {
  return {.start_frame = start,
          .end_frame = end,
          .pitch = pitch,
          .velocity = velocity,
          .program = program};
}

TEST(Synth, NotesStartWithinTwoFramesOfTheirTime) {
  for (int start : {0, 1, 63, 64, 100, 4801}) {
    const NoteEvent one = note(start, start + 4800, 69, 0);
    const Stereo sound = render_notes({&one, 1}, 9600);
    EXPECT_GE(onset(sound.left), static_cast<std::size_t>(start));
    EXPECT_LE(onset(sound.left), static_cast<std::size_t>(start) + 2);
  }
}

TEST(Synth, TheCallersBlockSizeDoesNotChangeASample) {
  const auto run = [](int block) {
    Synth& synth = *std::make_unique<Synth>(kRate).release();
    const std::unique_ptr<Synth> owner(&synth);
    for (int i = 0; i < 12; ++i) synth.schedule(note(777 * i, 777 * i + 5000, 50 + 3 * i, i * 9));
    Stereo sound{std::vector<float>(19200), std::vector<float>(19200)};
    for (int at = 0; at < 19200; at += block) {
      synth.render(sound.left.data() + at, sound.right.data() + at, std::min(block, 19200 - at));
    }
    return sound;
  };
  const Stereo whole = run(19200);
  for (int block : {64, 128, 1024}) {
    const Stereo parts = run(block);
    EXPECT_EQ(parts.left, whole.left) << block;
    EXPECT_EQ(parts.right, whole.right) << block;
  }
}

TEST(Synth, TheSameNotesGiveTheSameSamples) {
  std::vector<NoteEvent> notes;
  for (int i = 0; i < 20; ++i) notes.push_back(note(i * 500, i * 500 + 3000, 40 + i * 2, i * 6));
  notes.push_back({.start_frame = 100, .pitch = 38, .is_drum = true});
  EXPECT_EQ(render_notes(notes, 24000).left, render_notes(notes, 24000).left);
}

TEST(Synth, ManyLoudVoicesStayWithinFullScaleAndAreNumbers) {
  std::vector<NoteEvent> notes;
  for (int i = 0; i < 32; ++i) notes.push_back(note(480, 48000, 30 + 2 * i, i * 4, 127));
  for (int key : {36, 38, 49})
    notes.push_back({.start_frame = 480, .pitch = key, .velocity = 127, .is_drum = true});
  const Stereo sound = render_notes(notes, 96000);
  EXPECT_LT(peak(sound.left), 1.0);
  EXPECT_LT(peak(sound.right), 1.0);
  EXPECT_GT(rms(sound.left), 0.05);
  for (float x : sound.left) ASSERT_TRUE(std::isfinite(x));
}

TEST(Synth, ItIsExactlySilentAfterTheReleaseAndTheRoom) {
  for (int program : {0, 48, 88, 80}) {
    const NoteEvent one = note(0, 24000, 60, program);
    const auto synth = std::make_unique<Synth>(kRate);
    synth->schedule(one);
    render(*synth, kRate * 6);
    EXPECT_TRUE(synth->silent()) << program;
    EXPECT_EQ(peak(render(*synth, 4800).left), 0) << program;
  }
}

TEST(Synth, AllNotesOffSilencesWithinFortyMilliseconds) {
  const auto synth = std::make_unique<Synth>(kRate);
  for (int i = 0; i < 6; ++i) synth->schedule(note(0, kHeldNote, 48 + 5 * i, 89));
  synth->schedule(note(96000, 100000, 60, 0));
  EXPECT_GT(rms(render(*synth, 48000).left), 0.01);
  synth->all_notes_off();
  const Stereo fade = render(*synth, 1920);
  EXPECT_LT(largest_step(fade.left), 0.05);
  EXPECT_EQ(synth->queued_notes(), 0);
  EXPECT_EQ(peak(render(*synth, 96000).left), 0);
  synth->schedule(note(0, kHeldNote, 60, 0));  // and it still plays
  EXPECT_GT(rms(render(*synth, 4800).left), 0.01);
}

TEST(Synth, HeldNotesSoundUntilTheyAreReleased) {
  const auto synth = std::make_unique<Synth>(kRate);
  synth->schedule(note(0, kHeldNote, 60, 16));
  render(*synth, 96000);
  EXPECT_GT(rms(render(*synth, 4800).left), 0.01);
  synth->release(60, 16);
  render(*synth, 24000);
  EXPECT_EQ(synth->active_voices(), 0);
}

TEST(Synth, WithdrawnNotesDoNotSoundAndEarlierOnesDo) {
  const auto synth = std::make_unique<Synth>(kRate);
  synth->schedule(note(1000, 2000, 60, 0));
  for (int i = 0; i < 50; ++i) synth->schedule(note(30000 + i, 40000 + i, 60, 0));
  synth->unschedule(30000);
  EXPECT_EQ(synth->queued_notes(), 1);
  EXPECT_GT(peak(render(*synth, 4800).left), 0.01);
}

TEST(Synth, AFullQueueRefusesNotesAndKeepsTheOthers) {
  const auto synth = std::make_unique<Synth>(kRate);
  for (int i = 0; i < Synth::kEventCapacity; ++i) {
    ASSERT_TRUE(synth->schedule(note(1000 + (i * 7919) % 4096, 9000, 60, 0)));
  }
  EXPECT_FALSE(synth->schedule(note(0, 9000, 60, 0)));
  EXPECT_EQ(synth->queued_notes(), Synth::kEventCapacity);
}

TEST(Synth, MoreNotesThanVoicesStealQuietlyWithoutSteps) {
  const auto synth = std::make_unique<Synth>(kRate);
  // Low sines: any step of a stolen voice would stand out.
  for (int i = 0; i < 300; ++i)
    synth->schedule(note(i * 97, i * 97 + 96000, 40 + i % 12, 128 + 18, 60));
  const Stereo sound = render(*synth, 48000);
  EXPECT_LE(synth->active_voices(), Synth::kVoices);
  EXPECT_LT(largest_step(sound.left), 0.06);
}

TEST(Synth, VolumeMovesWithoutSteps) {
  const auto synth = std::make_unique<Synth>(kRate);
  synth->schedule(note(0, kHeldNote, 45, 128 + 18));
  render(*synth, 9600);
  const double before = rms(render(*synth, 9600).left);
  synth->set_volume(0.1f);
  EXPECT_LT(largest_step(render(*synth, 4800).left), 0.02);
  EXPECT_NEAR(db(rms(render(*synth, 9600).left) / before), -20, 0.5);
}

TEST(Synth, AClosedHatChokesTheOpenOne) {
  const NoteEvent open{.start_frame = 0, .pitch = 46, .velocity = 110, .is_drum = true};
  const NoteEvent closed{.start_frame = 4800, .pitch = 42, .velocity = 1, .is_drum = true};
  const NoteEvent both[] = {open, closed};
  const Stereo choked = render_notes(both, 19200), free = render_notes({&open, 1}, 19200);
  const auto late = [](const Stereo& s) { return rms(std::span(s.left).subspan(7200, 4800)); };
  EXPECT_LT(late(choked), 0.3 * late(free));
}

TEST(Synth, OddValuesAreClampedInsteadOfCrashing) {
  const auto synth = std::make_unique<Synth>(1.0);
  EXPECT_EQ(synth->sample_rate_hz(), 8000);
  for (int value : {-1000000, -1, 0, 128, 255, 1000000}) {
    synth->schedule({.start_frame = value, .pitch = value, .velocity = value, .program = value});
    synth->schedule({.start_frame = value,
                     .pitch = value,
                     .velocity = value,
                     .program = value,
                     .is_drum = true});
  }
  for (float x : render(*synth, 8000).left) ASSERT_TRUE(std::isfinite(x));
}

}  // namespace
}  // namespace segue
