// SPDX-License-Identifier: Apache-2.0
// segue-train eval: held-out measures of a run, also as its weights will be stored.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace segue {

struct CommonOptions;

struct EvalCommand {
  /// Adds the subcommand `eval`; it must outlive parsing.
  CLI::App* add_to(CLI::App& app);
  /// The exit code.
  int run(const CommonOptions& common) const;

  std::string run_folder, dataset, engine = "auto", device = "cpu", checkpoint = "best";
  std::vector<std::string> stores = {"f32"};
  std::vector<int> baselines = {1, 2, 4};
  std::string pieces;
  long long windows = 0;
  int threads = 0;
};

}  // namespace segue
