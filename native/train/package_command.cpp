// SPDX-License-Identifier: Apache-2.0
#include "native/train/package_command.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <thread>

#include "native/io/file.h"

namespace segue {
namespace {

namespace fs = std::filesystem;

bool is_set(const CLI::App& app, const char* name) {
  const auto* option = app.get_option_no_throw(name);
  return option != nullptr && option->count() > 0;
}

}  // namespace

void add_package_options(CLI::App& verb, PackageOptions& options, const std::string& part) {
  verb.add_option("-p,--package", options.package, "Folder of the model package")->required();
  verb.add_option("-d,--dataset", options.dataset, "HDF5 file of `segue dataset build`");
  verb.add_option("-o,--output", options.output,
                  "Folder of a package with the same graphs to write (default: change --package)");
  verb.add_option("--threads", options.threads, "Threads of the graphs [one a core]")
      ->check(CLI::PositiveNumber);
  verb.add_flag("--remove", options.remove, "Take the package's " + part + " away");
  verb.add_flag("-f,--force", options.force, "Replace the package at --output");
}

bool finish_package_options(const CLI::App& app, PackageOptions& options) {
  options.json = is_set(app, "--json");
  options.quiet = is_set(app, "--quiet");
  if (!options.dataset.empty() || options.remove) return true;
  std::fprintf(stderr, "error: --dataset is required, or --remove.\n");
  return false;
}

int engine_threads(const PackageOptions& options) {
  return options.threads > 0 ? options.threads
                             : static_cast<int>(std::thread::hardware_concurrency());
}

Result<OpenPackage> open_package(const PackageOptions& options) {
  const auto card = read_text_file((fs::path(options.package) / "model.json").string());
  if (!card) return card.error();
  auto package = parse_model_package(*card);
  if (!package) return package.error();
  if (auto good = expect_kind(*package, kVaeKind); !good) return good.error();
  auto files = read_package(options.package);
  if (!files) return files.error();
  return OpenPackage{std::move(*package), std::move(*files)};
}

Result<void> save_package(const PackageOptions& options, const PackageFiles& files,
                          const std::optional<std::string>& old) {
  const std::string& output = options.output.empty() ? options.package : options.output;
  const bool replace = output == options.package || options.force;
  const auto written = write_package(output, files, replace ? Overwrite::kYes : Overwrite::kNo);
  if (!written) return written.error();
  if (options.remove && old) {  // write_package keeps files it does not know
    std::error_code ignored;
    fs::remove(fs::path(output) / *old, ignored);
  }
  return {};
}

int print_failure(const Error& error) {
  std::fprintf(stderr, "error: %s\n", error.message.c_str());
  return 1;
}

}  // namespace segue
