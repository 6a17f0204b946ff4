// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>

#include "shared/codec/chord_codec.h"
#include "shared/codec/multitrack_codec.h"
#include "shared/music/music_windows.h"
#include "shared/music/sustain.h"

namespace segue {
namespace {

constexpr int kPiano = 0, kBass = 1, kDrums = 2;

/// C, F, G, C in whole bars at 120: triads, their roots, and a hit on every quarter.
NoteSequence four_bars() {
  NoteSequence piece;
  piece.tempos = {{0, 120}};
  piece.time_signatures = {{0, 4, 4}};
  piece.instruments = {
      {0, 0, 0, false, "Piano"}, {1, 1, 33, false, "Bass"}, {2, 9, 0, true, "Kit"}};
  const int roots[] = {60, 65, 67, 60};
  for (int bar = 0; bar < 4; ++bar) {
    const double start = bar * 2.0;
    for (const int interval : {0, 4, 7}) {
      piece.notes.push_back({roots[bar] + interval, 80, start, start + 2, 0, kPiano, false});
    }
    piece.notes.push_back({roots[bar] - 24, 80, start, start + 2, 33, kBass, false});
    for (int beat = 0; beat < 4; ++beat) {
      const double hit = start + beat * 0.5;
      piece.notes.push_back({36, 100, hit, hit + 0.1, 0, kDrums, true});
    }
  }
  piece.total_time_s = 8;
  return piece;
}

MusicWindowReport windows_of(const NoteSequence& piece, std::vector<ControlKind> controls = {}) {
  MusicWindowOptions options;
  options.windows.bars = 1;
  options.windows.steps_per_quarter = kMultitrackStepsPerQuarter;
  options.controls = std::move(controls);
  return find_windows(piece, *find_representation("multitrack_490"), options);
}

TEST(MultitrackWindows, EveryBarOfSeveralTracksIsAWindowOnce) {
  const auto report = windows_of(four_bars());
  ASSERT_EQ(report.windows.size(), 3u);  // the last bar is the first again
  EXPECT_EQ(report.duplicates, 1);
  EXPECT_EQ(report.windows[2].bar, 3);
  EXPECT_DOUBLE_EQ(report.windows[2].start_s, 4);
  const auto music = decode_multitrack(report.windows[1].tokens);
  ASSERT_TRUE(music);
  EXPECT_EQ(music->instruments.size(), 3u);
  EXPECT_EQ(music->notes.size(), 8u);
  EXPECT_EQ(music->notes[0].pitch, 65);
  EXPECT_EQ(music->notes[0].end_step, 96);
}

TEST(MultitrackWindows, ANoteFromTheBarBeforeIsLeftOutAndOneIntoTheNextIsCut) {
  NoteSequence piece = four_bars();
  piece.notes[3].end_s = 4;  // the first bar's bass
  std::erase_if(piece.notes,
                [](const Note& note) { return note.instrument == kBass && note.start_s == 2; });
  const auto report = windows_of(piece);
  ASSERT_EQ(report.windows.size(), 3u);
  EXPECT_EQ(decode_multitrack(report.windows[0].tokens)->notes.size(), 8u);
  EXPECT_EQ(decode_multitrack(report.windows[1].tokens)->notes.size(), 7u);
}

TEST(MultitrackWindows, EachEventIsToldTheChordOfItsStep) {
  const auto report = windows_of(four_bars(), {ControlKind::kChords});
  ASSERT_EQ(report.windows.size(), 3u);
  const auto& window = report.windows[1];  // F
  ASSERT_EQ(window.controls.size(), 512u);
  EXPECT_EQ(window.controls[0], kNoChord);
  EXPECT_EQ(chord_name(window.controls[1]), "F");
  EXPECT_EQ(chord_name(window.controls[64 + 2]), "F");
  EXPECT_EQ(window.controls[63], kNoChord);
  EXPECT_EQ(window.controls[511], kNoChord);
}

TEST(MultitrackWindows, ThePedalHoldsNotesToItsReleaseOrTheNextStart) {
  NoteSequence piece;
  piece.instruments = {{}, {}};
  piece.notes = {{60, 80, 0, 0.5, 0, 0, false},
                 {64, 80, 0, 0.5, 0, 0, false},
                 {64, 80, 0, 0.5, 0, 1, false},
                 {60, 80, 1, 1.2, 0, 0, false}};
  piece.control_changes = {{0.2, 64, 127, 0}, {2.0, 64, 0, 0}, {0, 7, 100, 0}};
  piece.total_time_s = 1.2;
  const NoteSequence held = with_sustain(piece);
  EXPECT_DOUBLE_EQ(held.notes[0].end_s, 1);    // struck again
  EXPECT_DOUBLE_EQ(held.notes[1].end_s, 1.2);  // the piece's end
  EXPECT_DOUBLE_EQ(held.notes[2].end_s, 0.5);  // another instrument
  piece.control_changes[1].time_s = 0.7;
  EXPECT_DOUBLE_EQ(with_sustain(piece).notes[1].end_s, 0.7);
}

TEST(MultitrackWindows, ReasonsAreNamed) {
  const auto reason = [](const NoteSequence& piece) {
    const auto report = windows_of(piece);
    EXPECT_TRUE(report.windows.empty());
    return report.rejections.empty() ? std::string() : report.rejections.front().reason;
  };
  EXPECT_EQ(reason({}), "no notes");
  NoteSequence piano = four_bars();
  std::erase_if(piano.notes, [](const Note& note) { return note.instrument != kPiano; });
  EXPECT_EQ(reason(piano), "fewer than 2 tracks in every bar");
  NoteSequence waltz = four_bars();
  waltz.time_signatures = {{0, 3, 4}};
  EXPECT_EQ(reason(waltz), "3/4 only: the model needs 4/4");
  NoteSequence full = four_bars();
  for (int i = 0; i < 64 * 4; ++i) {
    full.notes.push_back({50, 80, i / 32.0, i / 32.0 + 0.02, 33, kBass, false});
  }
  EXPECT_EQ(reason(full), "more than 62 events in a track of every bar");
}

}  // namespace
}  // namespace segue
