// SPDX-License-Identifier: Apache-2.0
#include "shared/music/score_playback.h"

#include <gtest/gtest.h>

#include <string>

namespace segue {
namespace {

ScoreNote note(int pitch, double quarters) {
  ScoreNote out;
  out.pitch = pitch;
  out.quarters = quarters;
  return out;
}

/// Measures of a whole note each: "[" repeat start, "]" repeat end, "1" "2" an ending, "D" da capo,
/// "G" dal segno, "S" segno, "F" fine, "T" to coda, "C" coda.
PrintedScore score_of(const std::vector<std::string>& measures) {
  PrintedScore score;
  ScorePart& part = score.parts.emplace_back();
  for (const auto& signs : measures) {
    ScoreMeasure& measure = part.measures.emplace_back();
    measure.events.emplace_back(note(60, 4));
    for (const char sign : signs) {
      if (sign == '[') measure.repeat_start = true;
      if (sign == ']') measure.repeat_times = 2;
      if (sign >= '1' && sign <= '9') measure.endings.push_back(sign - '0');
      if (sign == 'D') measure.jumps.da_capo = true;
      if (sign == 'G') measure.jumps.dal_segno = "segno";
      if (sign == 'S') measure.jumps.segno = "segno";
      if (sign == 'F') measure.jumps.fine = true;
      if (sign == 'T') measure.jumps.to_coda = "coda";
      if (sign == 'C') measure.jumps.coda = "codab";  // as one program names it
    }
  }
  return score;
}

std::string order_of(const std::vector<std::string>& measures) {
  std::string text;
  for (const std::size_t i : playing_order(score_of(measures), 100)) {
    text += static_cast<char>('a' + i);
  }
  return text;
}

TEST(ScorePlayback, RepeatsAndEndingsAreInTheOrderOfPlaying) {
  EXPECT_EQ(order_of({"", "", ""}), "abc");
  EXPECT_EQ(order_of({"", "]", ""}), "ababc");
  EXPECT_EQ(order_of({"", "[", "]", "", "]"}), "abcbcdede");
  EXPECT_EQ(order_of({"[", "1]", "2", ""}), "abacd");
  EXPECT_EQ(order_of({"[", "12]", "3", ""}), "ababacd");
  EXPECT_EQ(order_of({"[", "1", "1]", "2", "2", "", "]"}), "abcadefgfg");
  EXPECT_EQ(order_of({"", "1]", "2]", "[", "]"}), "abacdede");
  EXPECT_EQ(order_of({"[", "1]", ""}), "abac");  // a second ending without its bracket
  EXPECT_TRUE(playing_order({}, 100).empty());
}

TEST(ScorePlayback, JumpsAreTakenOnce) {
  EXPECT_EQ(order_of({"", "", "D"}), "abcabc");
  EXPECT_EQ(order_of({"", "F", "D", ""}), "abcab");
  EXPECT_EQ(order_of({"", "S", "F", "G", ""}), "abcdbc");
  EXPECT_EQ(order_of({"", "T", "", "D", "C", ""}), "abcdabef");
  EXPECT_EQ(order_of({"", "S", "T", "G", "C"}), "abcdbce");
  EXPECT_EQ(order_of({"D"}), "aa");
}

TEST(ScorePlayback, BehindAJumpRepeatsAreNotTakenAgainButThoseOfTheCodaAre) {
  EXPECT_EQ(order_of({"[", "]", "F", "[", "]D"}), "ababcdedeabc");
  EXPECT_EQ(order_of({"[", "1]", "2F", "", "D"}), "abacdeac");
  EXPECT_EQ(order_of({"[", "1]", "", "D"}), "abacdacd");  // an ending without its bracket
  EXPECT_EQ(order_of({"T", "D", "C[", "]"}), "abacdcd");
}

TEST(ScorePlayback, SignsWithoutTheirOtherHalfChangeNothing) {
  EXPECT_EQ(order_of({"", "G", ""}), "abc");
  EXPECT_EQ(order_of({"F", "T", "C", "S"}), "abcd");
  EXPECT_EQ(order_of({"T", "D", ""}), "ababc");
  EXPECT_EQ(order_of({"C", "T", "D"}), "abcabc");  // a coda under another name must come later
}

TEST(ScorePlayback, JumpsGoToTheSignOfTheirName) {
  PrintedScore score = score_of({"", "", "", ""});
  auto& measures = score.parts[0].measures;
  measures[0].jumps.segno = "first";
  measures[1].jumps.segno = "second";
  measures[2].jumps.dal_segno = "first";
  measures[3].jumps.dal_segno = "second";
  EXPECT_EQ(playing_order(score, 100), (std::vector<std::size_t>{0, 1, 2, 0, 1, 2, 3, 1, 2, 3}));
}

TEST(ScorePlayback, ChordSymbolsAreThoseOfTheFirstPartThatHasThem) {
  PrintedScore score = score_of({"]", ""});
  score.parts.push_back(score.parts[0]);
  score.parts.push_back(score.parts[0]);
  score.parts[2].measures[1].events.insert(score.parts[2].measures[1].events.begin(),
                                           ScoreChord{9, 0});
  auto& events = score.parts[1].measures[0].events;
  events = {ScoreChord{1, 0}, ScoreChord{5, 1}, note(60, 2),     ScoreChord{5, 0},
            note(62, 2),      ScoreMove{-4},    ScoreChord{7, 3}};
  const auto music = play_score(score);
  ASSERT_TRUE(music);
  EXPECT_EQ(music->chords,
            (std::vector<ChordSymbol>{{0, 1}, {0.5, 5}, {1.5, 7}, {2, 1}, {2.5, 5}, {3.5, 7}}));
}

TEST(ScorePlayback, ASignInAnyPartCounts) {
  PrintedScore score = score_of({"", "", ""});
  score.parts.push_back(score_of({"", "]"}).parts[0]);
  EXPECT_EQ(playing_order(score, 100), (std::vector<std::size_t>{0, 1, 0, 1, 2}));
}

TEST(ScorePlayback, PartsStartTheirMeasuresTogether) {
  PrintedScore score = score_of({"", "", ""});
  ScorePart second;
  second.measures.resize(2);
  second.measures[0].events.emplace_back(note(48, 1));
  second.measures[1].events.emplace_back(note(50, 4));
  score.parts.push_back(second);
  const auto music = play_score(score);
  ASSERT_TRUE(music);
  ASSERT_EQ(music->notes.size(), 5u);
  EXPECT_EQ(music->notes[2].pitch, 50);
  EXPECT_DOUBLE_EQ(music->notes[2].start_s, 2);
  EXPECT_EQ(music->instruments.size(), 2u);
  EXPECT_DOUBLE_EQ(music->total_time_s, 6);
}

TEST(ScorePlayback, TheTempoOfAPickupHoldsFromTheBeginning) {
  PrintedScore score = score_of({"", ""});
  auto& first = score.parts[0].measures[0].events;
  first = {TimeSignature{0, 3, 4}, Tempo{0, 60}, note(67, 1)};
  score.parts[0].measures[1].events = {note(60, 1.5), Tempo{0, 120}, note(62, 1.5)};
  const auto music = play_score(score);
  ASSERT_TRUE(music);
  EXPECT_EQ(music->tempos, (std::vector<Tempo>{{0, 60}, {4.5, 120}}));
  EXPECT_EQ(music->time_signatures, (std::vector<TimeSignature>{{0, 3, 4}}));
  EXPECT_DOUBLE_EQ(music->notes[0].start_s, 2);
  EXPECT_DOUBLE_EQ(music->notes[2].end_s, 5.25);
}

TEST(ScorePlayback, WithoutMetersTheFirstMeasureTellsIt) {
  PrintedScore score = score_of({"", ""});
  for (auto& measure : score.parts[0].measures) measure.events = {note(60, 3)};
  const auto music = play_score(score);
  ASSERT_TRUE(music);
  EXPECT_EQ(music->time_signatures, (std::vector<TimeSignature>{{0, 3, 4}}));
}

TEST(ScorePlayback, AScoreWithoutNotesIsAnError) {
  PrintedScore score = score_of({"", ""});
  for (auto& measure : score.parts[0].measures) measure.events = {note(kScoreRest, 4)};
  const auto music = play_score(score);
  ASSERT_FALSE(music);
  EXPECT_EQ(music.error().code, ErrorCode::kNoMusic);
}

}  // namespace
}  // namespace segue
