// SPDX-License-Identifier: Apache-2.0
#include "native/train/prior_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "native/io/file.h"
#include "native/io/progress.h"
#include "native/ort/ort_backend.h"
#include "native/train/encode_windows.h"
#include "native/train/export_package.h"
#include "native/train/fit_prior.h"

namespace segue {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string package, dataset, output;
  PriorOptions fit;
  bool components_given = false, draws_given = false;
  EncodeOptions encode;
  int threads = 0;
  bool force = false, remove = false, json = false, quiet = false;
};

constexpr std::int64_t kHeldOutWindows = 4000;

int failed(const Error& error) {
  std::fprintf(stderr, "error: %s\n", error.message.c_str());
  return 1;
}

/// A component for every window at most, and as many draws as give each about a hundred vectors.
void fit_to_size(Options& options, std::int64_t windows) {
  if (options.encode.windows > 0) windows = std::min(windows, options.encode.windows);
  if (windows <= 0) return;  // the encoder says what is missing
  const auto most = static_cast<int>(std::min<std::int64_t>(windows, options.fit.components));
  if (!options.components_given) options.fit.components = most;
  if (options.draws_given) return;
  const std::int64_t wanted = 100 * static_cast<std::int64_t>(options.fit.components);
  options.encode.draws = static_cast<int>(std::clamp<std::int64_t>(wanted / windows, 1, 100));
}

/// What the fit is worth: mean log density of held-out latent vectors.
struct Outcome {
  Prior prior;
  std::int64_t vectors = 0;
  std::optional<double> held_out, held_out_normal;  ///< none without held-out windows
};

Result<Outcome> fit(Options options, const ModelPackage& package) {
  const auto data = read_dataset(options.dataset);
  if (!data) return data.error();
  fit_to_size(options, data->train.windows());
  const int threads =
      options.threads > 0 ? options.threads : static_cast<int>(std::thread::hardware_concurrency());
  auto backend = OrtBackend::create(package, options.package, {.threads = threads, .library = ""});
  if (!backend) return backend.error();
  MusicVae model(package, **backend);
  const auto output = options.quiet ? Progress::Output::kQuiet : Progress::Output::kTerminalOnly;
  const auto encode = [&](const DatasetSplit& split, EncodeOptions how) {
    Progress progress("encoding", 0, "windows", output);
    how.on_progress = [&](std::int64_t done, std::int64_t) { progress.update(done); };
    auto latents = encode_windows(model, *data, split, how);
    progress.clear();
    return latents;
  };
  const auto latents = encode(data->train, options.encode);
  if (!latents) return latents.error();
  auto prior = fit_prior(*latents, package.z_size, options.fit);
  if (!prior) return prior.error();
  // What the file holds is what is measured.
  prior = parse_prior(format_prior(*prior), package.z_size);
  if (!prior) return prior.error();
  Outcome outcome;
  outcome.vectors = static_cast<std::int64_t>(latents->size()) / package.z_size;
  if (data->eval.windows() > 0) {
    EncodeOptions held_out = options.encode;
    held_out.windows = kHeldOutWindows;
    const auto others = encode(data->eval, held_out);
    if (!others) return others.error();
    outcome.held_out = mean_log_density(*prior, *others);
    outcome.held_out_normal = mean_log_density(normal_prior(package.z_size), *others);
  }
  outcome.prior = std::move(*prior);
  return outcome;
}

void report(const Options& options, const Outcome& outcome, std::size_t file_bytes) {
  const Prior& prior = outcome.prior;
  if (options.json) {
    nlohmann::ordered_json out = {{"components", prior.components},
                                  {"rank", prior.rank},
                                  {"vectors", outcome.vectors},
                                  {"file_bytes", file_bytes}};
    if (outcome.held_out) {
      out["held_out_nats"] = *outcome.held_out;
      out["held_out_nats_normal"] = *outcome.held_out_normal;
    }
    std::printf("%s\n", out.dump(2).c_str());
  } else if (!options.quiet) {
    std::fprintf(stderr, "a prior of %d components, rank %d, from %lld vectors, %.2f MB\n",
                 prior.components, prior.rank, static_cast<long long>(outcome.vectors),
                 static_cast<double>(file_bytes) / 1e6);
    if (outcome.held_out) {
      std::fprintf(stderr, "held-out log density %.2f nats (unit Gaussian %.2f)\n",
                   *outcome.held_out, *outcome.held_out_normal);
    }
  }
}

