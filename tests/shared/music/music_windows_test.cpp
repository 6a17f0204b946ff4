// SPDX-License-Identifier: Apache-2.0
// Windows of drums, grooves and trios.
#include "shared/music/music_windows.h"

#include <gtest/gtest.h>

#include "shared/codec/drum_codec.h"
#include "shared/codec/trio_codec.h"
#include "shared/music/drum_extraction.h"
#include "tests/shared/music/make_sequence.h"

namespace segue {
namespace {

using test::make_sequence;
using test::quarters;
using test::StepNote;

/// Kick on every beat, another class on the first step of bar `b` so that no two bars are equal.
std::vector<StepNote> beat(int bars, int first_bar = 0, int instrument = 0) {
  std::vector<StepNote> notes;
  for (int bar = first_bar; bar < first_bar + bars; ++bar) {
    for (int b = 0; b < 4; ++b) {
      const double start = bar * 16 + b * 4;
      notes.push_back({36, start, start + 1, instrument});
    }
    const double extra = bar * 16 + bar % 15 + 1;
    notes.push_back({38, extra, extra + 1, instrument});
  }
  return notes;
}

void make_drums(NoteSequence& sequence, int instrument) {
  for (auto& note : sequence.notes) note.is_drum = note.is_drum || note.instrument == instrument;
}

void set_program(NoteSequence& sequence, int instrument, int program) {
  for (auto& note : sequence.notes) {
    if (note.instrument == instrument) note.program = program;
  }
}

NoteSequence drums(const std::vector<StepNote>& notes) {
  auto sequence = make_sequence(notes);
  make_drums(sequence, 0);
  return sequence;
}

MusicWindowReport find(const NoteSequence& sequence, std::string_view representation,
                       WindowOptions windows = {}) {
  MusicWindowOptions options;
  options.windows = windows;
  return find_windows(sequence, *find_representation(representation), options);
}

RejectionCode reason(const MusicWindowReport& report) {
  EXPECT_TRUE(report.windows.empty());
  EXPECT_EQ(report.rejections.size(), 1u);
  return report.rejections.empty() ? RejectionCode::kMixed : report.rejections[0].code;
}

TEST(DrumExtraction, ASilentBarEndsATrack) {
  auto notes = beat(2);
  const auto later = beat(1, 4);
  notes.insert(notes.end(), later.begin(), later.end());
  std::vector<QuantizedNote> grid;
  for (const auto& n : notes) {
    grid.push_back({.pitch = n.pitch,
                    .start_step = static_cast<int>(n.start_step),
                    .end_step = static_cast<int>(n.end_step),
                    .is_drum = true});
  }
  const auto tracks = extract_drum_tracks(grid, 16);
  ASSERT_EQ(tracks.size(), 2u);
  EXPECT_EQ(tracks[0].start_step, 0);
  EXPECT_EQ(tracks[0].length, 32);
  EXPECT_EQ(tracks[1].start_step, 64);
  EXPECT_EQ(tracks[1].hits.size(), 5u);
}

TEST(DrumWindows, EveryBarStartsAWindowAndBitsAreClasses) {
  const auto report = find(drums(beat(4)), "drums_9");
  ASSERT_EQ(report.windows.size(), 3u);
  EXPECT_EQ(report.windows[1].bar, 2);
  EXPECT_DOUBLE_EQ(report.windows[1].start_s, 2.0);
  std::vector<std::uint16_t> expected(32, 0);
  for (std::size_t b = 0; b < 8; ++b) expected[b * 4] = 1;
  expected[1] = 2;
  expected[16 + 2] = 2;
  EXPECT_EQ(report.windows[0].tokens, expected);
}

TEST(DrumWindows, LabelsSayTheSameAsTokens) {
  const auto tokens = find(drums(beat(3)), "drums_9"), nine = find(drums(beat(3)), "drums_9_nade"),
             full = find(drums(beat(3)), "drums_61_nade");
  ASSERT_EQ(nine.windows.size(), 2u);
  ASSERT_EQ(full.windows.size(), 2u);
  EXPECT_EQ(full.windows[0].features.size(), 32u * 61);
  for (std::size_t t = 0; t < 32; ++t) {
    const int token = tokens.windows[0].tokens[t];
    for (std::size_t c = 0; c < 9; ++c) {
      EXPECT_EQ(nine.windows[0].features[t * 9 + c], static_cast<float>(token >> c & 1));
    }
  }
}

TEST(DrumWindows, RepeatsAndThinWindowsAreCounted) {
  auto notes = beat(2);
  for (const int bar : {4, 5}) {  // a copy after two silent bars
    for (const auto& n : beat(2)) {
      if (static_cast<int>(n.start_step) / 16 == bar - 4) {
        notes.push_back({n.pitch, n.start_step + 64, n.end_step + 64});
      }
    }
  }
  const auto report = find(drums(notes), "drums_9");
  EXPECT_EQ(report.windows.size(), 1u);
  EXPECT_EQ(report.duplicates, 1);
  WindowOptions options;
  options.min_notes = 11;
  const auto thin = find(drums(notes), "drums_9", options);
  EXPECT_EQ(thin.too_few_notes, 2);
  EXPECT_EQ(reason(thin), RejectionCode::kTooFewNotes);
}

TEST(DrumWindows, ReasonsAreGiven) {
  EXPECT_EQ(reason(find({}, "drums_9")), RejectionCode::kNoNotes);
  EXPECT_EQ(reason(find(make_sequence(quarters(4)), "drums_9")), RejectionCode::kNoDrums);
  EXPECT_EQ(reason(find(drums(beat(1)), "drums_9")), RejectionCode::kTooShort);
  auto waltz = drums(beat(4));
  waltz.time_signatures = {{0, 3, 4}};
  EXPECT_EQ(reason(find(waltz, "drums_9")), RejectionCode::kMeter);
  auto odd = drums(beat(4));
  odd.time_signatures = {{0, 4, 3}};
  EXPECT_EQ(reason(find(odd, "drums_9")), RejectionCode::kUnusableTime);
}

TEST(DrumWindows, AnotherMeterCanBeAskedFor) {
  auto waltz = drums(beat(6));
  waltz.time_signatures = {{0, 3, 4}};
  WindowOptions options;
  options.numerator = 3;
  const auto report = find(waltz, "drums_9", options);
  ASSERT_EQ(report.windows.size(), 7u);
  EXPECT_EQ(report.windows[0].tokens.size(), 24u);
  EXPECT_EQ(reason(find(drums(beat(4)), "drums_9", options)), RejectionCode::kMeter);
}

TEST(GrooveWindows, OffsetsAreKept) {
  auto notes = beat(4);
  for (auto& note : notes) note.start_step += 0.25;
  auto sequence = drums(notes);
  for (auto& note : sequence.notes) note.velocity = 127;
  WindowOptions options;
  options.hop_bars = 2;
  const auto report = find(sequence, "groove_27", options);
  ASSERT_EQ(report.windows.size(), 2u);
  const auto& f = report.windows[1].features;
  ASSERT_EQ(f.size(), 32u * 27);
  EXPECT_EQ(f[0], 1.0f);
  EXPECT_EQ(f[9], 1.0f);
  EXPECT_NEAR(f[18], -0.5, 1e-6);
  EXPECT_EQ(report.windows[1].bar, 3);
}

TEST(GrooveWindows, AStrokeJustBeforeTheBarLineBelongsToTheBar) {
  auto notes = beat(4);
  for (auto& note : notes) {
    if (note.start_step == 32) note.start_step = 31.75;
  }
  WindowOptions options;
  options.hop_bars = 2;
  const auto report = find(drums(notes), "groove_27", options);
  ASSERT_EQ(report.windows.size(), 2u);
  EXPECT_EQ(report.windows[1].features[0], 1.0f);
  EXPECT_NEAR(report.windows[1].features[18], 0.5, 1e-6);
}

TEST(GrooveWindows, TheMapIsTheOneAskedFor) {
  auto sequence = drums(beat(2));
  for (auto& note : sequence.notes) note.pitch = note.pitch == 38 ? 58 : note.pitch;
  MusicWindowOptions options;
  const auto* info = find_representation("groove_27");
  const auto general = find_windows(sequence, *info, options);
  options.drum_map = DrumMap::kElectronicKit;
  const auto kit = find_windows(sequence, *info, options);
  ASSERT_EQ(general.windows.size(), 1u);
  ASSERT_EQ(kit.windows.size(), 1u);
  EXPECT_EQ(general.windows[0].features[27 + 7], 1.0f);
  EXPECT_EQ(kit.windows[0].features[27 + 4], 1.0f);
}

NoteSequence trio(int bars) {
  auto notes = quarters(bars, 0, 60, 0);
  for (const auto& n : quarters(bars, 0, 36, 1)) notes.push_back(n);
  for (const auto& n : beat(bars, 0, 2)) notes.push_back(n);
  auto sequence = make_sequence(notes);
  set_program(sequence, 1, 33);
  make_drums(sequence, 2);
  return sequence;
}

TEST(TrioWindows, TheThreePartsStandSideBySide) {
  const auto report = find(trio(4), "trio_692");
  ASSERT_EQ(report.windows.size(), 3u);
  const auto& tokens = report.windows[0].tokens;
  ASSERT_EQ(tokens.size(), 32u * 3);
  EXPECT_EQ(tokens[0], 60 - 21 + 2);
  EXPECT_EQ(tokens[1], 36 - 21 + 2);
  EXPECT_EQ(tokens[2], 1);
  EXPECT_EQ(tokens[3 * 4], 61 - 21 + 2);
  const auto decoded = decode_trio(tokens);
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(decoded->notes.size(), 8u + 8 + 10);
}

TEST(TrioWindows, EveryMelodyGoesWithEveryBass) {
  auto notes = quarters(4, 0, 60, 0);
  for (const auto& n : quarters(4, 0, 72, 3)) notes.push_back(n);
  auto both = trio(4);
  auto second = make_sequence(notes);
  for (auto& note : second.notes) {
    if (note.instrument == 3) both.notes.push_back(note);
  }
  both.instruments.resize(4);
  EXPECT_EQ(find(both, "trio_692").windows.size(), 6u);
}

TEST(TrioWindows, APartMayRestForTwoBarsButNotForLonger) {
  for (const int rest : {2, 4, 5}) {
    auto sequence = trio(12);
    std::erase_if(sequence.notes, [&](const Note& note) {
      const double bar = note.start_s / 2.0;
      return note.instrument == 1 && bar >= 4 && bar < 4 + rest;
    });
    WindowOptions options;
    options.bars = 4;
    const auto report = find(sequence, "trio_692", options);
    // Bars within two of the bass are covered: of five, the middle one is not. A window must also
    // hold a bass note.
    const std::size_t expected = rest == 2 ? 9u : rest == 4 ? 8u : 5u;
    EXPECT_EQ(report.windows.size(), expected) << rest;
  }
}

TEST(TrioWindows, WhatIsMissingIsNamed) {
  auto sequence = trio(4);
  set_program(sequence, 1, 40);  // a violin
  const auto report = find(sequence, "trio_692");
  EXPECT_EQ(reason(report), RejectionCode::kMissingPart);
  EXPECT_NE(report.rejections[0].reason.find("no bass"), std::string::npos);
  EXPECT_EQ(reason(find({}, "trio_692")), RejectionCode::kNoNotes);
  EXPECT_EQ(reason(find(trio(1), "trio_692")), RejectionCode::kTooShort);
}

TEST(TrioWindows, AnInstrumentThatPlaysTwoKindsIsLeftOut) {
  auto sequence = trio(4);
  sequence.notes.back().program = 33;
  for (auto& note : sequence.notes) {
    if (note.instrument == 0) {
      note.program = 33;  // its first note only
      break;
    }
  }
  EXPECT_EQ(reason(find(sequence, "trio_692")), RejectionCode::kMissingPart);
}

TEST(TrioWindows, NotesFromBeforeAWindowAreNoEventsInIt) {
  auto sequence = trio(3);
  for (auto& note : sequence.notes) {  // the last melody note of bar 1 holds into bar 2
    if (note.instrument == 0 && note.start_s == 1.5) note.end_s = 2.5;
    if (note.instrument == 0 && note.start_s == 2.0) note.start_s = 3.0, note.end_s = 3.25;
    if (note.instrument == 0 && note.start_s == 2.5) note.start_s = 3.25, note.end_s = 3.5;
  }
  WindowOptions options;
  options.hop_bars = 1;
  const auto report = find(sequence, "trio_692", options);
  ASSERT_EQ(report.windows.size(), 2u);
  for (std::size_t t = 0; t < 8; ++t) EXPECT_EQ(report.windows[1].tokens[t * 3], 0) << t;
}

TEST(RollWindows, BothVocabulariesAreCutFromEachInstrument) {
  const auto roll = find(make_sequence(quarters(3)), "melody_roll_89");
  ASSERT_EQ(roll.windows.size(), 2u);
  EXPECT_EQ(roll.windows[0].tokens[0], 60 - 21);
  EXPECT_EQ(roll.windows[0].tokens[3], 60 - 21);
  const auto midi = find(make_sequence(quarters(3)), "melody_midi_90");
  ASSERT_EQ(midi.windows.size(), 2u);
  EXPECT_EQ(midi.windows[0].tokens[0], 60 - 21);
  EXPECT_EQ(midi.windows[0].tokens[1], 89);
}

TEST(RollWindows, ASilenceOfMoreThanABarDropsAWindow) {
  auto notes = quarters(1);
  for (const auto& n : quarters(1, 3)) notes.push_back(n);
  const auto report = find(make_sequence(notes), "melody_roll_89");
  EXPECT_EQ(report.windows.size(), 2u);  // bars 1-2 and 3-4
  WindowOptions options;
  options.max_rest_steps = 8;
  EXPECT_EQ(reason(find(make_sequence(notes), "melody_roll_89", options)),
            RejectionCode::kFiltered);
}

TEST(WindowFilters, LongRestsAndFewPitchesAreLeftOut) {
  auto sequence = make_sequence({{60, 0, 2}, {62, 4, 6}, {60, 20, 24}, {62, 28, 32}});
  EXPECT_EQ(find(sequence, "melody_90").windows.size(), 1u);
  WindowOptions options;
  options.max_rest_steps = 13;
  const auto rest = find(sequence, "melody_90", options);
  EXPECT_EQ(rest.filtered, 1);
  EXPECT_EQ(reason(rest), RejectionCode::kFiltered);
  options.max_rest_steps = 14;
  EXPECT_EQ(find(sequence, "melody_90", options).windows.size(), 1u);
  options.min_pitches = 2;
  EXPECT_EQ(find(sequence, "melody_90", options).windows.size(), 1u);
  options.min_pitches = 3;
  EXPECT_EQ(find(sequence, "melody_90", options).filtered, 1);
}

/// Two bars of F major and two of Bb under a melody.
NoteSequence harmony() {
  std::vector<StepNote> notes = {{77, 0, 8},   {81, 8, 16},  {79, 16, 24}, {77, 24, 32},
                                 {74, 32, 40}, {77, 40, 48}, {82, 48, 56}, {74, 56, 64}};
  for (const int pitch : {53, 57, 60}) notes.push_back({pitch, 0, 32, 1});
  for (const int pitch : {58, 62, 65}) notes.push_back({pitch, 32, 64, 1});
  return make_sequence(notes);
}

TEST(Controls, ChordsAndKeyGoWithEveryStep) {
  MusicWindowOptions options;
  options.controls = {ControlKind::kChords, ControlKind::kKey};
  const auto* info = find_representation("melody_90");
  const auto report = find_windows(harmony(), *info, options);
  ASSERT_GE(report.windows.size(), 3u);
  const auto& window = report.windows[1].bar == 2 ? report.windows[1] : report.windows[2];
  ASSERT_EQ(window.controls.size(), 64u);
  EXPECT_EQ(window.controls[0], 6);  // F
  EXPECT_EQ(window.controls[15 * 2], 6);
  EXPECT_EQ(window.controls[16 * 2], 11);  // Bb
  for (std::size_t t = 0; t < 32; ++t) EXPECT_EQ(window.controls[t * 2 + 1], 5) << t;
}

TEST(Controls, ChordsAreThoseOfTheScoreWhereItHasSymbols) {
  MusicWindowOptions options;
  options.controls = {ControlKind::kChords};
  const auto* info = find_representation("melody_90");
  NoteSequence music = harmony();  // F and Bb in its notes
  EXPECT_EQ(find_windows(music, *info, options).chord_source, ChordSource::kInferred);
  music.chords = {{0, 1}, {2.5, 22}};  // C, then Am from the second quarter of bar 2 on
  const auto report = find_windows(music, *info, options);
  EXPECT_EQ(report.chord_source, ChordSource::kSymbols);
  ASSERT_FALSE(report.windows.empty());
  EXPECT_EQ(report.windows[0].bar, 1);
  std::vector<std::uint8_t> expected(32, 1);
  std::fill(expected.begin() + 20, expected.end(), std::uint8_t{22});
  EXPECT_EQ(report.windows[0].controls, expected);
}

TEST(Controls, TheKeyIsThatOfTheFilesSignatureWhereThereIsOne) {
  MusicWindowOptions options;
  options.controls = {ControlKind::kKey};
  const auto* info = find_representation("melody_90");
  NoteSequence music = harmony();  // in F
  const auto estimated = find_windows(music, *info, options);
  ASSERT_GE(estimated.windows.size(), 2u);
  EXPECT_EQ(estimated.windows[0].controls[0], 5);
  EXPECT_EQ(estimated.key_source, KeySource::kEstimate);
  const double second = estimated.windows.back().start_s;
  ASSERT_GT(second, 0);
  music.key_signatures = {{0, 2, false}, {second, 9, true}};  // D major, then A minor
  const auto told = find_windows(music, *info, options);
  EXPECT_EQ(told.windows.front().controls[0], 2);
  EXPECT_EQ(told.windows.back().controls[31], 0);
  EXPECT_EQ(told.key_source, KeySource::kSignature);
  options.controls.clear();
  EXPECT_EQ(find_windows(music, *info, options).key_source, KeySource::kNone);
}

TEST(Controls, OneKeyMovesNotesChordsAndKeyTogether) {
  MusicWindowOptions options;
  options.controls = {ControlKind::kChords, ControlKind::kKey};
  const auto* info = find_representation("melody_90");
  const auto before = find_windows(harmony(), *info, options);
  options.one_key = true;
  const auto after = find_windows(harmony(), *info, options);
  ASSERT_EQ(after.windows.size(), before.windows.size());
  EXPECT_EQ(before.windows[0].tokens[0], 77 - 19);
  EXPECT_EQ(after.windows[0].tokens[0], 72 - 19);
  EXPECT_EQ(after.windows[0].controls[0], 1);
  EXPECT_EQ(after.windows[0].controls[1], 0);
}

}  // namespace
}  // namespace segue
