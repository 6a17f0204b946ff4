// SPDX-License-Identifier: Apache-2.0
// segue-train without a subcommand: trains.
#pragma once

#include <CLI/CLI.hpp>
#include <atomic>

namespace segue {

/// Options every command of the program has.
struct CommonOptions {
  bool json = false, quiet = false;
};

/// Adds the training options to the program itself; `run` does it after parsing and returns the
/// exit code.
struct TrainCommand {
  void add_options(CLI::App& app);
  int run(const CommonOptions& common, const std::atomic<bool>& interrupted);

  std::string config, dataset, run_folder, init, engine = "auto", best, device = "cpu";
  std::vector<std::string> settings;
  long long steps = 0;
  double minutes = 0;
  int threads = 0;
  long long seed = -1;
  bool resume = false;
};

/// Prints "error: ..." on stderr; the exit code for failure.
int fail(const struct Error& error);

/// `--device` of train and eval.
void add_device_option(CLI::App& app, std::string& device);

/// The table of --list-configs.
void print_configs(bool json);

}  // namespace segue
