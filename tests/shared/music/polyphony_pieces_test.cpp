// SPDX-License-Identifier: Apache-2.0
// Pieces at 120 qpm: a sixteenth is 0.125 s, a bar of 4/4 two seconds.
#include "shared/music/polyphony_pieces.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "shared/codec/polyphony_codec.h"

namespace segue {
namespace {

constexpr double kStep_s = 0.125;

Note note(int pitch, int start, int end, int program = 0, bool is_drum = false) {
  Note n;
  n.pitch = pitch;
  n.start_s = start * kStep_s;
  n.end_s = end * kStep_s;
  n.program = program;
  n.instrument = is_drum ? 2 : program > 0 ? 1 : 0;
  n.is_drum = is_drum;
  return n;
}

/// A note a quarter, one pitch a bar, from `first` to `end` steps.
NoteSequence piece(int first, int end) {
  NoteSequence sequence;
  sequence.instruments.resize(3);
  for (int t = first; t < end; t += 4)
    sequence.notes.push_back(note(60 + t / 16 % 12, t, std::min(t + 4, end)));
  sequence.total_time_s = end * kStep_s;
  return sequence;
}

QuantizedSequence music(const MusicWindow& window) { return *decode_polyphony(window.tokens); }

TEST(PolyphonyPieces, ProgramsAreOneStreamWithoutDrumsAndDoubles) {
  auto sequence = piece(0, 96);
  sequence.notes.push_back(note(40, 0, 8, 33));
  sequence.notes.push_back(note(60, 0, 2, 33));  // doubles the first note, shorter
  sequence.notes.push_back(note(36, 0, 1, 0, true));
  const auto report = find_polyphony_pieces(sequence, {});
  ASSERT_EQ(report.windows.size(), 1u);
  const auto found = music(report.windows[0]);
  EXPECT_EQ(found.total_steps, 96);
  EXPECT_EQ(found.notes.size(), 25u);
  EXPECT_EQ(found.notes[0].pitch, 40);
  EXPECT_EQ(found.notes[0].end_step, 8);
  EXPECT_EQ(found.notes[1].end_step, 4) << "the longest of the doubles";
  EXPECT_EQ(report.windows[0].tempo_qpm, 120);
}

TEST(PolyphonyPieces, SilentBarsInFrontAreSkippedAndTheBarIsTold) {
  const auto report = find_polyphony_pieces(piece(36, 160), {});
  ASSERT_EQ(report.windows.size(), 1u);
  EXPECT_EQ(report.windows[0].bar, 3);
  EXPECT_EQ(report.windows[0].start_s, 4.0);
  EXPECT_EQ(music(report.windows[0]).notes[0].start_step, 4);
  EXPECT_EQ(music(report.windows[0]).total_steps, 128);
}

TEST(PolyphonyPieces, LongPiecesAreCutAtBarsWithHalfOfEachPartTwice) {
  auto sequence = piece(0, 1000);
  sequence.notes.push_back(note(90, 200, 300));  // sounds on over the second part's start
  std::stable_sort(sequence.notes.begin(), sequence.notes.end(),
                   [](const auto& a, const auto& b) { return a.start_s < b.start_s; });
  const auto report = find_polyphony_pieces(sequence, {});
  std::vector<int> bars, steps;
  for (const auto& window : report.windows) {
    bars.push_back(window.bar);
    steps.push_back(music(window).total_steps);
  }
  EXPECT_EQ(bars, (std::vector{1, 17, 33}));
  EXPECT_EQ(steps, (std::vector{512, 512, 488}));
  const auto second = music(report.windows[1]);
  ASSERT_EQ(second.notes[1].pitch, 90);
  EXPECT_EQ(second.notes[1].start_step, 0) << "begins anew";
  EXPECT_EQ(second.notes[1].end_step, 300 - 256);
}

TEST(PolyphonyPieces, EveryStepOfALongPieceIsInAPart) {
  for (const int end : {512, 513, 600, 767, 768, 769, 848, 1300}) {
    const auto report = find_polyphony_pieces(piece(0, end), {});
    int covered = 0;
    for (const auto& window : report.windows) {
      const int start = (window.bar - 1) * 16;
      EXPECT_LE(start, covered) << end;
      covered = std::max(covered, start + music(window).total_steps);
    }
    EXPECT_GE(covered, end) << end;
  }
}

TEST(PolyphonyPieces, ShortStretchesAreLeftOutWithTheReason) {
  const auto report = find_polyphony_pieces(piece(0, 76), {});
  EXPECT_TRUE(report.windows.empty());
  ASSERT_EQ(report.rejections.size(), 1u);
  EXPECT_EQ(report.rejections[0].code, RejectionCode::kTooShort);
  EXPECT_NE(report.rejections[0].reason.find("80 steps"), std::string::npos);
  EXPECT_EQ(find_polyphony_pieces(piece(0, 76), {.min_steps = 40}).windows.size(), 1u);
  EXPECT_EQ(find_polyphony_pieces({}, {}).rejections[0].code, RejectionCode::kNoNotes);
  NoteSequence drums;
  drums.instruments.resize(3);
  drums.notes = {note(36, 0, 100, 0, true)};
  EXPECT_EQ(find_polyphony_pieces(drums, {}).rejections[0].code, RejectionCode::kDrumsOnly);
}

TEST(PolyphonyPieces, TheReferenceLeavesSeveralProgramsAndLongPiecesOut) {
  const PieceOptions strict{.strict = true};
  EXPECT_EQ(find_polyphony_pieces(piece(0, 512), strict).windows.size(), 1u);
  const auto long_piece = find_polyphony_pieces(piece(0, 516), strict);
  EXPECT_TRUE(long_piece.windows.empty());
  EXPECT_EQ(long_piece.rejections[0].code, RejectionCode::kFiltered);
  auto several = piece(0, 160);
  several.notes.push_back(note(40, 156, 160, 33));
  const auto programs = find_polyphony_pieces(several, strict);
  EXPECT_TRUE(programs.windows.empty());
  EXPECT_NE(programs.rejections[0].reason.find("several programs"), std::string::npos);
  // Drums of the same program are notes like others; nothing in front is skipped.
  auto drums = piece(32, 160);
  drums.notes.push_back(note(36, 32, 33, 0, true));
  const auto merged = find_polyphony_pieces(drums, strict);
  ASSERT_EQ(merged.windows.size(), 1u);
  EXPECT_EQ(music(merged.windows[0]).total_steps, 160);
  EXPECT_EQ(music(merged.windows[0]).notes[0].pitch, 36);
}

}  // namespace
}  // namespace segue
