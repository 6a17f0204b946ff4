// SPDX-License-Identifier: Apache-2.0
// What is read of MusicXML. The files of tests/data/musicxml are two tunes of web/examples, written
// out by hand: the notes must be those of the .mid files there.
#include "native/musicxml/musicxml_reader.h"

#include <gtest/gtest.h>

#include "native/io/file.h"
#include "shared/codec/chord_codec.h"
#include "shared/midi/to_note_sequence.h"
#include "tests/native/musicxml/musicxml_text.h"

namespace segue {
namespace {

const std::string kFolder = SEGUE_TEST_DATA "/musicxml/";

NoteSequence read_data(const std::string& name) {
  const auto bytes = read_file(kFolder + name);
  if (!bytes) return {};
  auto music = read_musicxml(*bytes);
  EXPECT_TRUE(music) << (music ? "" : music.error().message);
  return music ? *std::move(music) : NoteSequence{};
}

NoteSequence read_example(const std::string& name) {
  const auto bytes = read_file(std::string(SEGUE_EXAMPLES_FOLDER "/") + name);
  return bytes ? read_midi(*bytes)->sequence : NoteSequence{};
}

void expect_same_notes(const NoteSequence& score, int instrument, const NoteSequence& midi) {
  std::vector<Note> notes;
  for (const auto& one : score.notes) {
    if (one.instrument == instrument) notes.push_back(one);
  }
  ASSERT_EQ(notes.size(), midi.notes.size());
  ASSERT_GT(notes.size(), 20u);
  for (std::size_t i = 0; i < notes.size(); ++i) {
    EXPECT_EQ(notes[i].pitch, midi.notes[i].pitch) << i;
    EXPECT_NEAR(notes[i].start_s, midi.notes[i].start_s, 1e-3) << i;
    EXPECT_NEAR(notes[i].end_s, midi.notes[i].end_s, 2e-2) << i;  // the .mid files leave small gaps
  }
}

TEST(MusicXmlReader, ATransposedClarinetWithEndingsSoundsLikeTheSameTuneInMidi) {
  const NoteSequence score = read_data("ode-to-joy.musicxml");
  const NoteSequence midi = read_example("ode-to-joy.mid");
  expect_same_notes(score, 0, midi);
  ASSERT_EQ(score.tempos.size(), 1u);
  EXPECT_DOUBLE_EQ(score.tempos[0].qpm, 112);
  ASSERT_EQ(score.instruments.size(), 1u);
  EXPECT_EQ(score.instruments[0].name, "Clarinet in Bb");
  EXPECT_EQ(score.instruments[0].program, 71);
  EXPECT_EQ(score.instruments[0].channel, 2);
  EXPECT_EQ(score.key_signatures, (std::vector<KeySignature>{{0, 0, false}}));  // as it sounds
  EXPECT_EQ(score.time_signatures, (std::vector<TimeSignature>{{0, 4, 4}}));
}

TEST(MusicXmlReader, APackedPianoScoreHasAnInstrumentForEachStaff) {
  const NoteSequence packed = read_data("frere-jacques.mxl");
  EXPECT_EQ(packed, read_data("frere-jacques.musicxml"));
  expect_same_notes(packed, 0, read_example("frere-jacques.mid"));
  ASSERT_EQ(packed.instruments.size(), 2u);
  EXPECT_EQ(packed.instruments[1].name, "Piano, staff 2");
  EXPECT_EQ(packed.notes.size(), 32u + 16);
}

TEST(MusicXmlReader, ChordsStartTogetherAndLastAsLongAsTheirFirstNote) {
  const std::string bar = kCommonTime + note("C4", 8) + note("E4", 4, "<chord/>") +
                          note("G4", 8, "<chord/>") + note("R", 4) + note("A4", 4);
  EXPECT_EQ(notes_of(read_text(one_part(measure(bar)))), "60@0+8 64@0+8 67@0+8 69@12+4");
}

TEST(MusicXmlReader, TiedNotesAreOneOverBarLinesAndInChords) {
  const std::string start = "<tie type=\"start\"/>", stop = "<tie type=\"stop\"/>";
  const std::string bars =
      measure(kCommonTime + note("C4", 16, "", start) + note("E4", 16, "<chord/>")) +
      measure(note("C4", 8, "", stop + start) + note("C4", 8, "", stop)) +
      measure(note("C4", 16, "", "<notations><tied type=\"start\"/></notations>")) +
      measure(note("C4", 16, "", "<notations><tied type=\"stop\"/></notations>"));
  EXPECT_EQ(notes_of(read_text(one_part(bars))), "60@0+32 64@0+16 60@32+32");
}

TEST(MusicXmlReader, GraceAndCueNotesAreSilentAndGraceNotesTakeNoTime) {
  const std::string bar = kCommonTime +
                          "<note><grace/><pitch><step>D</step><octave>4</octave></pitch></note>" +
                          note("C4", 8) + note("G5", 4, "<cue/>") + note("E4", 4);
  EXPECT_EQ(notes_of(read_text(one_part(measure(bar)))), "60@0+8 64@12+4");
}

TEST(MusicXmlReader, BackupAndForwardMoveInsideTheMeasure) {
  const std::string bar = kCommonTime + note("C5", 16) +
                          "<backup><duration>16</duration></backup><forward><duration>8</duration>"
                          "</forward>" +
                          note("C4", 4) + "<backup><duration>99</duration></backup>" +
                          note("G3", 4);
  EXPECT_EQ(notes_of(read_text(one_part(measure(bar) + measure(note("D4", 16))))),
            "55@0+4 72@0+16 60@8+4 62@16+16");
}

TEST(MusicXmlReader, DivisionsMayChangeAndTripletsAddUp) {
  const std::string triplets = "<attributes><divisions>3</divisions></attributes>" + note("C4", 1) +
                               note("D4", 1) + note("E4", 1) + note("F4", 9);
  const auto music = read_text(one_part(measure(kCommonTime + note("C4", 16)) + measure(triplets) +
                                        measure(note("G4", 12))));
  EXPECT_EQ(notes_of(music), "60@0+16 60@16+1 62@17+1 64@19+1 65@20+12 67@32+16");
  EXPECT_EQ(music->time_signatures.size(), 1u);
}

TEST(MusicXmlReader, APickupEndsOnABarLineAndARepeatedOneCompletesTheLastBar) {
  const std::string forward =
      "<barline location=\"left\"><repeat direction=\"forward\"/></barline>";
  const std::string backward =
      "<barline location=\"right\"><repeat direction=\"backward\"/></barline>";
  const auto music =
      read_text(one_part(measure(forward + kCommonTime + note("G4", 4)) + measure(note("C5", 16)) +
                         measure(note("D5", 12) + backward)));
  EXPECT_EQ(notes_of(music), "67@12+4 72@16+16 74@32+12 67@44+4 72@48+16 74@64+12");
  EXPECT_EQ(music->time_signatures, (std::vector<TimeSignature>{{0, 4, 4}}));
}

TEST(MusicXmlReader, ABarThatIsNotAsLongAsItsMeterHasAMeterOfItsOwn) {
  const auto music = read_text(one_part(measure(kCommonTime + note("C4", 16)) +
                                        measure(note("D4", 8)) + measure(note("E4", 16))));
  EXPECT_EQ(notes_of(music), "60@0+16 62@16+8 64@24+16");
  EXPECT_EQ(music->time_signatures, (std::vector<TimeSignature>{{0, 4, 4}, {2, 2, 4}, {3, 4, 4}}));
}

TEST(MusicXmlReader, KeysAndMetersAreThoseWritten) {
  const auto key_of = [](const std::string& key) {
    const auto music =
        read_text(one_part(measure("<attributes><divisions>1</divisions><key>" + key +
                                   "</key><time><beats>3+2</beats><beat-type>8</beat-type></time>"
                                   "</attributes>" +
                                   note("C4", 2))));
    EXPECT_EQ(music->time_signatures.front().numerator, 5);
    EXPECT_EQ(music->time_signatures.front().denominator, 8);
    const auto& signatures = music->key_signatures;
    return signatures.empty()
               ? std::string("none")
               : std::to_string(signatures[0].key) + (signatures[0].minor ? "m" : "");
  };
  EXPECT_EQ(key_of("<fifths>-3</fifths><mode>major</mode>"), "3");
  EXPECT_EQ(key_of("<fifths>-3</fifths><mode>minor</mode>"), "0m");
  EXPECT_EQ(key_of("<fifths>2</fifths><mode>mixolydian</mode>"), "2");  // the same notes as D major
  EXPECT_EQ(key_of("<key-step>F</key-step><key-alter>1</key-alter>"), "none");
}

TEST(MusicXmlReader, TemposAndDynamicsHoldFromWhereTheyAreWritten) {
  const std::string faster =
      "<direction><direction-type><metronome><beat-unit>quarter</beat-unit><beat-unit-dot/>"
      "<per-minute>c. 120</per-minute></metronome></direction-type>"
      "<sound dynamics=\"100\"/></direction>";
  const auto music =
      read_text(one_part(measure(kCommonTime + "<sound tempo=\"60\"/>" + note("C4", 16)) +
                         measure(faster + note("D4", 12) + note("E4", 4, "", ""))));
  ASSERT_TRUE(music);
  ASSERT_EQ(music->tempos.size(), 2u);
  EXPECT_DOUBLE_EQ(music->tempos[0].qpm, 60);
  EXPECT_DOUBLE_EQ(music->tempos[1].qpm, 180);
  EXPECT_DOUBLE_EQ(music->tempos[1].time_s, 4);
  EXPECT_DOUBLE_EQ(music->notes[1].end_s, 5);
  EXPECT_EQ(music->notes[0].velocity, 80);
  EXPECT_EQ(music->notes[1].velocity, 90);
}

TEST(MusicXmlReader, OctaveChangesCountForTheSound) {
  const std::string bass =
      "<attributes><divisions>4</divisions><transpose><chromatic>0</chromatic>"
      "<octave-change>-1</octave-change></transpose></attributes>";
  EXPECT_EQ(notes_of(read_text(one_part(measure(bass + note("C4", 16))))), "48@0+16");
}

TEST(MusicXmlReader, PercussionSoundsAsItsInstrumentSays) {
  const std::string header =
      "<midi-instrument id=\"kick\"><midi-channel>10</midi-channel><midi-unpitched>37"
      "</midi-unpitched></midi-instrument><midi-instrument id=\"snare\"><midi-unpitched>39"
      "</midi-unpitched></midi-instrument>";
  const auto hit = [](const std::string& id) {
    return "<note><unpitched/><duration>8</duration><instrument id=\"" + id + "\"/></note>";
  };
  const auto music = read_text(one_part(measure(kCommonTime + hit("kick") + hit("snare")), header));
  EXPECT_EQ(notes_of(music), "36@0+8 38@8+8");
  EXPECT_TRUE(music->notes[0].is_drum);
  EXPECT_EQ(music->instruments[0].channel, 9);
  const auto silent = read_text(one_part(measure(kCommonTime + hit("gong"))));
  ASSERT_FALSE(silent);
  EXPECT_EQ(silent.error().code, ErrorCode::kNoMusic);
  EXPECT_NE(silent.error().message.find("midi-unpitched"), std::string::npos);
}

std::string chords_of(const NoteSequence& music) {
  std::string text;
  for (const auto& [time_s, chord] : music.chords) {
    text += (text.empty() ? "" : " ") + chord_name(chord) + "@" +
            std::to_string(std::lround(time_s * 2));
  }
  return text;
}

// Quarters at 120: C E G in the first bar, then the endings, the trio twice, and from the beginning
// to Fine without the repeat. Dm is written a quarter before it sounds (<offset>).
TEST(MusicXmlReader, ADaCapoEndsAtFineAndItsChordsComeBack) {
  const NoteSequence score = read_data("da-capo-al-fine.musicxml");
  EXPECT_EQ(notes_of(score),
            "60@0+4 64@4+4 67@8+4 62@12+12 60@24+4 64@28+4 67@32+4 60@36+12 "
            "69@48+4 65@52+8 64@60+12 69@72+4 65@76+8 64@84+12 "
            "60@96+4 64@100+4 67@104+4 60@108+12");
  EXPECT_EQ(chords_of(score), "C@0 G@3 C@6 Am@12 Dm@14 E@15 Am@18 Dm@20 E@21 C@24");
}

// A clarinet's part: everything sounds a tone lower than it is written.
TEST(MusicXmlReader, ADalSegnoGoesOnAtTheCodaAndChordsAreTransposed) {
  const NoteSequence score = read_data("dal-segno-al-coda.musicxml");
  EXPECT_EQ(notes_of(score),
            "60@0+16 69@16+16 65@32+16 64@48+8 67@56+8 69@64+16 65@80+16 "
            "62@96+16 60@112+16 62@128+16 60@144+16");
  EXPECT_EQ(chords_of(score), "C@0 Am@4 F@8 Edim@12 Gaug@14 Am@16 F@20 N.C.@24 C@28 N.C.@32 C@36");
}

TEST(MusicXmlReader, ChordSymbolsWithoutARootOrOfNoKnownKindAreNotGuessed) {
  const auto harmony = [](const std::string& inner) { return "<harmony>" + inner + "</harmony>"; };
  const std::string c = "<root><root-step>C</root-step></root>";
  const auto music = read_text(
      one_part(measure(kCommonTime + harmony(c + "<kind>major</kind>") + note("C4", 4) +
                       harmony("<function>V</function><kind>major</kind>") + note("C4", 4) +
                       harmony(c + "<kind>Tristan</kind>") + note("C4", 8)) +
               measure(harmony("<root><root-step>B</root-step><root-alter>-1</root-alter></root>"
                               "<kind>power</kind>") +
                       note("C4", 16))));
  ASSERT_TRUE(music);
  EXPECT_EQ(chords_of(*music), "C@0 N.C.@2 Bb@4");
  const auto wrong = read_text(
      one_part(measure("\n" + harmony("<root><root-step>H</root-step></root>") + note("C4", 4))));
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().message.find("line 6: expected a <root-step> from A to G, found \"H\""),
            std::string::npos)
      << wrong.error().message;
}

TEST(MusicXmlReader, ScoresByMeasureReadLikeScoresByPart) {
  const std::string text = "<score-timewise><measure><part id=\"A\">" + kCommonTime +
                           note("C4", 16) + "</part><part id=\"B\">" + kCommonTime + note("E3", 8) +
                           "</part></measure><measure>" + "<part id=\"A\">" + note("D4", 16) +
                           "</part><part id=\"B\">" + note("F3", 16) +
                           "</part></measure></score-timewise>";
  const auto music = read_text(text);
  EXPECT_EQ(notes_of(music), "52@0+8 60@0+16 53@16+16 62@16+16");
  EXPECT_EQ(music->instruments.size(), 2u);
}

}  // namespace
}  // namespace segue
