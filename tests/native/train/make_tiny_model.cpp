// SPDX-License-Identifier: Apache-2.0
// Writes tiny_model, tiny_trio, tiny_waltz, tiny_rnn and tiny_attention into tests/data: packages
// with small random networks, for tests that run where there is no exporter. Usage:
// segue_make_tiny_model tests/data. A test compares the folders with what this gives.
#include <cstdio>
#include <string>
#include <utility>

#include "tests/native/train/tiny_model.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: segue_make_tiny_model FOLDER\n");
    return 2;
  }
  const std::pair<const char*, segue::Result<segue::PackageFiles>> packages[] = {
      {"/tiny_model", segue::make_tiny_model()},
      {"/tiny_trio", segue::make_tiny_trio()},
      {"/tiny_waltz", segue::make_tiny_waltz()},
      {"/tiny_rnn", segue::make_tiny_rnn()},
      {"/tiny_attention", segue::make_tiny_attention()}};
  for (const auto& [name, files] : packages) {
    const auto done =
        files ? segue::write_package(std::string(argv[1]) + name, *files, segue::Overwrite::kYes)
              : segue::Result<void>(files.error());
    if (done) continue;
    std::fprintf(stderr, "error: %s\n", done.error().message.c_str());
    return 1;
  }
  return 0;
}
