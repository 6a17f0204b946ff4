// SPDX-License-Identifier: Apache-2.0
// From music back to MIDI: what is written reads as the same music.
#include "shared/midi/from_note_sequence.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

#include "shared/base/rng.h"
#include "shared/midi/to_note_sequence.h"
#include "shared/music/quantized_to_notes.h"

namespace segue {
namespace {

NoteSequence read_back(const NoteSequence& sequence) {
  const auto bytes = write_midi(sequence);
  EXPECT_TRUE(bytes.ok()) << (bytes.ok() ? "" : bytes.error().message);
  if (!bytes.ok()) return {};
  const auto read = read_midi(*bytes);
  EXPECT_TRUE(read.ok());
  EXPECT_TRUE(read->warnings.empty());
  return read->sequence;
}

NoteSequence make_piece() {
  NoteSequence piece;
  piece.instruments = {{1, 0, 40, false, "Violin"}, {2, 9, 0, true, "Drums"}};
  piece.tempos = {{0, 120}, {2, 100}, {3.2, 90}};
  piece.time_signatures = {{0, 3, 4}, {2, 6, 8}};
  piece.key_signatures = {{0, 9, true}, {2, 6, false}};
  piece.notes = {{36, 100, 0, 0.25, 0, 1, true},
                 {60, 64, 0, 0.5, 40, 0, false},
                 {62, 1, 0.5, 2.6, 40, 0, false},
                 {64, 127, 3.2, 4, 40, 0, false}};
  piece.control_changes = {{0, 7, 100, 0}, {1, 64, 127, 0}};
  piece.pitch_bends = {{0.5, -8192, 0}, {1, 8191, 0}};
  piece.total_time_s = 4;
  return piece;
}

TEST(FromNoteSequence, APieceComesBack) {
  const NoteSequence piece = make_piece();
  const NoteSequence back = read_back(piece);
  EXPECT_EQ(back.instruments, piece.instruments);
  ASSERT_EQ(back.notes.size(), piece.notes.size());
  for (std::size_t i = 0; i < piece.notes.size(); ++i) {
    Note note = back.notes[i];
    EXPECT_NEAR(note.start_s, piece.notes[i].start_s, 0.002);
    EXPECT_NEAR(note.end_s, piece.notes[i].end_s, 0.002);
    note.start_s = piece.notes[i].start_s;
    note.end_s = piece.notes[i].end_s;
    EXPECT_EQ(note, piece.notes[i]);
  }
  ASSERT_EQ(back.tempos.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(back.tempos[i].time_s, piece.tempos[i].time_s, 0.002);
    EXPECT_NEAR(back.tempos[i].qpm, piece.tempos[i].qpm, 0.001);
  }
  ASSERT_EQ(back.time_signatures.size(), 2u);
  EXPECT_EQ(back.time_signatures[1].numerator, 6);
  EXPECT_EQ(back.time_signatures[1].denominator, 8);
  ASSERT_EQ(back.key_signatures.size(), 2u);
  EXPECT_EQ(back.key_signatures[0], piece.key_signatures[0]);
  EXPECT_EQ(back.key_signatures[1].key, 6);
  ASSERT_EQ(back.control_changes.size(), 2u);
  EXPECT_EQ(back.control_changes[1].value, 127);
  ASSERT_EQ(back.pitch_bends.size(), 2u);
  EXPECT_EQ(back.pitch_bends[0].bend, -8192);
}

TEST(FromNoteSequence, TheFileHas220TicksAQuarterAndFormat1) {
  const auto file = to_midi_file(make_piece());
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(file->format, 1);
  EXPECT_EQ(file->division.ticks_per_quarter, 220);
  EXPECT_EQ(file->tracks.size(), 3u);
}

TEST(FromNoteSequence, EveryKeyComesBack) {
  for (int key = 0; key < 12; ++key) {
    for (const bool minor : {false, true}) {
      NoteSequence piece;
      piece.key_signatures = {{0, key, minor}};
      EXPECT_EQ(read_back(piece).key_signatures, piece.key_signatures);
    }
  }
}

TEST(FromNoteSequence, TimesDoNotDriftOverManyTempos) {
  NoteSequence piece;
  Rng rng(4);
  for (int i = 0; i < 1000; ++i) piece.tempos.push_back({i * 0.37, 60 + 100 * rng.uniform()});
  for (int i = 0; i < 1000; ++i) piece.notes.push_back({60, 80, i * 0.37, i * 0.37 + 0.2});
  const NoteSequence back = read_back(piece);
  ASSERT_EQ(back.notes.size(), piece.notes.size());
  for (std::size_t i = 0; i < piece.notes.size(); ++i) {
    ASSERT_NEAR(back.notes[i].start_s, piece.notes[i].start_s, 60.0 / (60 * 220));
  }
}

TEST(FromNoteSequence, EveryNoteHasAVelocityALengthAndAProgram) {
  NoteSequence piece;
  piece.notes = {{60, 0, 0, 0, 5, 0, false}, {61, 300, 1, 0.5, 5, 0, false}};
  const NoteSequence back = read_back(piece);
  ASSERT_EQ(back.notes.size(), 2u);
  EXPECT_EQ(back.notes[0].velocity, 1);
  EXPECT_EQ(back.notes[1].velocity, 127);
  for (const Note& note : back.notes) {
    EXPECT_EQ(note.program, 5);
    EXPECT_GT(note.end_s, note.start_s);
  }
  const auto file = to_midi_file(piece);
  EXPECT_EQ(file->tracks[1].events[0].message(), kMidiProgramChange);
}

TEST(FromNoteSequence, InstrumentsGetChannelsOfTheirOwnAndOnlyDrumsGetTheTenth) {
  NoteSequence piece;
  for (int i = 0; i < 16; ++i) {
    piece.instruments.push_back({i, 0, i, i == 3, ""});
    piece.notes.push_back({60, 80, i * 1.0, i + 1.0, i, i, i == 3});
  }
  const NoteSequence back = read_back(piece);
  ASSERT_EQ(back.instruments.size(), 16u);
  std::set<int> channels;
  for (const Instrument& instrument : back.instruments) {
    channels.insert(instrument.channel);
    EXPECT_EQ(instrument.channel == 9, instrument.is_drum);
    EXPECT_EQ(instrument.is_drum, instrument.program == 3);
  }
  EXPECT_EQ(channels.size(), 16u);
}

TEST(FromNoteSequence, MoreThan15InstrumentsShareChannelsButKeepTheirPrograms) {
  NoteSequence piece;
  for (int i = 0; i < 40; ++i) {
    piece.instruments.push_back({i, 0, i, false, ""});
    for (int k = 0; k < 3; ++k) {
      piece.notes.push_back({40 + i, 80, k + i * 0.02, k + i * 0.02 + 0.5, i, i, false});
    }
  }
  // As a player hears it: all tracks at once, the last program change of a channel counts.
  const auto file = to_midi_file(piece);
  ASSERT_TRUE(file.ok());
  struct Heard {
    std::uint64_t tick;
    std::size_t track;
    MidiEvent event;
  };
  std::vector<Heard> heard;
  for (std::size_t t = 0; t < file->tracks.size(); ++t) {
    for (const MidiEvent& event : file->tracks[t].events) heard.push_back({event.tick, t, event});
  }
  std::stable_sort(heard.begin(), heard.end(),
                   [](const Heard& a, const Heard& b) { return a.tick < b.tick; });
  std::array<int, 16> programs{};
  int notes = 0;
  for (const Heard& h : heard) {
    if (!h.event.is_channel_message()) continue;
    const auto channel = static_cast<std::size_t>(h.event.channel());
    EXPECT_NE(channel, 9u);
    if (h.event.message() == kMidiProgramChange) programs[channel] = h.event.data1;
    if (h.event.message() != kMidiNoteOn) continue;
    EXPECT_EQ(programs[channel], h.event.data1 - 40);
    ++notes;
  }
  EXPECT_EQ(notes, 120);
}

TEST(FromNoteSequence, WhatCannotBeWrittenIsAnError) {
  const auto fails = [](const NoteSequence& piece) {
    const auto file = to_midi_file(piece);
    ASSERT_FALSE(file.ok());
    EXPECT_EQ(file.error().code, ErrorCode::kInvalidArgument);
    EXPECT_NE(file.error().message.find("expected"), std::string::npos);
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto with_note = [](Note note) {
    NoteSequence piece;
    piece.notes = {note};
    return piece;
  };
  fails(with_note({128, 80, 0, 1}));
  fails(with_note({60, 80, -1, 1}));
  fails(with_note({60, 80, 0, nan}));
  fails(with_note({60, 80, 0, 1e12}));
  fails(with_note({60, 80, 0, 1, 0, -1}));
  NoteSequence piece;
  piece.tempos = {{0, 0}};
  fails(piece);
  piece.tempos = {{nan, 120}};
  fails(piece);
  piece.tempos = {{0, 60e6}, {600000, 120}};
  fails(piece);
  piece.tempos.clear();
  piece.time_signatures = {{0, 4, 5}};
  fails(piece);
  piece.time_signatures.clear();
  piece.key_signatures = {{0, 12, false}};
  fails(piece);
  piece.key_signatures.clear();
  piece.instruments.resize(1);
  piece.control_changes = {{0, 7, 0, 1}};
  fails(piece);
}

TEST(QuantizedToNotes, StepsBecomeSeconds) {
  QuantizedSequence grid;
  grid.instruments = {{0, 0, 12, false, "Marimba"}};
  grid.tempo_qpm = 60;
  grid.numerator = 3;
  grid.notes = {{64, 80, 4, 6, 12, 0, false}, {60, 80, 0, 4, 12, 0, false}};
  grid.total_steps = 12;
  const NoteSequence sequence = to_note_sequence(grid);
  ASSERT_EQ(sequence.notes.size(), 2u);
  EXPECT_EQ(sequence.notes[0], (Note{60, 80, 0, 1, 12, 0, false}));
  EXPECT_EQ(sequence.notes[1], (Note{64, 80, 1, 1.5, 12, 0, false}));
  EXPECT_EQ(sequence.tempos, (std::vector<Tempo>{{0, 60}}));
  EXPECT_EQ(sequence.time_signatures, (std::vector<TimeSignature>{{0, 3, 4}}));
  EXPECT_EQ(sequence.total_time_s, 1.5);
  EXPECT_EQ(read_back(sequence).notes, sequence.notes);
}

}  // namespace
}  // namespace segue
