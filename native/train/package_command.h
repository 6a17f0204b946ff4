// SPDX-License-Identifier: Apache-2.0
// What the subcommands share that give an exported package a part computed from a data set (prior,
// attributes): their options, the way in and the way out.
#pragma once

#include <optional>
#include <string>

#include "native/train/export_package.h"
#include "shared/model/model_package.h"

namespace CLI {
class App;
}

namespace segue {

struct PackageOptions {
  std::string package, dataset;
  std::string output;  ///< a folder, or empty: the package itself
  int threads = 0;     ///< 0: one a core
  bool force = false, remove = false, json = false, quiet = false;
};

/// --package, --dataset, --output, --threads, --remove ("Take the package's `part` away"), --force.
void add_package_options(CLI::App& verb, PackageOptions& options, const std::string& part);
/// Once the command line is read: takes --json and --quiet from `app` and prints what is wrong.
/// False: the answer is kWrongUsage.
bool finish_package_options(const CLI::App& app, PackageOptions& options);
inline constexpr int kWrongUsage = 2;

/// Threads for the engine.
int engine_threads(const PackageOptions& options);

struct OpenPackage {
  ModelPackage card;
  PackageFiles files;
};
/// Errors: those of read_package and parse_model_package; kInvalidArgument for another kind than
/// vae.
Result<OpenPackage> open_package(const PackageOptions& options);
/// Writes the files in place or to --output; with --remove the part's `old` file goes too.
Result<void> save_package(const PackageOptions& options, const PackageFiles& files,
                          const std::optional<std::string>& old);

/// Prints the message; the exit code.
int print_failure(const Error& error);

}  // namespace segue
