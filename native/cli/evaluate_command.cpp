// SPDX-License-Identifier: Apache-2.0
// segue evaluate: is what a model makes up like the music it was kept from?
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>

#include "native/cli/generate.h"
#include "native/cli/option_checks.h"
#include "native/cli/text_table.h"
#include "native/cli/verbs.h"
#include "native/io/dataset_file.h"
#include "native/io/progress.h"
#include "shared/model/clip_measures.h"

namespace segue {
namespace {

using Json = nlohmann::ordered_json;

struct Options {
  ModelOption model;
  std::string dataset;
  int count = 1000;
  double temperature = 0.5;
  std::optional<std::uint64_t> seed;
  PriorChoice prior = PriorChoice::kModel;
  OutputOptions report;
};

/// A measure by its name, in the order shown.
struct Row {
  const char* name;
  const char* label;
  double ClipMeasures::*value;
  bool share;
};
constexpr Row kRows[] = {
    {"share_with_3_to_32_notes", "clips with 3 to 32 notes",
     &ClipMeasures::share_with_3_to_32_notes, true},
    {"share_of_one_repeated_pitch", "clips of one repeated pitch",
     &ClipMeasures::share_of_one_repeated_pitch, true},
    {"share_distinct", "different clips", &ClipMeasures::share_distinct, true},
    {"note_count_mean", "notes in a clip", &ClipMeasures::note_count_mean, false},
    {"note_count_sd", "  standard deviation", &ClipMeasures::note_count_sd, false},
    {"pitch_mean", "pitch", &ClipMeasures::pitch_mean, false},
    {"pitch_range_mean", "pitch range, semitones", &ClipMeasures::pitch_range_mean, false},
    {"absolute_interval_mean", "interval, semitones", &ClipMeasures::absolute_interval_mean, false},
    {"in_scale_mean", "notes in the best scale", &ClipMeasures::in_scale_mean, true},
    {"duration_mean", "note length, sixteenths", &ClipMeasures::duration_mean, false},
    {"share_silent", "silent steps", &ClipMeasures::share_silent, true}};

std::string shown(const Row& row, const ClipMeasures& measures) {
  char text[32];
  const double value = measures.*row.value;
  std::snprintf(text, sizeof text, row.share ? "%.2f%%" : "%.3f", row.share ? value * 100 : value);
  return text;
}

Json to_json(const ClipMeasures& measures) {
  Json json = {{"clips", measures.clips}};
  for (const Row& row : kRows) json[row.name] = measures.*row.value;
  return json;
}

Result<ClipMeasures> measure_samples(OpenModel& model, const Options& options, std::uint64_t seed) {
  Progress progress(
      "sampling", options.count, "clips",
      options.report.quiet ? Progress::Output::kQuiet : Progress::Output::kTerminalOnly);
  DecodeOptions decode{options.temperature, seed, options.prior, {}};
  decode.on_progress = [&](int done, int) {
    progress.update(done);
    return !interrupted();
  };
  Result<MusicVae::Clips> clips = Error{ErrorCode::kRuntime, "the model gave no answer."};
  model.vae->sample(options.count, decode,
                    [&](Result<MusicVae::Clips> c) { clips = std::move(c); });
  progress.clear();
  if (!clips) return clips.error();
  std::vector<std::uint8_t> tokens;
  for (const Clip& clip : *clips)
    tokens.insert(tokens.end(), clip.tokens.begin(), clip.tokens.end());
  return measure_clips(tokens, model.package().representation.steps);
}

Result<ClipMeasures> measure_held_out(const std::string& path, const Representation& form) {
  const auto dataset = read_dataset(path);
  if (!dataset) return dataset.error();
  if (dataset->representation != form.name || dataset->steps != form.steps) {
    return Error{ErrorCode::kInvalidArgument, path + " holds " + dataset->representation + " of " +
                                                  std::to_string(dataset->steps) +
                                                  " steps, the model makes " + form.name + " of " +
                                                  std::to_string(form.steps) +
                                                  ". Choose a data set of the model's kind."};
  }
  if (dataset->eval.windows() == 0) {
    return Error{ErrorCode::kInvalidArgument,
                 path + " has no held-out windows. Build it with --eval-ratio above 0."};
  }
  const std::vector<std::uint8_t> tokens(dataset->eval.tokens.begin(), dataset->eval.tokens.end());
  return measure_clips(tokens, dataset->steps);
}

int run(const Options& options) {
  auto model = open_model(options.model);
  if (!model) return fail(model.error());
  if (model->package().representation.name != "melody_90") {
    return fail({ErrorCode::kUnsupported, "the model makes " +
                                              model->package().representation.name +
                                              "; these measures are for melodies. Measure it "
                                              "with segue-train eval."});
  }
  std::optional<ClipMeasures> held_out;
  if (!options.dataset.empty()) {
    const auto measured = measure_held_out(options.dataset, model->package().representation);
    if (!measured) return fail(measured.error());
    held_out = *measured;
  }
  catch_interrupts();
  const std::uint64_t seed = options.seed ? *options.seed : std::random_device{}() % kDrawnSeeds;
  const auto samples = measure_samples(*model, options, seed);
  if (!samples) return fail(samples.error());
  const bool has_prior = model->package().prior.has_value() && options.prior == PriorChoice::kModel;
  if (options.report.json) {
    Json json = {{"model", model->package().id},
                 {"seed", seed},
                 {"temperature", options.temperature},
                 {"prior", has_prior ? "model" : "normal"},
                 {"samples", to_json(*samples)}};
    if (held_out) json["held_out"] = to_json(*held_out);
    return print(json.dump(2) + "\n") ? kExitOk : kExitFailed;
  }
  note(options.report, "seed " + std::to_string(seed));
  std::vector<std::string> header = {"measure", "samples"};
  std::vector<std::string> counts = {"clips", std::to_string(samples->clips)};
  if (held_out) {
    header.push_back("held out");
    counts.push_back(std::to_string(held_out->clips));
  }
  TextTable table(header);
  table.add(counts);
  for (const Row& row : kRows) {
    std::vector<std::string> cells = {row.label, shown(row, *samples)};
    if (held_out) cells.push_back(shown(row, *held_out));
    table.add(cells);
  }
  return print(table.to_text()) ? kExitOk : kExitFailed;
}

}  // namespace

void add_evaluate_command(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<Options>();
  auto* verb =
      add_verb(app, "evaluate", "Measure a model's samples beside held-out music",
               "segue evaluate --model models/mel_2bar --dataset melodies.h5 --count 1000");
  add_model_options(*verb, options->model);
  verb->add_option("--dataset", options->dataset,
                   "Data set whose held-out windows to compare with");
  add_count_option(*verb, options->count, "How many clips to sample", 1);
  verb->add_option("-t,--temperature", options->temperature, "As in segue sample")
      ->capture_default_str()
      ->check(between(0.0, 100.0));
  verb->add_option("-s,--seed", options->seed,
                   "The same seed gives the same clips [drawn and printed]");
  add_prior_option(*verb, options->prior);
  add_output_options(*verb, options->report);
  verb->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace segue