int run(const Options& options) {
  const auto card = read_text_file((fs::path(options.package) / "model.json").string());
  if (!card) return failed(card.error());
  const auto package = parse_model_package(*card);
  if (!package) return failed(package.error());
  const std::string output = options.output.empty() ? options.package : options.output;
  auto files = read_package(options.package);
  if (!files) return failed(files.error());
  Result<Outcome> outcome = Outcome{};
  if (!options.remove) {
    outcome = fit(options, *package);
    if (!outcome) return failed(outcome.error());
  }
  const auto bytes = options.remove ? std::vector<std::uint8_t>() : format_prior(outcome->prior);
  if (auto set = set_package_prior(*files, bytes); !set) return failed(set.error());
  const bool in_place = output == options.package;
  const auto written =
      write_package(output, *files, in_place || options.force ? Overwrite::kYes : Overwrite::kNo);
  if (!written) return failed(written.error());
  if (options.remove && package->prior) {  // write_package keeps files it does not know
    std::error_code ignored;
    fs::remove(fs::path(output) / package->prior->file, ignored);
  }
  if (!options.remove) report(options, *outcome, bytes.size());
  return 0;
}

}  // namespace

void add_prior_command(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  auto* verb = app.add_subcommand("prior", "Fit a package's prior to its training music");
  verb->footer(
      "\nExample:\n  segue-train prior --package models/mine --dataset melodies.h5 --components "
      "64");
  verb->add_option("-p,--package", options->package, "Folder of the model package")->required();
  verb->add_option("-d,--dataset", options->dataset, "HDF5 file of `segue dataset build`");
  verb->add_option("-o,--output", options->output,
                   "Folder of a package with the same graphs to write (default: change --package)");
  verb->add_option("-k,--components", options->fit.components,
                   "Gaussians of the mixture [32, or one a window]")
      ->check(CLI::Range(1, 4096));
  verb->add_option("--rank", options->fit.rank, "Common directions of each; 0: diagonal")
      ->capture_default_str()
      ->check(CLI::Range(0, 4096));
  verb->add_option("--iterations", options->fit.iterations, "Of k-means, then of EM")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000));
  verb->add_option("--windows", options->encode.windows, "Training windows to use [all]")
      ->check(CLI::PositiveNumber);
  verb->add_option("--draws", options->encode.draws,
                   "Draws of each window's posterior; 0: its mean [1; more for few windows]")
      ->check(CLI::Range(0, 1000));
  verb->add_option("-s,--seed", options->fit.seed, "Of the draws and the fit")
      ->capture_default_str();
  verb->add_option("--threads", options->threads, "Threads of the encoder [one a core]")
      ->check(CLI::PositiveNumber);
  verb->add_flag("--remove", options->remove, "Take the package's prior away");
  verb->add_flag("-f,--force", options->force, "Replace the package at --output");
  verb->callback([options, verb, &app, &exit_code] {
    const auto set = [&](const char* name) {
      const auto* option = app.get_option_no_throw(name);
      return option != nullptr && option->count() > 0;
    };
    options->json = set("--json");
    options->quiet = set("--quiet");
    options->encode.seed = options->fit.seed;
    options->components_given = verb->count("--components") > 0;
    options->draws_given = verb->count("--draws") > 0;
    if (options->dataset.empty() && !options->remove) {
      std::fprintf(stderr, "error: --dataset is required, or --remove.\n");
      exit_code = 2;
      return;
    }
    exit_code = run(*options);
  });
}

}  // namespace segue
