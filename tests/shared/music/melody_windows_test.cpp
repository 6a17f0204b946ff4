// SPDX-License-Identifier: Apache-2.0
#include "shared/music/melody_windows.h"

#include <gtest/gtest.h>

#include "shared/codec/melody_codec.h"
#include "tests/shared/music/make_sequence.h"

namespace segue {
namespace {

using test::make_sequence;
using test::quarters;
using test::StepNote;

constexpr int token_of(int pitch) { return pitch - 21 + 2; }

TEST(MelodyWindows, AWindowHoldsTheTokensOfItsBars) {
  const auto report = find_melody_windows(make_sequence({{60, 0, 4}, {64, 6, 32}}));
  ASSERT_EQ(report.windows.size(), 1u);
  const auto& window = report.windows[0];
  ASSERT_EQ(window.tokens.size(), 32u);
  EXPECT_EQ(window.tokens[0], token_of(60));
  EXPECT_EQ(window.tokens[4], kNoteOff);
  EXPECT_EQ(window.tokens[6], token_of(64));
  EXPECT_EQ(std::count(window.tokens.begin(), window.tokens.end(), kNoEvent), 29);
  EXPECT_EQ(window.bar, 1);
  EXPECT_EQ(window.start_s, 0);
  EXPECT_TRUE(report.rejections.empty());
}

TEST(MelodyWindows, WindowsFollowAtOneBar) {
  const auto report = find_melody_windows(make_sequence(quarters(5)));
  ASSERT_EQ(report.windows.size(), 3u);  // the fourth is like the first
  EXPECT_EQ(report.duplicates, 1);
  EXPECT_EQ(report.windows[1].bar, 2);
  EXPECT_DOUBLE_EQ(report.windows[1].start_s, 2.0);
  WindowOptions options;
  options.hop_bars = 2;
  EXPECT_EQ(find_melody_windows(make_sequence(quarters(4)), options).windows.size(), 2u);
}

TEST(MelodyWindows, AWindowThatStartsInsideANoteLosesItAndItsNoteOff) {
  const auto report = find_melody_windows(make_sequence({{60, 0, 20}, {64, 24, 48}}));
  ASSERT_EQ(report.windows.size(), 2u);
  const auto& second = report.windows[1].tokens;
  EXPECT_EQ(second[4], kNoEvent);  // where the lost note would end
  EXPECT_EQ(second[8], token_of(64));
}

TEST(MelodyWindows, AWindowOfAHeldNoteOnlyIsNotGiven) {
  const auto report = find_melody_windows(make_sequence({{60, 0, 200}, {62, 200, 208}}));
  ASSERT_EQ(report.windows.size(), 2u);  // the onset, and bars 12 and 13, where the second is
  EXPECT_EQ(report.windows[1].bar, 12);
  EXPECT_EQ(report.windows[1].tokens[24], token_of(62));
}

TEST(MelodyWindows, BarNumbersGoOnAcrossMeters) {
  std::vector<StepNote> notes = {{60, 0, 12}, {60, 12, 24}};  // two bars of 3/4
  for (auto note : quarters(2))
    notes.push_back({note.pitch, note.start_step + 24, note.end_step + 24});
  auto sequence = make_sequence(notes);
  sequence.time_signatures = {{0, 3, 4}, {3, 4, 4}};
  const auto report = find_melody_windows(sequence);
  ASSERT_EQ(report.windows.size(), 1u);
  EXPECT_EQ(report.windows[0].bar, 3);
  EXPECT_DOUBLE_EQ(report.windows[0].start_s, 3.0);
}

TEST(MelodyWindows, WindowsComeInOrderOfTimeAndTrack) {
  auto notes = quarters(2, 1, 60, 0);
  for (const auto& note : quarters(3, 0, 50, 1)) notes.push_back(note);
  const auto report = find_melody_windows(make_sequence(notes));
  ASSERT_EQ(report.windows.size(), 3u);
  EXPECT_EQ(report.windows[0].instrument, 1);
  EXPECT_EQ(report.windows[1].instrument, 0);
  EXPECT_EQ(report.windows[2].instrument, 1);
  WindowOptions options;
  options.max_windows = 2;
  EXPECT_EQ(find_melody_windows(make_sequence(notes), options).windows.size(), 2u);
}

TEST(MelodyWindows, TwoTwoAndEightEightHaveTheSameBars) {
  for (const auto& [numerator, denominator] : {std::pair(2, 2), {8, 8}}) {
    auto sequence = make_sequence(quarters(2));
    sequence.time_signatures = {{0, numerator, denominator}};
    EXPECT_EQ(find_melody_windows(sequence).windows.size(), 1u);
  }
}

TEST(MelodyWindows, PitchesOutsideTheVocabularyAreLeftOut) {
  auto notes = quarters(2);
  notes.push_back({20, 0, 4});
  notes.push_back({109, 4, 8});
  EXPECT_EQ(find_melody_windows(make_sequence(notes)).windows,
            find_melody_windows(make_sequence(quarters(2))).windows);
  WindowOptions options;  // wider than the vocabulary
  options.min_pitch = 0;
  options.max_pitch = 127;
  EXPECT_EQ(find_melody_windows(make_sequence(notes), options).windows,
            find_melody_windows(make_sequence(quarters(2))).windows);
}

TEST(MelodyWindows, PolyphonyCanCostNothingAWindowOrTheTrack) {
  auto notes = quarters(4);
  notes.push_back({40, 0, 4});  // under the first note
  WindowOptions options;
  EXPECT_EQ(find_melody_windows(make_sequence(notes), options).windows.size(), 3u);
  options.polyphony = Polyphony::kSkipWindow;
  auto report = find_melody_windows(make_sequence(notes), options);
  EXPECT_EQ(report.windows.size(), 2u);
  EXPECT_EQ(report.polyphonic, 1);
  options.polyphony = Polyphony::kSkipTrack;
  report = find_melody_windows(make_sequence(notes), options);
  EXPECT_TRUE(report.windows.empty());
  ASSERT_EQ(report.rejections.size(), 2u);
  EXPECT_EQ(report.rejections[1].reason, "polyphonic: notes start together in bar 1");
}

/// The file's reason, after checking that there are no windows.
Rejection file_reason(const NoteSequence& sequence, const WindowOptions& options = {}) {
  const auto report = find_melody_windows(sequence, options);
  EXPECT_TRUE(report.windows.empty());
  if (report.rejections.empty()) return {-2, "none given", RejectionCode::kMixed};
  EXPECT_EQ(report.rejections[0].instrument, -1);
  return report.rejections[0];
}

TEST(MelodyWindows, TheReasonIsAMeterThatDoesNotFit) {
  auto sequence = make_sequence(quarters(8));
  sequence.time_signatures = {{0, 3, 4}};
  EXPECT_EQ(file_reason(sequence).reason, "3/4 only: a bar is 12 steps, the model needs 16");
  sequence.time_signatures = {{0, 3, 4}, {3, 6, 8}};
  EXPECT_EQ(file_reason(sequence).reason,
            "3/4 and 6/8 only: the model needs bars of 16 steps, as in 4/4");
}

TEST(MelodyWindows, TheReasonIsThatThereIsNothingToSing) {
  EXPECT_EQ(file_reason({}).reason, "no notes");
  auto drums = make_sequence(quarters(4));
  for (auto& note : drums.notes) note.is_drum = true;
  EXPECT_EQ(file_reason(drums).reason, "drums only");
}

TEST(MelodyWindows, TheReasonIsTheProgramOrTheRange) {
  auto sequence = make_sequence(quarters(4));
  for (auto& note : sequence.notes) note.program = 40;
  WindowOptions options;
  options.max_program = 31;
  EXPECT_EQ(file_reason(sequence, options).reason,
            "program 40 (counted from 0), wanted are 0 to 31");
  EXPECT_EQ(file_reason(make_sequence({{120, 0, 32}})).reason, "no note between pitch 21 and 108");
}

TEST(MelodyWindows, TheReasonIsThatTheMelodyIsShortOrThin) {
  EXPECT_EQ(file_reason(make_sequence({{60, 0, 4}})).code, RejectionCode::kTooShort);
  EXPECT_EQ(file_reason(make_sequence({{60, 0, 16}})).reason,
            "it has 1.0 bars, the model needs 2 bars");
  EXPECT_EQ(file_reason(make_sequence({{60, 0, 4}, {62, 64, 68}})).reason,
            "no melody of 2 bars (the longest has 1); a rest of a bar ends a melody");
  WindowOptions options;
  options.min_notes = 3;
  EXPECT_EQ(file_reason(make_sequence({{60, 0, 16}, {62, 16, 32}}), options).reason,
            "fewer than 3 notes in every window");
}

TEST(MelodyWindows, TheReasonIsThatTheTempoChangesTooOften) {
  auto sequence = make_sequence(quarters(8));
  for (int bar = 0; bar < 8; ++bar) sequence.tempos.push_back({bar * 2.0, 120.0 + bar % 2});
  const auto reason = file_reason(sequence);
  EXPECT_EQ(reason.code, RejectionCode::kTimeChanges);
  EXPECT_NE(reason.reason.find("the model needs 2 bars"), std::string::npos) << reason.reason;
}

TEST(MelodyWindows, EachTrackHasItsReasonAndTheFileOneIfAllAgree) {
  auto notes = quarters(2, 0, 60, 0);
  for (const auto& note : quarters(2, 0, 60, 1)) notes.push_back(note);  // doubles it
  notes.push_back({50, 0, 4, 2});                                        // one note
  notes.push_back({36, 0, 4, 3});
  auto sequence = make_sequence(notes);
  for (auto& note : sequence.notes) note.is_drum = note.instrument == 3;
  const auto report = find_melody_windows(sequence);
  EXPECT_EQ(report.windows.size(), 1u);
  ASSERT_EQ(report.rejections.size(), 3u);
  EXPECT_EQ(report.rejections[0].instrument, 1);
  EXPECT_EQ(report.rejections[0].code, RejectionCode::kRepeats);
  EXPECT_EQ(report.rejections[1].code, RejectionCode::kTooShort);
  EXPECT_EQ(report.rejections[2].code, RejectionCode::kDrumsOnly);
  WindowOptions options;
  options.min_notes = 20;
  EXPECT_EQ(file_reason(sequence, options).code, RejectionCode::kMixed);
}

TEST(MelodyWindows, LongMelodiesGoOnBeyondTheReferencesHundredBars) {
  std::vector<StepNote> notes;
  for (int bar = 0; bar < 110; ++bar) {
    notes.push_back({30 + bar % 70, bar * 16.0, bar * 16.0 + bar % 13 + 1});
  }
  EXPECT_EQ(find_melody_windows(make_sequence(notes)).windows.size(), 109u);
}

TEST(MelodyWindows, AnInstrumentThatIsNotThereIsIgnored) {
  auto sequence = make_sequence(quarters(2));
  sequence.instruments.clear();
  EXPECT_EQ(file_reason(sequence).code, RejectionCode::kNoNotes);
}

}  // namespace
}  // namespace segue
