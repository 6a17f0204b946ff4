// SPDX-License-Identifier: Apache-2.0
// From events to music: times, pairs of notes, programs, instruments, signatures.
#include "shared/midi/to_note_sequence.h"

#include <gtest/gtest.h>

#include "shared/midi/smf_writer.h"
#include "tests/shared/midi/smf_bytes.h"

namespace segue {
namespace {

using test::Bytes;
using test::operator+;

/// Reads a file both ways and expects the same.
NoteSequence to_notes(const Bytes& bytes, std::vector<MidiWarning>* warnings = nullptr) {
  auto result = read_midi(bytes);
  EXPECT_TRUE(result.ok()) << (result.ok() ? "" : result.error().message);
  if (!result.ok()) return {};
  if (warnings != nullptr) *warnings = result->warnings;
  return result->sequence;
}

NoteSequence read_events(const Bytes& events, std::vector<MidiWarning>* warnings = nullptr) {
  return to_notes(test::header(0, 1, 100) + test::track(events), warnings);  // 200 ticks a second
}

TEST(ToNoteSequence, ATempoMapGivesSeconds) {
  const auto sequence = to_notes(test::rich_file());
  ASSERT_EQ(sequence.tempos.size(), 2u);
  EXPECT_EQ(sequence.tempos[0], (Tempo{0, 120}));
  EXPECT_EQ(sequence.tempos[1], (Tempo{0.5, 60}));
  EXPECT_EQ(sequence.time_signatures, (std::vector<TimeSignature>{{0, 3, 4}}));
  EXPECT_EQ(sequence.key_signatures, (std::vector<KeySignature>{{0, 0, true}}));
  ASSERT_EQ(sequence.notes.size(), 2u);
  EXPECT_EQ(sequence.notes[0], (Note{36, 127, 0, 0.5, 0, 1, true}));
  EXPECT_EQ(sequence.notes[1], (Note{60, 64, 0, 0.5, 40, 0, false}));
  ASSERT_EQ(sequence.instruments.size(), 2u);
  EXPECT_EQ(sequence.instruments[0], (Instrument{1, 0, 40, false, ""}));
  EXPECT_EQ(sequence.instruments[1], (Instrument{2, 9, 0, true, ""}));
  EXPECT_EQ(sequence.control_changes, (std::vector<ControlChange>{{0, 7, 100, 0}}));
  EXPECT_EQ(sequence.pitch_bends, (std::vector<PitchBend>{{0, 2048, 0}}));
  EXPECT_EQ(sequence.total_time_s, 0.5);
}

TEST(ToNoteSequence, ATempoInsideANoteStretchesIt) {
  const auto sequence = read_events(
      {0x00, 0x90, 0x3C, 0x40, 0x64, 0xFF, 0x51, 0x03, 0x0F, 0x42, 0x40, 0x64, 0x80, 0x3C, 0x00});
  ASSERT_EQ(sequence.notes.size(), 1u);
  EXPECT_DOUBLE_EQ(sequence.notes[0].end_s, 1.5);
}

TEST(ToNoteSequence, WithoutATempoThePieceIsAt120) {
  const auto sequence = read_events(test::two_notes());
  EXPECT_EQ(sequence.tempos, (std::vector<Tempo>{{0, 120}}));
  EXPECT_TRUE(sequence.time_signatures.empty());
  EXPECT_EQ(sequence.notes[1], (Note{64, 80, 0.48, 0.96, 0, 0, false}));
}

TEST(ToNoteSequence, SmpteTimeIgnoresTempos) {
  const Bytes events = Bytes{0x00, 0xFF, 0x51, 0x03, 0x0F, 0x42, 0x40} + test::two_notes();
  const auto at_25 = to_notes(test::header(0, 1, 0xE728) + test::track(events));
  EXPECT_DOUBLE_EQ(at_25.notes[0].end_s, 96 / (25.0 * 40));
  const auto drop_frame = to_notes(test::header(0, 1, 0xE350) + test::track(events));
  EXPECT_DOUBLE_EQ(drop_frame.notes[0].end_s, 96 / (30000.0 / 1001.0 * 80));
}

TEST(ToNoteSequence, ANoteOffEndsAllOpenNotesOfItsPitchAndChannel) {
  const auto sequence = read_events({0x00, 0x90, 0x3C, 0x40,  //
                                     0x14, 0x90, 0x3C, 0x41,  //
                                     0x14, 0x91, 0x3C, 0x42,  // another channel
                                     0x14, 0x80, 0x3C, 0x00,  // ends the first two
                                     0x14, 0x80, 0x3C, 0x00,  // ends nothing
                                     0x14, 0x81, 0x3C, 0x00});
  ASSERT_EQ(sequence.notes.size(), 3u);
  EXPECT_DOUBLE_EQ(sequence.notes[0].end_s, 0.3);
  EXPECT_DOUBLE_EQ(sequence.notes[1].end_s, 0.3);
  EXPECT_DOUBLE_EQ(sequence.notes[2].end_s, 0.5);
}

TEST(ToNoteSequence, ARepeatedNoteThatBeginsWhereTheOldOneEndsStaysOpen) {
  const auto sequence = read_events({0x00, 0x90, 0x3C, 0x40,  //
                                     0x14, 0x90, 0x3C, 0x41,  // before the old one's end
                                     0x00, 0x90, 0x3C, 0x00,  //
                                     0x14, 0x90, 0x3C, 0x00});
  ASSERT_EQ(sequence.notes.size(), 2u);
  EXPECT_DOUBLE_EQ(sequence.notes[0].end_s, 0.1);
  EXPECT_DOUBLE_EQ(sequence.notes[1].start_s, 0.1);
  EXPECT_DOUBLE_EQ(sequence.notes[1].end_s, 0.2);
}

TEST(ToNoteSequence, NotesOfNoLengthAreDropped) {
  const auto sequence = read_events({0x00, 0x90, 0x3C, 0x40, 0x00, 0x80, 0x3C, 0x00,  //
                                     0x14, 0x80, 0x3C, 0x00});
  EXPECT_TRUE(sequence.notes.empty());
  EXPECT_TRUE(sequence.instruments.empty());
}

TEST(ToNoteSequence, NotesNeverEndedEndWithTheTrackAndAreReported) {
  std::vector<MidiWarning> warnings;
  const Bytes events = {0x00, 0x90, 0x3C, 0x40, 0x00, 0x40, 0x40, 0x64, 0xB0, 0x07, 0x40};
  const auto sequence = read_events(events, &warnings);
  ASSERT_EQ(sequence.notes.size(), 2u);
  EXPECT_DOUBLE_EQ(sequence.notes[0].end_s, 0.5);
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(warnings[0].message, "track 1: 2 notes are never ended; ended with the track");
  EXPECT_EQ(warnings[0].offset, 22 + events.size() + test::kEndOfTrack.size());
}

TEST(ToNoteSequence, ANoteHasTheProgramOfItsBeginning) {
  const auto sequence = read_events({0x00, 0xC0, 0x05, 0x00, 0x90, 0x3C, 0x40,  //
                                     0x14, 0xC0, 0x06, 0x14, 0x80, 0x3C, 0x00,  //
                                     0x00, 0x90, 0x3E, 0x40, 0x14, 0x80, 0x3E, 0x00,
                                     0x00, 0xC0, 0x05, 0x00, 0x90, 0x40, 0x40,  //
                                     0x14, 0x80, 0x40, 0x00});
  ASSERT_EQ(sequence.notes.size(), 3u);
  EXPECT_EQ(sequence.notes[0].program, 5);
  EXPECT_EQ(sequence.notes[1].program, 6);
  EXPECT_EQ(sequence.notes[2].program, 5);
  ASSERT_EQ(sequence.instruments.size(), 2u);
  EXPECT_EQ(sequence.notes[2].instrument, 0);
}

TEST(ToNoteSequence, ControlsFindTheInstrumentThatPlaysNextOrLast) {
  const auto sequence = read_events({0x00, 0xB0, 0x07, 0x01,                    // program 0, silent
                                     0x00, 0xC0, 0x05,                          //
                                     0x00, 0x90, 0x3C, 0x40, 0x14, 0x3C, 0x00,  // instrument 0
                                     0x00, 0xC0, 0x06, 0x00, 0xB0, 0x07, 0x02,  // silent again
                                     0x00, 0xB1, 0x07, 0x03});                  // nothing plays
  EXPECT_EQ(sequence.control_changes, (std::vector<ControlChange>{{0, 7, 1, 0}, {0.1, 7, 2, 0}}));
}

TEST(ToNoteSequence, TracksAreJoinedInOrderOfTimeAndPitch) {
  const auto note = [](std::uint8_t wait, std::uint8_t pitch) {
    return Bytes{wait, 0x90, pitch, 0x40, 0x10, pitch, 0x00};
  };
  const auto sequence = to_notes(test::header(1, 3, 100) + test::track(note(0, 70) + note(20, 50)) +
                                 test::track(note(0, 60) + note(0, 61) + note(20, 40)) +
                                 test::track({0x00, 0x90, 72, 1, 0x00, 66, 1, 0x00, 69, 1, 0x20, 72,
                                              0, 0x00, 66, 0, 0x00, 69, 0}));
  std::vector<int> pitches;
  for (const Note& n : sequence.notes) pitches.push_back(n.pitch);
  EXPECT_EQ(pitches, (std::vector<int>{60, 66, 69, 70, 72, 61, 50, 40}));
}

TEST(ToNoteSequence, PatternsOfFormat2FollowOneAnother) {
  const Bytes slow = {0x00, 0xFF, 0x51, 0x03, 0x0F, 0x42, 0x40};
  const auto sequence = to_notes(test::header(2, 2, 96) + test::track(slow + test::two_notes()) +
                                 test::track(test::two_notes()));
  ASSERT_EQ(sequence.notes.size(), 4u);
  EXPECT_DOUBLE_EQ(sequence.notes[2].start_s, 2.0);
  EXPECT_DOUBLE_EQ(sequence.notes[3].end_s, 3.0) << "the second pattern is at 120 again";
  EXPECT_EQ(sequence.tempos, (std::vector<Tempo>{{0, 60}, {2, 120}}));
}

TEST(ToNoteSequence, KeysAreTonicsAndModes) {
  const auto key = [](std::uint8_t sharps, std::uint8_t minor) {
    const auto sequence = read_events({0x00, 0xFF, 0x59, 0x02, sharps, minor});
    EXPECT_EQ(sequence.key_signatures.size(), 1u);
    return sequence.key_signatures.at(0);
  };
  EXPECT_EQ(key(0, 0), (KeySignature{0, 0, false}));
  EXPECT_EQ(key(0, 1), (KeySignature{0, 9, true}));
  EXPECT_EQ(key(3, 0), (KeySignature{0, 9, false}));
  EXPECT_EQ(key(0xFA, 0), (KeySignature{0, 6, false}));
  EXPECT_EQ(key(7, 1), (KeySignature{0, 10, true}));
}

TEST(ToNoteSequence, MetaEventsThatMeanNothingAreReported) {
  std::vector<MidiWarning> warnings;
  const auto sequence = read_events({0x00, 0xFF, 0x51, 0x03, 0x00, 0x00, 0x00,  // no speed
                                     0x00, 0xFF, 0x58, 0x02, 0x00, 0x02,        // 0/4
                                     0x00, 0xFF, 0x58, 0x02, 0x04, 0x40,        // 4/2^64
                                     0x00, 0xFF, 0x59, 0x02, 0x09, 0x00},       // 9 sharps
                                    &warnings);
  EXPECT_EQ(warnings.size(), 4u);
  EXPECT_EQ(sequence.tempos, (std::vector<Tempo>{{0, 120}}));
  EXPECT_TRUE(sequence.time_signatures.empty());
  EXPECT_TRUE(sequence.key_signatures.empty());
}

TEST(ToNoteSequence, TrackNamesBecomeUtf8) {
  const auto name_of = [](const Bytes& name) {
    const Bytes meta = Bytes{0x00, 0xFF, 0x03, static_cast<std::uint8_t>(name.size())} + name;
    return read_events(meta + test::two_notes()).instruments.at(0).name;
  };
  EXPECT_EQ(name_of(test::text("Piano")), "Piano");
  EXPECT_EQ(name_of({'F', 0xC3, 0xBC, 'r'}), "F\xC3\xBCr");
  EXPECT_EQ(name_of({'F', 0xFC, 'r'}), "F\xC3\xBCr") << "Latin-1";
}

TEST(ToNoteSequence, ADivisionThatMeansNothingIsAnError) {
  MidiFile file;
  file.division.ticks_per_quarter = 0;
  EXPECT_EQ(to_note_sequence(file).error().code, ErrorCode::kInvalidArgument);
  file.division.ticks_per_quarter = 96;
  file.tracks.resize(1);
  file.tracks[0].end_tick = ~std::uint64_t{0};
  EXPECT_EQ(to_note_sequence(file).error().code, ErrorCode::kInvalidArgument);
}

TEST(ToNoteSequence, AFileMadeByHandMayStepBackInTime) {
  MidiFile file;
  MidiTrack track;
  track.add_channel_message(220, 0x90, 60, 1);
  track.add_channel_message(440, 0x80, 60, 0);
  track.add_channel_message(0, 0x90, 62, 1);
  track.add_channel_message(660, 0x80, 62, 0);
  file.tracks = {track};
  EXPECT_EQ(*to_note_sequence(file), to_notes(write_smf(file)));
}

}  // namespace
}  // namespace segue
