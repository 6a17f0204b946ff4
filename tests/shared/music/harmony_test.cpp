// SPDX-License-Identifier: Apache-2.0
// Keys and chords of pieces whose harmony is known because the test writes it.
#include <gtest/gtest.h>

#include "shared/codec/chord_codec.h"
#include "shared/music/chord_inference.h"
#include "shared/music/key_estimation.h"
#include "tests/shared/music/make_sequence.h"

namespace segue {
namespace {

using test::make_sequence;
using test::StepNote;

std::vector<int> triad(std::uint8_t chord) {
  const int root = (chord - 1) % 12, quality = (chord - 1) / 12;
  const int third = quality == 1 || quality == 3 ? 3 : 4;
  const int fifth = quality == 2 ? 8 : quality == 3 ? 6 : 7;
  return {48 + root, 48 + root + third, 48 + root + fifth};
}

enum class Texture { kBlocks, kArpeggio, kWithMelody };

/// A bar for each chord of `symbols`.
NoteSequence play(const std::string& symbols, Texture texture, int transpose = 0) {
  std::vector<StepNote> notes;
  int bar = 0;
  const auto chords = parse_chords(symbols);
  EXPECT_TRUE(chords.ok());
  for (const auto chord : *chords) {
    const auto pitches = triad(chord);
    for (int beat = 0; beat < 4; ++beat) {
      const double start = bar * 16 + beat * 4;
      if (texture == Texture::kArpeggio) {
        constexpr std::size_t kOrder[] = {0, 1, 2, 1};
        notes.push_back({pitches[kOrder[beat]] + transpose, start, start + 4});
        continue;
      }
      for (const int pitch : pitches) notes.push_back({pitch + transpose, start, start + 4});
      if (texture != Texture::kWithMelody) continue;
      // A chord note on the beat, the scale note above it as a passing note after it.
      notes.push_back(
          {pitches[static_cast<std::size_t>(beat % 3)] + 24 + transpose, start, start + 2, 1});
      notes.push_back(
          {pitches[static_cast<std::size_t>(beat % 3)] + 26 + transpose, start + 2, start + 4, 1});
    }
    ++bar;
  }
  return make_sequence(notes);
}

std::string heard(const NoteSequence& sequence, int bars) {
  const ChordTrack track = infer_chords(sequence);
  std::string names;
  for (int bar = 0; bar < bars; ++bar) {
    names += (bar > 0 ? " " : "") + chord_name(track.at(bar * 2.0));
    EXPECT_EQ(track.at(bar * 2.0), track.at(bar * 2.0 + 1.9)) << bar;
  }
  return names;
}

TEST(Chords, ProgressionsComeBackInEveryTexture) {
  for (const char* symbols :
       {"C Am F G", "Am F C G Dm E Am Am", "G Em C D G", "C F Bdim Em Am Dm G C"}) {
    const auto bars = static_cast<int>(parse_chords(symbols)->size());
    EXPECT_EQ(heard(play(symbols, Texture::kBlocks), bars), symbols);
    // Half an arpeggio of Bdim is half of one of G.
    if (std::string(symbols).find("dim") == std::string::npos) {
      EXPECT_EQ(heard(play(symbols, Texture::kArpeggio), bars), symbols);
    }
    EXPECT_EQ(heard(play(symbols, Texture::kWithMelody), bars), symbols);
  }
}

TEST(Chords, EveryKeyIsTreatedAlike) {
  for (int shift = 0; shift < 12; ++shift) {
    const ChordTrack track = infer_chords(play("C Am F G", Texture::kWithMelody, shift));
    const int roots[] = {0, 9, 5, 7};
    for (std::size_t bar = 0; bar < 4; ++bar) {
      const auto quality = bar == 1 ? ChordQuality::kMinor : ChordQuality::kMajor;
      EXPECT_EQ(track.at(static_cast<double>(bar) * 2.0),
                to_chord_class((roots[bar] + shift) % 12, quality))
          << shift << " " << bar;
    }
  }
}

TEST(Chords, ChordsMayChangeInTheMiddleOfABar) {
  const auto notes = make_sequence({{60, 0, 8},
                                    {64, 0, 8},
                                    {67, 0, 8},
                                    {65, 8, 16},
                                    {69, 8, 16},
                                    {72, 8, 16},
                                    {60, 16, 32},
                                    {64, 16, 32},
                                    {67, 16, 32}});
  const ChordTrack track = infer_chords(notes);
  EXPECT_EQ(chord_name(track.at(0)), "C");
  EXPECT_EQ(chord_name(track.at(1.0)), "F");
  EXPECT_EQ(chord_name(track.at(2.0)), "C");
}

TEST(Chords, AWindowThatOutlastsItsTempoKeepsTheLastChord) {
  auto music = play("C G F F", Texture::kBlocks);
  music.tempos = {{0, 120}, {4, 240}};  // bars 3 and 4 are four at the new tempo
  const auto track = infer_chords(music);
  const auto row = track.window(2.0, 0.125, 32);  // bar 2 on, as the old tempo counts
  ASSERT_EQ(row.size(), 32u);
  for (std::size_t t = 0; t < 32; ++t) EXPECT_EQ(chord_name(row[t]), "G") << t;
  EXPECT_EQ(chord_name(track.window(4.0, 0.0625, 32)[0]), "F");
  EXPECT_EQ(track.window(-4.0, 0.125, 16), std::vector<std::uint8_t>(16, kNoChord));
}

TEST(Chords, WrittenSymbolsHoldToTheNextOneWhateverTheNotesSay) {
  auto music = play("C C C C", Texture::kBlocks);
  music.chords = {{0, *parse_chord("Am")}, {3, *parse_chord("F")}, {5, *parse_chord("N.C.")}};
  const auto names = [&](double start_s, double step_s) {
    std::string text;
    for (const auto chord : written_chords(music).window(start_s, step_s, 8))
      text += (text.empty() ? "" : " ") + chord_name(chord);
    return text;
  };
  EXPECT_EQ(names(0, 0.5), "Am Am Am Am Am Am F F");
  EXPECT_EQ(names(3.5, 0.5), "F F F N.C. N.C. N.C. N.C. N.C.");
  music.tempos = {{0, 120}, {4, 240}};
  EXPECT_EQ(names(2, 0.5), "Am Am F F F F F F") << "on the grid of the stretch it starts in";
  EXPECT_EQ(names(4, 0.25), "F F F F N.C. N.C. N.C. N.C.");
}

TEST(Chords, SilenceAndDrumsHaveNoChord) {
  EXPECT_EQ(infer_chords({}).at(0), kNoChord);
  auto drums = play("C C", Texture::kBlocks);
  for (auto& note : drums.notes) note.is_drum = true;
  EXPECT_EQ(infer_chords(drums).at(0), kNoChord);
  const auto track = infer_chords(play("C", Texture::kBlocks));
  EXPECT_EQ(track.at(-1), kNoChord);
  EXPECT_EQ(track.at(100), kNoChord);
  auto waltz = play("C C C", Texture::kBlocks);
  waltz.time_signatures = {{0, 3, 4}};
  EXPECT_EQ(infer_chords(waltz).at(0), kNoChord);
  WindowOptions options;
  options.numerator = 3;
  EXPECT_EQ(infer_chords(waltz, options).at(0), 1);
}

TEST(Keys, ScalesAreRecognisedInEveryKey) {
  for (int tonic = 0; tonic < 12; ++tonic) {
    const auto major = estimate_key(play("C F G C", Texture::kBlocks, tonic));
    ASSERT_TRUE(major.has_value());
    EXPECT_EQ(major->tonic, tonic);
    EXPECT_FALSE(major->minor);
    EXPECT_EQ((major->tonic + major->shift_to_c() + 12) % 12, 0);
    const auto minor = estimate_key(play("Cm Fm G Cm", Texture::kBlocks, tonic));
    ASSERT_TRUE(minor.has_value());
    EXPECT_EQ(minor->tonic, tonic);
    EXPECT_TRUE(minor->minor);
    EXPECT_EQ((minor->tonic + minor->shift_to_c() + 12) % 12, 9);
    for (const auto& key : {*major, *minor}) {
      EXPECT_GE(key.shift_to_c(), -6);
      EXPECT_LE(key.shift_to_c(), 5);
    }
  }
}

TEST(Keys, WithoutPitchesThereIsNone) {
  EXPECT_FALSE(estimate_key(NoteSequence{}).has_value());
  EXPECT_FALSE(
      estimate_key(std::array<double, 12>{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}).has_value());
}

}  // namespace
}  // namespace segue
