// SPDX-License-Identifier: Apache-2.0
#include "native/train/train_command.h"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>

#include "native/train/code_training.h"
#include "native/train/data_meter.h"
#include "native/train/device.h"
#include "native/train/fine_tuning.h"
#include "native/train/run_folder.h"
#include "native/train/starting_point.h"
#include "native/train/train_loop.h"
#include "native/train/train_report.h"
#include "native/train/warm_start.h"

namespace segue {
namespace {

using Json = nlohmann::json;

constexpr int kInterrupted = 130;
constexpr const char* kDefaultConfig = "mel_2bar_small";

// The run's saved configuration, that of the model to start from, or a named one, with the command
// line's changes.
Result<Config> make_config(const TrainCommand& command, const StartingPoint* start,
                           const Dataset& dataset) {
  Result<Config> config = find_config(command.config.empty() ? kDefaultConfig : command.config);
  if (start != nullptr && command.config.empty())
    config = fine_tuning_config(start->config, dataset.train.windows());
  if (command.resume) {
    auto run = load_run(command.run_folder, WhichCheckpoint::kLatest);
    if (!run) return run.error();
    config = run->config;
  }
  if (!config) return config;
  for (const auto& setting : command.settings) {
    if (auto done = set_config_field(*config, setting); !done) return done.error();
  }
  if (command.steps > 0) config->train_steps = command.steps;
  if (!command.best.empty()) config->best_by = command.best;
  if (command.seed >= 0) config->seed = static_cast<std::uint64_t>(command.seed);
  // A run that has begun keeps its windows; those before the setting `meter` say only how long.
  // A stream has no windows.
  const bool windows = !config->is_rnn();
  if (windows && (!command.resume || config->steps == dataset.steps)) {
    config = in_meter_of(dataset, *config);
  }
  if (auto fine = check_config(*config); !fine) return fine.error();
  const bool asked =
      std::any_of(command.settings.begin(), command.settings.end(),
                  [](const std::string& setting) { return setting.rfind("code_steps=", 0) == 0; });
  const bool warm = start != nullptr && !command.config.empty();
  if (config->code_steps > 0 && !warm && (asked || !command.resume)) {
    return invalid_argument(
        "code_steps is what a new run does first: it needs the short model whose codes are learned "
        "and the longer network, --init SHORT --config LONG" +
        std::string(command.resume ? "; --resume goes on behind it" : ""));
  }
  return config;
}

std::string sizes_text(const std::vector<int>& sizes) {
  std::string text;
  for (const int size : sizes) text += (text.empty() ? "" : ",") + std::to_string(size);
  return text.empty() ? "-" : text;
}

}  // namespace

int fail(const Error& error) {
  std::fprintf(stderr, "error: %s\n", error.message.c_str());
  return 1;
}

void print_configs(bool json) {
  Json list = Json::array();
  if (!json) {
    std::printf("%-45s %-15s %10s %10s %15s %4s %5s %6s %12s\n", "configuration", "representation",
                "encoder", "conductor", "decoder", "z", "steps", "batch", "parameters");
  }
  for (const auto& config : config_table()) {
    if (json) {
      auto entry = config_to_json(config);
      entry["parameters"] = parameter_count(config);
      list.push_back(entry);
    } else {
      const std::string size = config.is_rnn() ? "-" : std::to_string(config.z_size);
      const std::string steps = config.is_rnn() ? "any" : std::to_string(config.steps);
      const auto levels = config.encoder_levels.empty() ? "" : " x2";
      const auto cores = config.split_cores ? " each" : "";
      std::printf("%-45s %-15s %10s %10s %15s %4s %5s %6d %12lld\n", config.name.c_str(),
                  config.representation.c_str(),
                  (sizes_text(config.encoder_sizes) + levels).c_str(),
                  sizes_text(config.conductor_sizes).c_str(),
                  (sizes_text(config.decoder_sizes) + cores).c_str(), size.c_str(), steps.c_str(),
                  config.batch_size, static_cast<long long>(parameter_count(config)));
    }
  }
  if (json) std::printf("%s\n", list.dump(2).c_str());
}

void add_device_option(CLI::App& app, std::string& device) {
  app.add_option("--device", device,
                 "cpu, cuda or auto (cuda where there is one); cuda needs LibTorch for CUDA, and "
                 "its code is tested on the processor only")
      ->capture_default_str()
      ->check(CLI::IsMember({"cpu", "cuda", "auto"}));
}

void TrainCommand::add_options(CLI::App& app) {
  app.add_option("-c,--config", config,
                 std::string("Named configuration (see --list-configs) [") + kDefaultConfig + "]");
  app.add_option("-d,--dataset", dataset, "HDF5 file of `segue dataset build`");
  app.add_option("-r,--run", run_folder, "Folder of the run: checkpoints and measurements");
  app.add_option("--set", settings, "Change settings: key=value, one or several");
  app.add_option("-s,--steps", steps, "Stop at this step")->check(CLI::PositiveNumber);
  app.add_option("-m,--minutes", minutes, "Stop after this many minutes of this session")
      ->check(CLI::PositiveNumber);
  app.add_option("--best", best,
                 "Which evaluation is the best, to keep, export and stop early by: the lowest "
                 "held-out loss, or the highest accuracy on the model's own samples [loss]")
      ->check(CLI::IsMember({kBestByLoss, kBestBySampling}));
  app.add_option("--init", init,
                 "Start from a model package or another run: fine-tuning, with settings for few "
                 "data; with --config a warm start of that network, with what fits of the weights");
  app.add_flag("--resume", resume, "Go on from the latest checkpoint of --run");
  app.add_option("--seed", seed, "Seed of everything random")->check(CLI::NonNegativeNumber);
  app.add_option("--engine", engine, "auto, torch, blas, dnnl-f32 or dnnl-bf16")
      ->capture_default_str();
  add_device_option(app, device);
  app.add_option("--threads", threads, "Replicas, one thread each (default: one a core)")
      ->check(CLI::PositiveNumber);
}

int TrainCommand::run(const CommonOptions& common, const std::atomic<bool>& interrupted) {
  if (dataset.empty() || run_folder.empty()) {
    std::fprintf(stderr,
                 "error: training needs --dataset FILE and --run DIR; see segue-train --help\n");
    return 2;
  }
  const auto compute = choose_compute(device, engine);
  if (!compute) return fail(compute.error());
  const auto data = read_dataset(dataset);
  if (!data) return fail(data.error());
  std::optional<StartingPoint> start;
  if (!init.empty()) {
    if (resume) return fail({ErrorCode::kInvalidArgument, "choose --init or --resume, not both"});
    auto loaded = load_starting_point(init);
    if (!loaded) return fail(loaded.error());
    start = std::move(*loaded);
  }
  const auto chosen = make_config(*this, start ? &*start : nullptr, *data);
  if (!chosen) return fail(chosen.error());
  auto ranks = Ranks::from_environment();
  if (!ranks) return fail(ranks.error());
  TrainOptions options;
  options.ranks = ranks->get();
  const bool leader = !options.ranks || options.ranks->rank() == 0;
  if (start) {
    const auto added = add_controls(*start, *chosen);
    if (!added) return fail(added.error());
  }
  if (start && !config.empty()) {
    auto warm = warm_start(*start, *chosen);
    if (!warm) return fail(warm.error());
    if (leader && !common.quiet) print_warm_start(*warm, init);
    CodeTrainingOptions codes{compute->engine, &interrupted, {}};
    if (leader && !common.quiet) {
      codes.on_report = [](std::int64_t step, double error, double kl_bits) {
        std::fprintf(stderr, "codes: step %lld  error %.2f  kl_bits %.2f\n",
                     static_cast<long long>(step), error, kl_bits);
      };
    }
    if (auto done = train_on_codes(*chosen, *start, *data, codes, warm->weights); !done) {
      return fail(done.error());
    }
    options.init = std::move(warm->weights);
  } else if (start) {
    options.init = std::move(start->weights);
  }
  options.config = *chosen;
  options.run = run_folder;
  options.resume = resume;
  options.engine = compute->engine;
  options.device = compute->device;
  options.replicas = replica_count(*compute, threads);
  if (minutes > 0) options.max_minutes = minutes;
  options.interrupted = &interrupted;
  options.quiet = common.quiet || !leader;
  if (!options.quiet) {
    print_start(options, *data);
    options.on_row = print_row;
  }
  const auto report = train(options, *data);
  if (!report) return fail(report.error());
  if (leader) print_report(report.value(), options, dataset, common.json);
  return report.value().interrupted ? kInterrupted : 0;
}

}  // namespace segue
