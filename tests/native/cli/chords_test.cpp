// SPDX-License-Identifier: Apache-2.0
// Chords through the program: the shipped model's melodies keep to them, others are told none.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "native/io/file.h"
#include "shared/midi/to_note_sequence.h"
#include "tests/native/run_program.h"
#include "tests/native/temporary_folder.h"

namespace segue {
namespace {

namespace fs = std::filesystem;
using Chord = std::set<int>;  // pitch classes

/// Share of the notes whose pitch belongs to the chord of their half bar, of `chords`.
double chord_tones(const std::string& folder, const std::vector<Chord>& chords) {
  int notes = 0, inside = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto bytes = read_file(entry.path().string());
    EXPECT_TRUE(bytes);
    const auto file = read_midi(*bytes);
    EXPECT_TRUE(file);
    for (const Note& note : file->sequence.notes) {  // at 120 quarters a minute a half bar is 1 s
      const auto place = std::min(chords.size() - 1, static_cast<std::size_t>(note.start_s + 1e-6));
      ++notes;
      inside += chords[place].contains(note.pitch % 12) ? 1 : 0;
    }
  }
  EXPECT_GT(notes, 200);
  return static_cast<double>(inside) / notes;
}

TEST(ShippedChordModel, MelodiesKeepToTheChordsTheyAreTold) {
  const std::vector<Chord> near = {{0, 4, 7}, {9, 0, 4}, {5, 9, 0}, {7, 11, 2}};
  const std::vector<Chord> far = {{6, 10, 1}, {3, 6, 10}, {11, 3, 6}, {1, 5, 8}};
  for (const auto& [text, told, other] :
       {std::tuple{"C Am F G", near, far}, std::tuple{"F# D#m B C#", far, near}}) {
    TemporaryFolder folder;
    const auto outcome =
        run_segue({"sample", "--model", SEGUE_MODELS_FOLDER "/mel_2bar_chords", "--count", "60",
                   "--seed", "3", "--tempo", "120", "--chords", text, "--output", "out"},
                  folder.path());
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const double inside = chord_tones(folder / "out", told);
    const double outside = chord_tones(folder / "out", other);
    RecordProperty(text, std::to_string(inside) + " told, " + std::to_string(outside) + " not");
    std::printf("%s: %.3f of the notes are chord tones, %.3f of the other progression's\n", text,
                inside, outside);
    EXPECT_GT(inside, 0.4) << text;
    EXPECT_LT(outside, 0.15) << text;
  }
}

TEST(ChordOption, ChordsForAModelThatIsToldNoneAreRefused) {
  TemporaryFolder folder;
  const std::string tune = SEGUE_TEST_DATA "/../../web/examples/ode-to-joy.mid:1";
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{"sample"}, {"similar", tune}}) {
    auto all = arguments;
    all.insert(all.end(), {"--chords", "C Am F G", "--model", SEGUE_TEST_DATA "/tiny_model"});
    const auto outcome = run_segue(all, folder.path());
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_NE(outcome.err.find("not told chords"), std::string::npos) << outcome.err;
  }
}

}  // namespace
}  // namespace segue
