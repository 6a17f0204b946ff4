// SPDX-License-Identifier: Apache-2.0
#include "shared/codec/representation.h"

#include <gtest/gtest.h>

#include <string>

namespace segue {
namespace {

using Tokens = std::vector<std::uint16_t>;

const RepresentationInfo& info_of(std::string_view name) {
  const auto* info = find_representation(name);
  EXPECT_NE(info, nullptr) << name;
  return *info;
}

Tokens moved(std::string_view name, Tokens tokens, int semitones) {
  transpose_window(info_of(name), tokens, {}, {}, semitones);
  return tokens;
}

// Depths of REFERENCE 3.1.
TEST(Representation, DepthsAreThoseOfTheReferenceConverters) {
  const struct {
    const char* name;
    int input, output;
  } expected[] = {{"melody_90", 90, 90},        {"melody_roll_89", 89, 89},
                  {"melody_midi_90", 90, 90},   {"drums_9", 10, 512},
                  {"drums_9_nade", 10, 9},      {"drums_61_nade", 62, 61},
                  {"trio_692", 692, 692},       {"groove_27", 27, 27},
                  {"multitrack_490", 490, 490}, {"polyphony_259", 259, 259}};
  EXPECT_EQ(representations().size(), std::size(expected));
  for (const auto& [name, input, output] : expected) {
    EXPECT_EQ(info_of(name).input_depth(), input) << name;
    EXPECT_EQ(info_of(name).output_depth(), output) << name;
  }
  EXPECT_EQ(find_representation("melody_91"), nullptr);
}

TEST(Representation, TheDrumTableHasTheBitsOfATokenAndNone) {
  const auto table = input_table(info_of("drums_9"), 0);
  ASSERT_EQ(table.size(), 512u * 10);
  EXPECT_EQ(std::vector<float>(table.begin(), table.begin() + 10),
            (std::vector<float>{0, 0, 0, 0, 0, 0, 0, 0, 0, 1}));
  EXPECT_EQ(std::vector<float>(table.begin() + 50, table.begin() + 60),
            (std::vector<float>{1, 0, 1, 0, 0, 0, 0, 0, 0, 0}));
}

TEST(Representation, RowsAreThoseOfTheTables) {
  for (const auto& info : representations()) {
    if (info.head != DecoderHead::kCategorical) continue;
    Tokens tokens;
    std::vector<float> expected;
    for (std::size_t p = 0; p < info.parts.size(); ++p) {
      tokens.push_back(static_cast<std::uint16_t>(info.parts[p].classes - 3));
      const auto table = input_table(info, p);
      const auto depth = info.parts[p].input_depth;
      const auto row = table.begin() + tokens.back() * depth;
      expected.insert(expected.end(), row, row + depth);
    }
    std::vector<float> row(static_cast<std::size_t>(info.input_depth()), 7.0f);
    fill_input_row(info, tokens, row);
    EXPECT_EQ(row, expected) << info.name;
  }
}

TEST(Representation, SilentDrumFeaturesHaveTheColumnNone) {
  std::vector<float> features(9, 0.0f), row(10, 7.0f);
  fill_input_row(info_of("drums_9_nade"), features, row);
  EXPECT_EQ(row, (std::vector<float>{0, 0, 0, 0, 0, 0, 0, 0, 0, 1}));
  features[2] = 1;
  fill_input_row(info_of("drums_9_nade"), features, row);
  EXPECT_EQ(row, (std::vector<float>{0, 0, 1, 0, 0, 0, 0, 0, 0, 0}));
}

TEST(Transposition, NotesMoveAndOtherTokensStay) {
  EXPECT_EQ(moved("melody_90", {0, 1, 40, 89, 2}, 3), (Tokens{0, 1, 43, 0, 5}));
  EXPECT_EQ(moved("melody_90", {0, 1, 40, 89, 2}, -3), (Tokens{0, 1, 37, 86, 0}));
  EXPECT_EQ(moved("melody_roll_89", {0, 87, 88}, 1), (Tokens{1, 88, 88}));
  EXPECT_EQ(moved("melody_midi_90", {0, 87, 88, 89}, 1), (Tokens{1, 88, 88, 89}));
  EXPECT_EQ(moved("drums_9", {5, 0, 511}, 4), (Tokens{5, 0, 511}));
}

TEST(Transposition, OnlyMelodyAndBassOfATrioMove) {
  EXPECT_EQ(moved("trio_692", {50, 20, 300, 1, 0, 7}, 5), (Tokens{55, 25, 300, 1, 0, 7}));
}

TEST(Transposition, EventsOfDrumTracksStayAndOthersKeepInRange) {
  // program 360, note-on 60, note-on 127, shift 256, note-off 60, end 489, drums 488, note-on 36
  EXPECT_EQ(moved("multitrack_490", {360, 60, 127, 256, 188, 489, 488, 36, 489}, 2),
            (Tokens{360, 62, 117, 256, 190, 489, 488, 36, 489}));
}

TEST(Transposition, ChordsAndKeysGoAroundTheOctave) {
  std::vector<std::uint8_t> controls = {0, 0, 1, 11, 12, 5, 13, 6, 48, 2};
  const ControlKind kinds[] = {ControlKind::kChords, ControlKind::kKey};
  Tokens tokens(5, 0);
  transpose_window(info_of("melody_90"), tokens, controls, kinds, 1);
  EXPECT_EQ(controls, (std::vector<std::uint8_t>{0, 1, 2, 0, 1, 6, 14, 7, 37, 3}));
  transpose_window(info_of("melody_90"), tokens, controls, kinds, -1);
  EXPECT_EQ(controls, (std::vector<std::uint8_t>{0, 0, 1, 11, 12, 5, 13, 6, 48, 2}));
}

TEST(Controls, DepthsAreThoseOfTheReference) {
  EXPECT_EQ(find_control("chords")->depth, 49);
  EXPECT_EQ(find_control("key")->depth, 12);
  EXPECT_EQ(find_control("hits")->depth, 9);
  EXPECT_FALSE(find_control("hits")->stored);
  EXPECT_EQ(find_control("tempo"), nullptr);
}

}  // namespace
}  // namespace segue
