// SPDX-License-Identifier: Apache-2.0
#include "shared/measures/quality_floor.h"

#include <gtest/gtest.h>

#include "tests/shared/measures/make_piece.h"

namespace segue {
namespace {

using test::make_piece;
using test::PlainNote;
using Kind = FloorFinding::Kind;

/// A melody of quarters over `bars` bars that never repeats a bar.
std::vector<PlainNote> melody(int bars) {
  std::vector<PlainNote> notes;
  for (int i = 0; i < 4 * bars; ++i) {
    notes.push_back({60 + (i * 5 + i / 4) % 13, 4 * i, 4 * i + 4});
  }
  return notes;
}

void expect_finding(const GridPiece& piece, Kind kind, const std::string& part, int asked = 0) {
  const auto finding = check_quality(piece, asked);
  ASSERT_TRUE(finding) << part;
  EXPECT_EQ(to_name(finding->kind), std::string(to_name(kind)));
  EXPECT_NE(finding->why.find(part), std::string::npos) << finding->why;
}

TEST(QualityFloor, OrdinaryMusicPasses) {
  EXPECT_FALSE(check_quality(make_piece(16, melody(16)), 256));
  EXPECT_FALSE(check_quality(make_piece(2, melody(2)), 32));
  // A drum loop may repeat as long as it likes.
  std::vector<PlainNote> beat;
  for (int step = 0; step < 32 * 16; step += 4) {
    beat.push_back({step % 8 == 0 ? 36 : 38, step, step + 1, 0, true});
  }
  EXPECT_FALSE(check_quality(make_piece(32, beat), 512));
}

TEST(QualityFloor, AlmostNoNotesAreSilence) {
  expect_finding(make_piece(4, {}), Kind::kSilent, "0 notes");
  expect_finding(make_piece(1, {{60, 0, 4}, {62, 4, 8}}), Kind::kSilent, "2 notes");
}

TEST(QualityFloor, FewNotesLongPausesAndEarlyEndsAreTooSparse) {
  expect_finding(make_piece(8, {{60, 0, 32}, {62, 32, 64}, {64, 64, 96}, {65, 96, 128}}),
                 Kind::kSparse, "0.5 notes a bar");
  std::vector<PlainNote> plucked;
  for (int i = 0; i < 32; ++i) plucked.push_back({60 + i % 7, 4 * i, 4 * i + 1});
  expect_finding(make_piece(8, plucked), Kind::kSparse, "% of its time");
  auto holed = melody(16);
  std::erase_if(holed, [](const PlainNote& note) { return note.start >= 64 && note.start < 100; });
  expect_finding(make_piece(16, holed), Kind::kSparse, "36 sixteenths without a sound");
  expect_finding(make_piece(7, melody(7)), Kind::kSparse, "over after 112", 256);
  EXPECT_FALSE(check_quality(make_piece(9, melody(9)), 256)) << "more than half is there";
}

TEST(QualityFloor, OnePitchFewPitchesLongHoldsAndLoopsAreStuck) {
  std::vector<PlainNote> one_pitch = melody(8);
  for (std::size_t i = 0; i < 26; ++i) one_pitch[i].pitch = 60;
  expect_finding(make_piece(8, one_pitch), Kind::kStuck, "one pitch");
  std::vector<PlainNote> trill = melody(8);
  for (std::size_t i = 0; i < trill.size(); ++i) trill[i].pitch = 60 + static_cast<int>(i / 3 % 2);
  expect_finding(make_piece(8, trill), Kind::kStuck, "2 different pitches");
  auto held = melody(16);
  std::erase_if(held, [](const PlainNote& note) { return note.start > 60 && note.start < 140; });
  held.push_back({72, 60, 140});
  expect_finding(make_piece(16, held), Kind::kStuck, "no note begins for");
  for (const int period : {1, 2}) {
    auto loop = melody(20);
    for (std::size_t i = 0; i < loop.size(); ++i) {
      loop[i].pitch = loop[i % static_cast<std::size_t>(4 * period)].pitch;
    }
    expect_finding(make_piece(20, loop), Kind::kStuck, "bars in a row");
  }
}

TEST(QualityFloor, AFewNotesAreNotCalledStuckAndThresholdsCanBeMoved) {
  std::vector<PlainNote> short_clip;
  for (int i = 0; i < 8; ++i) short_clip.push_back({60, 4 * i, 4 * i + 4});
  EXPECT_FALSE(check_quality(make_piece(2, short_clip), 32));
  QualityFloor strict;
  strict.stuck_from_notes = 4;
  EXPECT_NE(to_text(strict).find("stuck (from 4 pitched notes on)"), std::string::npos);
  EXPECT_TRUE(check_quality(make_piece(2, short_clip), 32, strict));
}

}  // namespace
}  // namespace segue
