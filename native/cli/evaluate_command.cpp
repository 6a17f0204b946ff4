// SPDX-License-Identifier: Apache-2.0
// segue evaluate: is what a model makes up, or any folder of music, like the music it is held
// against?
#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>

#include "native/cli/evaluate_material.h"
#include "native/cli/evaluate_report.h"
#include "native/cli/evaluate_sources.h"
#include "native/cli/generate.h"
#include "native/cli/html_report.h"
#include "native/cli/option_checks.h"
#include "native/cli/verbs.h"

namespace segue {
namespace {

constexpr int kClips = 1000, kPieces = 100;  ///< sampled where nothing else is said
constexpr double kClipTemperature = 0.5;

ReportSet to_report_set(PieceSet set, const char* name, const char* label) {
  ReportSet result{name, label, set.origin, measure_set(std::move(set.pieces)), set.files, {}};
  result.unreadable = std::move(set.unreadable);
  return result;
}

void tell_left_out(const EvaluateOptions& options, const PieceSet& set) {
  if (set.unreadable.empty()) return;
  constexpr std::size_t kMostTold = 3;
  std::string text = std::to_string(set.unreadable.size()) + " files of " + set.origin +
                     " are left out; the first:";
  for (std::size_t i = 0; i < std::min(kMostTold, set.unreadable.size()); ++i) {
    text += "\n  " + set.unreadable[i].first + ": " + set.unreadable[i].second;
  }
  note(options.report, text);
}

/// Pieces against those of the same name in the reference.
std::optional<CorrectNoteSummary> compare_same_names(const PieceSet& input,
                                                     const PieceSet& reference) {
  // A file may be several pieces; then the n-th is compared with the n-th.
  std::map<std::string, std::vector<std::size_t>> by_name;
  for (std::size_t i = 0; i < reference.names.size(); ++i) by_name[reference.names[i]].push_back(i);
  std::map<std::string, std::size_t> used;
  std::vector<CorrectNotes> pairs;
  for (std::size_t i = 0; i < input.names.size(); ++i) {
    const auto found = by_name.find(input.names[i]);
    if (found == by_name.end()) continue;
    const std::size_t turn = used[input.names[i]]++;
    if (turn >= found->second.size()) continue;
    pairs.push_back(compare_notes(reference.pieces[found->second[turn]], input.pieces[i]));
  }
  if (pairs.empty()) return std::nullopt;
  return summarise(pairs);
}

/// Each piece against another one, at most kMostPairs, spread over the set.
std::optional<CorrectNoteSummary> compare_by_chance(const std::vector<GridPiece>& pieces) {
  constexpr std::size_t kMostPairs = 1000;
  const std::size_t count = pieces.size();
  if (count < 2) return std::nullopt;
  std::vector<CorrectNotes> pairs;
  const std::size_t shown = std::min(kMostPairs, count);
  for (std::size_t k = 0; k < shown; ++k) {
    const std::size_t i = k * count / shown;
    pairs.push_back(compare_notes(pieces[i], pieces[(i + count / 2) % count]));
  }
  return summarise(pairs);
}

Result<PieceSet> read_reference(const EvaluateOptions& options, const Material& material) {
  if (material.dataset) {
    auto pieces = material.form
                      ? to_grid_clips(material.held_out, *material.form)
                      : held_out_streams(*material.dataset, options.dataset, material.bars);
    if (!pieces) return pieces.error();
    return PieceSet{options.dataset + ", held out", *std::move(pieces), {}, 0, {}};
  }
  return read_folders(
      {options.references, "--reference", material.form, material.bars, options.report});
}

/// Samples, and all else that only a model of clips can give.
Result<void> ask_model(Material& material, const EvaluateOptions& options, EvaluateReport& report) {
  const ModelPackage& package = material.rnn ? material.rnn->package() : material.model->package();
  const double temperature =
      options.temperature.value_or(material.rnn ? package.defaults.temperature : kClipTemperature);
  const std::uint64_t seed = options.seed ? *options.seed : std::random_device{}() % kDrawnSeeds;
  const AskOptions ask{options.count.value_or(material.rnn ? kPieces : kClips),
                       temperature,
                       seed,
                       options.prior,
                       options.report,
                       options.best_of};
  const bool has_prior = package.prior.has_value() && options.prior == PriorChoice::kModel;
  report.model = {package.id, package.title, seed, temperature,
                  material.rnn ? ""
                  : has_prior  ? "model"
                               : "normal"};
  auto samples = material.rnn ? generate_pieces(*material.rnn, material.bars, ask)
                              : sample_pieces(*material.model, ask);
  if (!samples) return samples.error();
  report.subject =
      to_report_set({"model " + package.id, *std::move(samples), {}, 0, {}}, "samples", "samples");
  if (material.held_out.empty() || package.find_graph("encoder") == nullptr) return {};
  auto reconstruction = reconstruct_pieces(*material.model, material.held_out, ask);
  if (!reconstruction) return reconstruction.error();
  report.reconstruction = *std::move(reconstruction);
  auto walk = interpolate_pieces(*material.model, material.held_out, ask);
  if (!walk) return walk.error();
  report.walk = *std::move(walk);
  return {};
}

Result<EvaluateReport> evaluate(const EvaluateOptions& options, Material material) {
  EvaluateReport report;
  if (!options.run.empty()) {
    auto curves = read_training_curves(options.run);
    if (!curves) return curves.error();
    report.curves = *std::move(curves);
  }
  std::optional<PieceSet> input, reference;
  if (!options.inputs.empty()) {
    auto read =
        read_folders({options.inputs, "--input", material.form, material.bars, options.report});
    if (!read) return read.error();
    tell_left_out(options, *read);
    input = *std::move(read);
  }
  if (material.dataset || !options.references.empty()) {
    auto read = read_reference(options, material);
    if (!read) return read.error();
    tell_left_out(options, *read);
    reference = *std::move(read);
  }
  if (input && reference) report.same_names = compare_same_names(*input, *reference);
  if (input) {
    report.subject = to_report_set(*std::move(input), "input", "input");
  } else if (auto asked = ask_model(material, options, report); !asked && !interrupted()) {
    return asked.error();
  }
  if (interrupted()) return Error{ErrorCode::kCancelled, "interrupted; nothing was written."};
  if (!reference) return report;
  report.by_chance = compare_by_chance(reference->pieces);
  report.reference =
      to_report_set(*std::move(reference), material.dataset ? "held_out" : "reference",
                    material.dataset ? "held out" : "reference");
  report.comparison = compare_sets(report.subject.set, report.reference->set);
  if (interrupted()) return Error{ErrorCode::kCancelled, "interrupted; nothing was written."};
  return report;
}

int write_all(const EvaluateOptions& options, const EvaluateReport& report) {
  if (report.model) note(options.report, "seed " + std::to_string(report.model->seed));
  if (!options.html.empty()) {
    const auto done =
        write_file(options.html, std::string_view(to_html(report)), options.overwrite());
    if (!done) return fail(done.error());
    note(options.report, "written: " + options.html);
  }
  if (options.wants_json) {
    const std::string text = to_json_text(to_json(report));
    if (options.report.json) return print(text) ? kExitOk : kExitFailed;
    const auto done = write_file(options.json, std::string_view(text), options.overwrite());
    if (!done) return fail(done.error());
    note(options.report, "written: " + options.json);
  }
  return print(to_text(report)) ? kExitOk : kExitFailed;
}

int run_evaluate(const EvaluateOptions& options) {
  for (const std::string& path : {options.html, options.report.json ? "" : options.json}) {
    if (path.empty()) continue;
    if (auto good = check_writable(path, options.overwrite()); !good) return fail(good.error());
  }
  auto material = open_material(options);
  if (!material) return fail(material.error());
  catch_interrupts();
  const auto report = evaluate(options, *std::move(material));
  if (!report) return fail(report.error());
  return write_all(options, *report);
}

/// What cannot mean anything; empty where all is well.
std::string find_contradiction(const EvaluateOptions& options, bool model_given) {
  if (!options.inputs.empty() && model_given) {
    return "--model and --input both say what to measure; give one of them, and what to compare "
           "with as --dataset or --reference.";
  }
  if (!options.references.empty() && !options.dataset.empty()) {
    return "--reference and --dataset both say what to compare with; give one of them.";
  }
  if (options.html == "-") return "--html wants the name of a file.";
  return {};
}

}  // namespace

void add_evaluate_command(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<EvaluateOptions>();
  auto* verb =
      add_verb(app, "evaluate", "Measure a model's samples, or any music, beside a reference",
               "segue evaluate --model models/mel_2bar --dataset melodies.h5 --html report.html\n"
               "  segue evaluate --model models/polyphony --reference their-songs\n"
               "  segue evaluate --input my-songs --reference their-songs --html report.html");
  add_model_options(*verb, options->model);
  verb->add_option(
      "-i,--input", options->inputs,
      "Measure these folders or files (MIDI, ABC, MusicXML) instead of a model's samples");
  verb->add_option("-r,--reference", options->references,
                   "Folders or files to compare with; for a model they are cut into its windows");
  verb->add_option("-d,--dataset", options->dataset,
                   "Data set whose held-out windows to compare with; --input is cut into such");
  verb->add_option(
          "--bars", options->bars,
          "Bars of a piece: files are cut into such (0 = whole); so long are the pieces of "
          "a model that continues music [16]")
      ->check(between(0, 1024))
      ->default_str("");
  verb->add_option("-n,--count", options->count,
                   "How many clips to sample, and at most to reconstruct [1000], or pieces of a "
                   "model that continues music [100]")
      ->check(between(1, kMaxClips));
  verb->add_option("-t,--temperature", options->temperature,
                   "As in segue sample [0.5], or segue generate [the model's, often 1]")
      ->check(between(0.0, 100.0));
  verb->add_option("-s,--seed", options->seed,
                   "The same seed gives the same clips [drawn and printed]");
  add_prior_option(*verb, options->prior);
  add_best_of_option(*verb, options->best_of);
  verb->add_option("--run", options->run,
                   "Folder of a training run, for the loss curves of the report");
  verb->add_option("--html", options->html, "Write a report with pictures into this file");
  auto* json = verb->add_option("--json", options->json,
                                "Machine-readable output into a file, or - (standard output, also "
                                "without a name)")
                   ->expected(0, 1);
  verb->add_flag("-f,--force", options->force, "Replace these files");
  verb->add_flag("-q,--quiet", options->report.quiet, "Nothing on stderr but errors");
  const auto* model = verb->get_option("--model");
  verb->callback([options, model, json, &exit_code] {
    options->wants_json = json->count() > 0;
    options->report.json = options->wants_json && (options->json.empty() || options->json == "-");
    const std::string wrong = find_contradiction(*options, model->count() > 0);
    exit_code = wrong.empty() ? run_evaluate(*options) : fail_usage(wrong);
  });
}

}  // namespace segue
