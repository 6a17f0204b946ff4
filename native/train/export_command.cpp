// SPDX-License-Identifier: Apache-2.0
#include "native/train/export_command.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "native/io/file.h"
#include "native/train/export_package.h"
#include "native/train/run_folder.h"
#include "native/train/training_advice.h"

namespace segue {
namespace {

struct Options {
  std::string run, output, store = "f32", checkpoint = "best", metrics_file, meter;
  bool force = false, temperature_given = false;
  PackageInfo info;
};

int failed(const Error& error, int code = 1) {
  std::fprintf(stderr, "error: %s\n", error.message.c_str());
  return code;
}

// The folder's own name: models/mel_2bar -> mel_2bar.
std::string folder_name(const std::string& path) {
  auto normal = std::filesystem::absolute(path).lexically_normal();
  if (!normal.has_filename()) normal = normal.parent_path();
  return normal.filename().string();
}

void report(const Options& options, const PackageFiles& files, const std::string& advice, bool json,
            bool quiet) {
  std::size_t graph_bytes = 0;
  for (const auto& [name, bytes] : files) {
    if (name.ends_with(".onnx")) graph_bytes += bytes.size();
  }
  if (json) {
    nlohmann::ordered_json out = {{"output", options.output},
                                  {"id", options.info.id},
                                  {"step", options.info.step},
                                  {"storage", weight_storage_name(options.info.storage)},
                                  {"graph_bytes", graph_bytes}};
    if (!advice.empty()) out["advice"] = advice;
    std::printf("%s\n", out.dump(2).c_str());
  } else if (!quiet) {
    std::fprintf(stderr, "%s: step %lld as %s, %.2f MB of graphs\n", options.output.c_str(),
                 static_cast<long long>(options.info.step),
                 weight_storage_name(options.info.storage), static_cast<double>(graph_bytes) / 1e6);
    if (!advice.empty()) std::fprintf(stderr, "%s\n", advice.c_str());
  }
}

int run_export(Options& options, bool json, bool quiet) {
  const auto storage = parse_weight_storage(options.store);
  if (!storage) return failed(storage.error(), 2);
  PackageInfo& info = options.info;
  info.storage = *storage;
  if (info.id.empty()) info.id = folder_name(options.output);
  if (info.title.empty()) info.title = info.id;
  if (!options.metrics_file.empty()) {
    const auto text = read_text_file(options.metrics_file);
    if (!text) return failed(text.error());
    auto metrics = parse_metrics(*text, info.storage);
    if (!metrics)
      return failed({metrics.error().code, options.metrics_file + ": " + metrics.error().message});
    info.metrics = std::move(*metrics);
  }
  const auto run = load_run(options.run, options.checkpoint == "latest" ? WhichCheckpoint::kLatest
                                                                        : WhichCheckpoint::kBest);
  if (!run) return failed(run.error());
  info.config = run->config;
  if (info.config.is_rnn() && !options.temperature_given) info.defaults.temperature = 1;
  if (!options.meter.empty()) {
    const auto meter = parse_meter(options.meter);
    if (!meter) {
      return failed({ErrorCode::kInvalidArgument,
                     "--meter " + options.meter + ": expected one like 3/4 or 6/8"},
                    2);
    }
    info.config.meter = meter_name(*meter);
  }
  info.step = run->step;
  info.trained_s = run->trained_s;
  const auto files = make_package(run->weights, info);
  if (!files) return failed(files.error());
  const auto written =
      write_package(options.output, *files, options.force ? Overwrite::kYes : Overwrite::kNo);
  if (!written) return failed(written.error());
  report(options, *files, advice_for_run(run->config, options.run, run->step), json, quiet);
  return 0;
}

}  // namespace

void add_export_command(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  auto* verb = app.add_subcommand("export", "Write a run's weights as a model package");
  verb->footer(
      "\nExample:\n  segue-train export --run runs/mine --output models/mine --store int8 --title "
      "\"My melodies\"");
  verb->add_option("--run", options->run, "Folder of the training run")->required();
  verb->add_option("--output", options->output, "Folder of the package to write: models/NAME")
      ->required();
  verb->add_option("--store", options->store, "How weights are stored: f32, f16 or int8")
      ->capture_default_str()
      ->check(CLI::IsMember({"f32", "f16", "int8"}));
  verb->add_option("--checkpoint", options->checkpoint,
                   "Which weights: best (see segue-train --best) or latest")
      ->capture_default_str()
      ->check(CLI::IsMember({"best", "latest"}));
  PackageInfo& info = options->info;
  verb->add_option("--meter", options->meter,
                   "Meter of the clips, for runs that do not say it [the run's]");
  verb->add_option("--id", info.id, "Name in files and addresses (default: the folder's name)");
  verb->add_option("--title", info.title, "Name for people (default: the id)");
  verb->add_option("--description", info.description, "A sentence or two for people");
  verb->add_option("--license", info.license, "Licence of the weights");
  verb->add_option("--credit", info.credits, "Whom to credit for the data; may be repeated");
  verb->add_option("--metrics", options->metrics_file,
                   "JSON file of held-out measures, as `segue-train eval --json` prints");
  verb->add_option("--temperature", info.defaults.temperature, "What users start with; of an rnn 1")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 10.0))
      ->each([options](const std::string&) { options->temperature_given = true; });
  verb->add_option("--tempo", info.defaults.tempo_qpm, "Quarters a minute users start with")
      ->capture_default_str()
      ->check(CLI::Range(1.0, 1000.0));
  verb->add_option("--program", info.defaults.program,
                   "General MIDI program, 0 to 127, users start with")
      ->capture_default_str()
      ->check(CLI::Range(0, 127));
  verb->add_flag("-f,--force", options->force, "Replace the package that is there");
  verb->callback([options, &app, &exit_code] {
    const auto set = [&](const char* name) {
      const auto* option = app.get_option_no_throw(name);
      return option != nullptr && option->count() > 0;
    };
    exit_code = run_export(*options, set("--json"), set("--quiet"));
  });
}

}  // namespace segue
