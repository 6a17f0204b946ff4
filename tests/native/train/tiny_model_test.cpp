// SPDX-License-Identifier: Apache-2.0
#include "tests/native/train/tiny_model.h"

#include <gtest/gtest.h>

#include "native/io/file.h"

namespace segue {
namespace {

// model.json also names the trainer's settings, which may grow; the graphs are compared byte by
// byte.
TEST(TinyModel, TheGraphsInTheTestDataAreWhatTheExporterWrites) {
  const std::pair<const char*, Result<PackageFiles>> packages[] = {
      {"tiny_model/", make_tiny_model()},
      {"tiny_trio/", make_tiny_trio()},
      {"tiny_waltz/", make_tiny_waltz()},
      {"tiny_rnn/", make_tiny_rnn()},
      {"tiny_attention/", make_tiny_attention()}};
  for (const auto& [folder, files] : packages) {
    ASSERT_TRUE(files.ok()) << files.error().message;
    for (const auto& [name, bytes] : *files) {
      if (!name.ends_with(".onnx")) continue;
      const auto kept = read_file(std::string(SEGUE_TEST_DATA "/") + folder + name);
      ASSERT_TRUE(kept.ok()) << kept.error().message;
      EXPECT_TRUE(*kept == bytes)
          << folder << name
          << " differs; if that is meant, write the folder anew with segue_make_tiny_model";
    }
  }
}

}  // namespace
}  // namespace segue
