// SPDX-License-Identifier: Apache-2.0
// Writes tests/data/tiny_model: a package with a small random network, for tests that run where
// there is no exporter. Usage: segue_make_tiny_model FOLDER. A test compares the folder with what
// this gives.
#include <cstdio>

#include "tests/native/train/tiny_model.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: segue_make_tiny_model FOLDER\n");
    return 2;
  }
  const auto files = segue::make_tiny_model();
  const auto done = files ? segue::write_package(argv[1], *files, segue::Overwrite::kYes)
                          : segue::Result<void>(files.error());
  if (done) return 0;
  std::fprintf(stderr, "error: %s\n", done.error().message.c_str());
  return 1;
}
