// SPDX-License-Identifier: Apache-2.0
#include "shared/measures/attributes.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "shared/measures/piece_measures.h"
#include "tests/shared/measures/make_piece.h"

namespace segue {
namespace {

using test::make_piece;
using test::make_quarters;
using test::PlainNote;

std::map<std::string, std::optional<double>> values_of(const GridPiece& piece, const char* form) {
  const RepresentationInfo& info = *find_representation(form);
  const auto values = measure_attributes(piece, info);
  const auto kinds = attribute_kinds(info);
  EXPECT_EQ(values.size(), kinds.size());
  std::map<std::string, std::optional<double>> named;
  for (std::size_t i = 0; i < kinds.size(); ++i) named[std::string(kinds[i].name)] = values[i];
  return named;
}

TEST(Syncopation, NotesOnTheBeatHaveNone) {
  EXPECT_EQ(syncopation(make_quarters(2, {60, 62, 64, 65, 67, 69, 71, 72})), 0);
  EXPECT_EQ(syncopation(make_piece(1, {{60, 0, 16}})), 0);
}

TEST(Syncopation, AStrongerSilentPlaceCountsByItsLevels) {
  EXPECT_EQ(syncopation(make_piece(1, {{60, 0, 6}, {62, 6, 16}})), 2);     // eighth to half bar
  EXPECT_EQ(syncopation(make_piece(2, {{60, 0, 8}, {62, 14, 20}})), 1.5);  // to the bar line: 3 / 2
  EXPECT_EQ(syncopation(make_piece(1, {{60, 2, 4}, {60, 6, 8}, {60, 10, 12}, {60, 14, 16}})), 4);
  EXPECT_EQ(syncopation(make_piece(1, {{60, 1, 2}, {60, 4, 6}, {60, 8, 9}})), 1)
      << "1 to the silent 2";
  EXPECT_EQ(syncopation(make_piece(1, {{60, 1, 2}, {60, 2, 8}, {60, 8, 9}})), 1)
      << "2 to the silent 4";
}

TEST(Syncopation, FollowsTheBarsThatThereAre) {
  GridPiece waltz = make_piece(0, {{60, 0, 2}, {60, 2, 6}, {60, 8, 12}});
  waltz.bar_lines = {0, 12};
  EXPECT_EQ(syncopation(waltz), 1);  // an eighth to the second quarter
  GridPiece two_four = make_piece(0, {{60, 2, 8}});
  two_four.bar_lines = {0, 8};
  EXPECT_EQ(syncopation(two_four), 1);
}

TEST(Syncopation, OfDrumsKickAndSnareCount) {
  std::vector<PlainNote> notes;
  for (int step = 0; step < 16; step += 2) notes.push_back({42, step, step + 1, 0, true});
  EXPECT_FALSE(syncopation(make_piece(1, notes))) << "hats alone";
  notes.push_back({36, 0, 1, 0, true});
  notes.push_back({38, 6, 7, 0, true});
  EXPECT_EQ(syncopation(make_piece(1, notes)), 2);
  notes.push_back({60, 0, 4});
  EXPECT_EQ(syncopation(make_piece(1, notes)), 0) << "beside a melody drums do not count";
  EXPECT_FALSE(syncopation(make_piece(1, {})));
}

TEST(Attributes, OfAMelodyByHand) {
  const auto values =
      values_of(make_piece(2, {{60, 0, 4}, {64, 4, 8}, {67, 8, 12}, {61, 22, 32}}), "melody_90");
  EXPECT_EQ(values.size(), 6u);
  EXPECT_DOUBLE_EQ(*values.at("density"), 2);
  EXPECT_DOUBLE_EQ(*values.at("syncopation"), 1.5);  // 8 to the bar line, 22 to the half bar
  EXPECT_DOUBLE_EQ(*values.at("interval"), (4 + 3 + 6) / 3.0);
  EXPECT_DOUBLE_EQ(*values.at("range"), 7);
  EXPECT_DOUBLE_EQ(*values.at("scale"), 1);  // F minor
  EXPECT_DOUBLE_EQ(*values.at("register"), 63);
}

TEST(Attributes, WhatAClipDoesNotHaveIsAbsent) {
  const auto silent = values_of(make_piece(2, {}), "melody_90");
  EXPECT_EQ(silent.at("density"), 0);
  for (const char* name : {"syncopation", "interval", "range", "scale", "register"}) {
    EXPECT_FALSE(silent.at(name)) << name;
  }
  EXPECT_FALSE(values_of(make_piece(1, {{60, 0, 4}}), "melody_90").at("interval"));
}

TEST(Attributes, ATriosAreThoseOfItsMelody) {
  const auto values =
      values_of(make_piece(1, {{72, 0, 4, 0}, {74, 4, 8, 0}, {36, 0, 16, 1}, {42, 0, 1, 2, true}}),
                "trio_692");
  EXPECT_DOUBLE_EQ(*values.at("density"), 2);
  EXPECT_DOUBLE_EQ(*values.at("range"), 2);
  EXPECT_DOUBLE_EQ(*values.at("register"), 73);
}

TEST(Attributes, DrumsHaveTheirOwn) {
  auto piece = make_piece(
      1, {{36, 0, 1, 0, true}, {42, 4, 5, 0, true}, {46, 8, 9, 0, true}, {38, 12, 13, 0, true}});
  piece.notes[0].velocity = 100;
  piece.notes[1].offset_steps = -0.5f;
  const auto drums = values_of(piece, "drums_9");
  EXPECT_EQ(drums.size(), 3u);
  EXPECT_DOUBLE_EQ(*drums.at("density"), 4);
  EXPECT_DOUBLE_EQ(*drums.at("hats"), 0.5);
  const auto groove = values_of(piece, "groove_27");
  EXPECT_EQ(groove.size(), 5u);
  EXPECT_DOUBLE_EQ(*groove.at("loudness"), (100 + 3 * 80) / 4.0);
  EXPECT_DOUBLE_EQ(*groove.at("looseness"), 0.125);
  EXPECT_TRUE(attribute_kinds(*find_representation("multitrack_490")).empty());
}

}  // namespace
}  // namespace segue
