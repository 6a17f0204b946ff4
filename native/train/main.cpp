// SPDX-License-Identifier: Apache-2.0
// The program segue-train: trains, evaluates and exports models.
#include <CLI/CLI.hpp>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <exception>

#include "native/train/attributes_command.h"
#include "native/train/eval_command.h"
#include "native/train/export_command.h"
#include "native/train/memory.h"
#include "native/train/prior_command.h"
#include "native/train/train_command.h"

namespace {

std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free, "set from a signal handler");

// The second signal ends the program at once.
extern "C" void on_signal(int signal) {
  interrupted = true;
  std::signal(signal, SIG_DFL);
}

/// The first of the training options that was given, where a subcommand would not look at it.
std::string training_option(const CLI::App& app) {
  for (const CLI::Option* option : app.get_options()) {
    const std::string name = option->get_single_name();
    const bool common = name == "json" || name == "quiet" || name == "help" || name == "version";
    if (!common && option->count() > 0) return "--" + name;
  }
  return {};
}

int run(int argc, char** argv) {
  CLI::App app{"Trains, evaluates and exports Segue's models.", "segue-train"};
  app.require_subcommand(0, 1);
  app.fallthrough();  // subcommands take it over: --json works after them too
  app.footer(
      "Example:\n  segue-train --config mel_2bar_small --dataset melodies.h5 --run runs/first "
      "--minutes 60");
  app.set_version_flag("--version", std::string("segue-train ") + SEGUE_VERSION);
  segue::CommonOptions common;
  bool list_configs = false;
  app.add_flag("--json", common.json, "Machine-readable output on stdout");
  app.add_flag("-q,--quiet", common.quiet, "No progress and no log lines");
  app.add_flag("--list-configs", list_configs, "Print the configurations there are");
  segue::TrainCommand train;
  train.add_options(app);
  segue::EvalCommand eval;
  const CLI::App* eval_app = eval.add_to(app);
  int exit_code = 0;
  segue::add_export_command(app, exit_code);
  segue::add_prior_command(app, exit_code);
  segue::add_attributes_command(app, exit_code);
  app.parse_complete_callback([&app] {  // before a subcommand does its work
    const std::string given = training_option(app);
    if (given.empty() || app.get_subcommands().empty()) return;
    const std::string verb = app.get_subcommands()[0]->get_name();
    throw CLI::ValidationError(given, "is for training and says nothing to " + verb +
                                          "; see segue-train " + verb + " --help");
  });
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (list_configs) {
    segue::print_configs(common.json);
    return 0;
  }
  if (app.got_subcommand(eval_app)) return eval.run(common);
  if (!app.get_subcommands().empty()) return exit_code;
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  return train.run(common, interrupted);
}

}  // namespace

int main(int argc, char** argv) {
  segue::keep_freed_memory();
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 1;
  }
}
