// SPDX-License-Identifier: Apache-2.0
#include "native/train/prior_command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "native/io/progress.h"
#include "native/ort/ort_backend.h"
#include "native/train/encode_windows.h"
#include "native/train/fit_critic.h"
#include "native/train/fit_prior.h"
#include "native/train/package_command.h"

namespace segue {
namespace {

struct Options : PackageOptions {
  PriorOptions fit;
  bool critic = false;
  CriticOptions critic_fit;
  bool components_given = false, draws_given = false;
  EncodeOptions encode;
};

constexpr std::int64_t kHeldOutWindows = 4000;

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
  std::optional<double> told_apart;                 ///< by the critic; none without
};

Result<Outcome> fit(Options options, const ModelPackage& package) {
  const auto data = read_dataset(options.dataset);
  if (!data) return data.error();
  fit_to_size(options, data->train.windows());
  auto backend = OrtBackend::create(package, options.package,
                                    {.threads = engine_threads(options), .library = ""});
  if (!backend) return backend.error();
  MusicVae model(package, **backend);
  const auto encode = [&](const DatasetSplit& split, EncodeOptions how) {
    Progress progress("encoding", 0, "windows", options.quiet);
    how.on_progress = [&](std::int64_t done, std::int64_t) { progress.update(done); };
    auto latents = encode_windows(model, *data, split, how);
    progress.clear();
    return latents;
  };
  const auto latents = encode(data->train, options.encode);
  if (!latents) return latents.error();
  auto prior = fit_prior(*latents, package.z_size, options.fit);
  if (!prior) return prior.error();
  if (options.critic) {
    prior->critic = fit_critic(*latents, *prior, options.critic_fit);
  }
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
    if (prior->critic) {
      Prior mixture = *prior;
      mixture.critic.reset();
      outcome.told_apart = critic_accuracy(*prior->critic, *others, mixture, options.fit.seed + 1);
    }
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
    if (outcome.told_apart) out["critic_accuracy"] = *outcome.told_apart;
    std::printf("%s\n", out.dump(2).c_str());
  } else if (!options.quiet) {
    std::fprintf(stderr, "a prior of %d components, rank %d, from %lld vectors, %.2f MB\n",
                 prior.components, prior.rank, static_cast<long long>(outcome.vectors),
                 static_cast<double>(file_bytes) / 1e6);
    if (outcome.held_out) {
      std::fprintf(stderr, "held-out log density %.2f nats (unit Gaussian %.2f)\n",
                   *outcome.held_out, *outcome.held_out_normal);
    }
    if (outcome.told_apart) {
      std::fprintf(stderr,
                   "the critic tells %.1f %% of held-out vectors and draws apart (50 %%: nobody "
                   "could)\n",
                   100 * *outcome.told_apart);
    }
  }
}

int run(const Options& options) {
  auto package = open_package(options);
  if (!package) return print_failure(package.error());
  const auto& old = package->card.prior;
  Result<Outcome> outcome = Outcome{};
  if (!options.remove) {
    outcome = fit(options, package->card);
    if (!outcome) return print_failure(outcome.error());
  }
  const auto bytes = options.remove ? std::vector<std::uint8_t>() : format_prior(outcome->prior);
  if (auto set = set_package_prior(package->files, bytes); !set) return print_failure(set.error());
  const auto saved =
      save_package(options, package->files, old ? std::optional(old->file) : std::nullopt);
  if (!saved) return print_failure(saved.error());
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
  add_package_options(*verb, *options, "prior");
  verb->add_option("-k,--components", options->fit.components,
                   "Gaussians of the mixture [32, or one a window]")
      ->check(CLI::Range(1, 4096));
  verb->add_option("--rank", options->fit.rank, "Common directions of each; 0: diagonal")
      ->capture_default_str()
      ->check(CLI::Range(0, 4096));
  verb->add_option("--iterations", options->fit.iterations, "Of k-means, then of EM")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000));
  verb->add_flag("--critic", options->critic,
                 "Also train a critic that tells music's vectors from the mixture's draws; samples "
                 "then keep those it believes");
  verb->add_option("--critic-steps", options->critic_fit.steps, "Steps of its training")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000000));
  verb->add_option("--windows", options->encode.windows, "Training windows to use [all]")
      ->check(CLI::PositiveNumber);
  verb->add_option("--draws", options->encode.draws,
                   "Draws of each window's posterior; 0: its mean [1; more for few windows]")
      ->check(CLI::Range(0, 1000));
  verb->add_option("-s,--seed", options->fit.seed, "Of the draws and the fit")
      ->capture_default_str();
  verb->callback([options, verb, &app, &exit_code] {
    if (!finish_package_options(app, *options)) {
      exit_code = kWrongUsage;
      return;
    }
    options->encode.seed = options->critic_fit.seed = options->fit.seed;
    options->components_given = verb->count("--components") > 0;
    options->draws_given = verb->count("--draws") > 0;
    exit_code = run(*options);
  });
}

}  // namespace segue
