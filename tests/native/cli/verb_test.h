// SPDX-License-Identifier: Apache-2.0
// What tests of segue's verbs share: a folder of their own, the program in it, a tune to give it.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "native/io/atomic_file.h"
#include "native/io/file.h"
#include "shared/midi/from_note_sequence.h"
#include "shared/midi/to_note_sequence.h"
#include "tests/native/run_program.h"
#include "tests/native/temporary_folder.h"

namespace segue {

class VerbTest : public testing::Test {
 protected:
  TemporaryFolder folder;

  Outcome segue(const std::vector<std::string>& arguments, const std::string& input = {}) {
    return run_segue(arguments, folder.path(), input);
  }
  /// The names of what is in `where`, sorted.
  std::vector<std::string> files(const std::string& where = ".") {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder / where)) {
      names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }
  NoteSequence notes_of(const std::string& name) {
    const auto bytes = read_file(folder / name);
    if (!bytes) return ADD_FAILURE() << bytes.error().message, NoteSequence{};
    return read_midi(*bytes)->sequence;
  }
  /// A tune in quarters, `bars` long: 60, 65, 70, 62, ... on a flute.
  void write_scale(const std::string& name, int bars, int numerator = 4, double tempo_qpm = 120) {
    NoteSequence sequence;
    sequence.tempos = {{0, tempo_qpm}};
    sequence.time_signatures = {{0, numerator, 4}};
    sequence.instruments = {{0, 0, 5, false, "Flute <1>"}};
    const double quarter_s = 60 / tempo_qpm;
    for (int i = 0; i < bars * numerator; ++i) {
      sequence.notes.push_back(
          {60 + (i * 5) % 13, 80, i * quarter_s, (i + 1) * quarter_s, 5, 0, false});
    }
    sequence.total_time_s = bars * numerator * quarter_s;
    const auto bytes = write_midi(sequence);
    ASSERT_TRUE(bytes.ok());
    ASSERT_TRUE(write_file(folder / name, *bytes).ok());
  }
};

}  // namespace segue
