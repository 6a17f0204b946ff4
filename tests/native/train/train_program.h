// SPDX-License-Identifier: Apache-2.0
// segue-train as users run it, for tests that need what it leaves behind.
#pragma once

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "tests/native/run_program.h"
#include "tests/native/temporary_folder.h"

namespace segue {

/// `arguments` are words parted by spaces.
inline Outcome run_segue_train(const std::string& arguments) {
  std::vector<std::string> words = {SEGUE_TRAIN_PROGRAM};
  std::istringstream text(arguments);
  for (std::string word; text >> word;) words.push_back(word);
  return run_program(words);
}

class TrainProgramTest : public testing::Test {
 protected:
  int run(const std::string& arguments) {
    last_ = run_segue_train(arguments);
    return last_.exit_code;
  }
  /// What the last run said, on both streams.
  std::string output() const { return last_.out + last_.err; }
  const std::string& json() const { return last_.out; }

  TemporaryFolder folder_;

 private:
  Outcome last_;
};

}  // namespace segue
