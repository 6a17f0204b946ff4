// SPDX-License-Identifier: Apache-2.0
#include "tests/native/train/tiny_model.h"

#include <gtest/gtest.h>

#include "native/io/file.h"

namespace segue {
namespace {

// model.json also names the trainer's settings, which may grow; the graphs are compared byte by
// byte.
TEST(TinyModel, TheGraphsInTheTestDataAreWhatTheExporterWrites) {
  const auto files = make_tiny_model();
  ASSERT_TRUE(files.ok()) << files.error().message;
  for (const char* name : {"encoder.onnx", "decoder.onnx"}) {
    const auto kept = read_file(std::string(SEGUE_TEST_DATA "/tiny_model/") + name);
    ASSERT_TRUE(kept.ok()) << kept.error().message;
    EXPECT_TRUE(*kept == files->at(name))
        << name << " differs; if that is meant, write the folder anew with segue_make_tiny_model";
  }
}

}  // namespace
}  // namespace segue
