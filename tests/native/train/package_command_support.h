// SPDX-License-Identifier: Apache-2.0
// What the tests of `segue-train prior` and `segue-train attributes` share: a data set drawn at
// random and a command line.
#pragma once

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "native/io/dataset_file.h"
#include "native/io/file.h"
#include "shared/base/rng.h"
#include "shared/model/model_package.h"

namespace segue::test {

inline Dataset random_melodies(int windows) {
  Dataset data;
  Rng rng(9);
  for (auto* split : {&data.train, &data.eval}) {
    for (int i = 0; i < windows; ++i) {
      for (int t = 0; t < data.steps; ++t) {
        const bool note = rng.uniform() < 0.3;
        split->tokens.push_back(static_cast<std::uint8_t>(note ? 30 + rng.below(30) : 0));
      }
      split->piece.push_back(split == &data.train ? 0 : 1);
      split->bar.push_back(1);
      split->instrument.push_back(0);
    }
  }
  const std::string hash(64, '0');
  data.pieces = {{"a.mid", hash, "train", windows}, {"b.mid", hash, "eval", windows}};
  return data;
}

/// Melodies of one bar, which the tiny model of two bars has no use for.
inline Dataset shorter_melodies(int windows) {
  Dataset data = random_melodies(windows);
  data.steps = 16;
  data.bars = 1;
  for (auto* split : {&data.train, &data.eval}) {
    split->tokens.resize(static_cast<std::size_t>(windows * data.steps));
  }
  return data;
}

/// `add` is add_prior_command or add_attributes_command.
template <class Add>
int run_command(Add add, std::vector<std::string> arguments) {
  CLI::App app;
  app.fallthrough();
  app.add_flag("--json");
  app.add_flag("--quiet");
  int exit_code = -1;
  add(app, exit_code);
  std::reverse(arguments.begin(), arguments.end());
  app.parse(arguments);
  return exit_code;
}

inline Result<ModelPackage> read_card(const std::string& folder) {
  const auto text = read_text_file((std::filesystem::path(folder) / "model.json").string());
  if (!text) return text.error();
  return parse_model_package(*text);
}

}  // namespace segue::test
