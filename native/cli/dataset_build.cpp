// SPDX-License-Identifier: Apache-2.0
// `segue dataset build`: a folder of music files to an HDF5 file of training windows.
#include "native/cli/dataset_build.h"

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "native/cli/cli.h"
#include "native/cli/dataset_builder.h"
#include "native/cli/dataset_report.h"
#include "native/cli/dataset_sources.h"
#include "native/cli/model_option.h"
#include "native/cli/option_checks.h"
#include "native/cli/usage_hint.h"
#include "native/io/atomic_file.h"
#include "native/io/file.h"
#include "native/io/progress.h"
#include "shared/music/meter.h"

namespace segue {
namespace {

struct BuildCommand {
  SourceOptions sources;
  std::string output, model, config = "mel_2bar_small", programs = "0-127", polyphony = "highest",
                             drum_map = "general-midi", credits_file;
  std::string meter = "4/4", tempo = "file", transpose, controls;
  int min_notes = 3, max_windows_per_piece = 0, hop_bars = 0, threads = 0, bars = 0;
  int max_rest_steps = 0, min_pitches = 1;
  PieceOptions pieces = {.min_steps = 0};  ///< 0: the configuration's
  bool force = false, verbose = false, one_key = false, all_keys = false;
  OutputOptions out;
};

/// ISO 8601, UTC. SOURCE_DATE_EPOCH (seconds since 1970) makes builds repeatable to the byte.
std::string now_utc() {
  std::time_t now = std::time(nullptr);
  if (const char* fixed = std::getenv("SOURCE_DATE_EPOCH"); fixed != nullptr && *fixed != '\0') {
    now = static_cast<std::time_t>(std::strtoll(fixed, nullptr, 10));
  }
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

/// "0-31" or "40" to the two bounds.
bool parse_programs(const std::string& text, WindowOptions& windows) {
  int first = -1, last = -1, used = 0;
  const int count = std::sscanf(text.c_str(), "%d-%d%n", &first, &last, &used);
  if (count == 1) {
    last = first;
    if (std::sscanf(text.c_str(), "%d%n", &first, &used) != 1) return false;
  }
  windows.min_program = first;
  windows.max_program = last;
  return count >= 1 && static_cast<std::size_t>(used) == text.size() && first >= 0 &&
         last >= first && last <= 127;
}

/// "-5..5" to the range of semitones the trainer moves windows by, 0 inside.
bool parse_transpose(const std::string& text, int& lowest, int& highest) {
  int used = 0;
  const int count = std::sscanf(text.c_str(), "%d..%d%n", &lowest, &highest, &used);
  return count == 2 && static_cast<std::size_t>(used) == text.size() && lowest >= -24 &&
         lowest <= 0 && highest >= 0 && highest <= 24;
}

/// Everything needed to know how the set was made.
void describe(const BuildCommand& command, const PieceOptions& pieces, const BuildReport& report,
              const std::string& credits, Dataset& dataset) {
  auto& attributes = dataset.attributes;
  attributes["created"] = now_utc();
  attributes["segue_version"] = SEGUE_VERSION;
  attributes["inputs"] = join(command.sources.inputs, "\n");
  if (!credits.empty()) attributes["credits"] = credits;
  attributes["option_min_notes"] = std::to_string(command.min_notes);
  attributes["option_max_windows_per_piece"] = std::to_string(command.max_windows_per_piece);
  attributes["option_programs"] = command.programs;
  attributes["option_polyphony"] = command.polyphony;
  if (command.config.find("groov") == 0) attributes["option_drum_map"] = command.drum_map;
  attributes[kMeterAttribute] = command.meter;
  attributes["option_tempo"] = command.tempo;
  attributes["option_one_key"] = command.one_key ? "yes" : "no";
  if (report.key_signatures + report.key_estimates > 0) {
    attributes["key_source"] = "key signature of " + std::to_string(report.key_signatures) +
                               " files, estimated for " + std::to_string(report.key_estimates);
  }
  if (dataset.is_stream()) {
    attributes["option_min_steps"] = std::to_string(pieces.min_steps);
    attributes["option_max_steps"] = std::to_string(pieces.max_steps);
    attributes["option_strict_reference"] = pieces.strict ? "yes" : "no";
  }
  if (report.chord_symbols + report.chord_estimates > 0) {
    attributes["chord_source"] = "chord symbols of " + std::to_string(report.chord_symbols) +
                                 " files, inferred for " + std::to_string(report.chord_estimates);
  }
  attributes["option_max_rest_steps"] = std::to_string(command.max_rest_steps);
  attributes["option_min_pitches"] = std::to_string(command.min_pitches);
  // What the trainer may move windows by, in semitones: "lowest highest".
  if (command.one_key) attributes["transpose"] = "0 0";
  if (command.all_keys) attributes["transpose"] = "-6 5";
  int lowest = 0, highest = 0;
  if (parse_transpose(command.transpose, lowest, highest)) {
    attributes["transpose"] = std::to_string(lowest) + " " + std::to_string(highest);
  }
  attributes["option_eval_ratio"] = command.sources.eval_ratio >= 0
                                        ? std::to_string(command.sources.eval_ratio)
                                        : "by list, else 0.1";
  attributes["option_heldout"] = join(command.sources.heldout_lists, "\n");
  attributes["option_exclude"] = join(command.sources.exclude_globs, "\n");
  attributes["option_exclude_list"] = join(command.sources.exclude_lists, "\n");
  auto counts = to_json(report, dataset, command.output);
  counts.erase("path");  // the same bytes under every name
  attributes["report"] = counts.dump();
}

/// Windows that the model can be trained on: those of the first configuration that is like it, of
/// its length and meter, with its controls.
Result<void> follow_model(BuildCommand& command) {
  const auto folder = find_model(command.model);
  if (!folder) return folder.error();
  const auto package = read_model_package(*folder);
  if (!package) return package.error();
  const Representation& form = package->representation;
  const bool streams = package->kind == kRnnKind;
  std::vector<std::string> stored;
  for (const auto& name : form.controls) {
    if (find_control(name)->stored) stored.push_back(name);
  }
  for (const WindowConfig& config : window_configs()) {
    if (config.representation != form.name || (config.min_steps > 0) != streams) continue;
    command.config = config.name;
    if (!streams) command.bars = form.bars;
    command.meter = meter_name(form.meter);
    command.controls = stored.empty() ? "none" : join(stored, " ");
    return {};
  }
  return Error{ErrorCode::kInvalidArgument,
               *folder + ": there are no windows of " + form.name + " for it"};
}

int run_build(BuildCommand command) {
  if (!command.model.empty()) {
    if (auto followed = follow_model(command); !followed) return fail(followed.error());
  }
  BuilderOptions options;
  const WindowConfig* config = find_window_config(command.config);
  if (config == nullptr) {
    std::string names;
    for (const auto& known : window_configs()) names += " " + std::string(known.name);
    return fail_usage("--config " + command.config + " is not known; there are" + names);
  }
  options.config = *config;
  if (command.bars > 0) options.config.bars = command.bars;
  if (!command.controls.empty()) {
    options.config.controls =
        command.controls == "none" ? std::string_view() : std::string_view(command.controls);
  }
  PieceOptions& pieces = options.music.pieces;
  pieces = command.pieces;
  if (pieces.min_steps == 0) pieces.min_steps = std::max(1, config->min_steps);
  if (pieces.min_steps > pieces.max_steps) {
    return fail_usage("--min-steps " + std::to_string(pieces.min_steps) + " is above --max-steps " +
                      std::to_string(command.pieces.max_steps));
  }
  WindowOptions& windows = options.music.windows;
  windows.max_rest_steps = command.max_rest_steps;
  windows.min_pitches = command.min_pitches;
  windows.steps_per_quarter = config->steps_per_quarter;
  options.music.one_key = command.one_key;
  options.estimate_tempo = command.tempo == "estimated";
  const auto meter = parse_meter(command.meter);
  if (!meter || steps_per_bar(*meter, config->steps_per_quarter) < 1) {
    return fail_usage("--meter " + command.meter +
                      ": expected one whose bar is a whole number of steps, like 3/4 or 6/8");
  }
  windows.numerator = meter->numerator;
  windows.denominator = meter->denominator;
  int lowest = 0, highest = 0;
  if (!command.transpose.empty() && !parse_transpose(command.transpose, lowest, highest)) {
    return fail_usage("--transpose " + command.transpose +
                      ": expected A..B in semitones with -24 <= A <= 0 <= B <= 24, like -5..5");
  }
  options.music.drum_map =
      command.drum_map == "electronic-kit" ? DrumMap::kElectronicKit : DrumMap::kGeneralMidi;
  windows.min_notes = command.min_notes;
  windows.hop_bars = command.hop_bars > 0 ? command.hop_bars : config->hop_bars;
  windows.polyphony = command.polyphony == "skip-track"    ? Polyphony::kSkipTrack
                      : command.polyphony == "skip-window" ? Polyphony::kSkipWindow
                                                           : Polyphony::kHighest;
  options.max_windows_per_piece = command.max_windows_per_piece;
  if (!parse_programs(command.programs, windows)) {
    return fail_usage("--programs " + command.programs + ": expected A-B with 0 <= A <= B <= 127");
  }
  options.threads = command.threads > 0
                        ? command.threads
                        : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));

  const auto overwrite = command.force ? Overwrite::kYes : Overwrite::kNo;
  if (auto writable = check_writable(command.output, overwrite); !writable)
    return fail(writable.error());
  std::string credits;
  if (!command.credits_file.empty()) {
    auto text = read_text_file(command.credits_file);
    if (!text) return fail(text.error());
    credits = *std::move(text);
  }
  const auto sources = find_sources(command.sources);
  if (!sources) return fail(sources.error());
  for (const auto& text : sources->notes) note(command.out, text);

  catch_interrupts();
  Result<BuildResult> built = Error{};
  {
    Progress progress("reading", static_cast<std::int64_t>(sources->files.size()), "files",
                      command.out.quiet);
    built = build_dataset(*sources, options,
                          {[&](std::int64_t done) { progress.update(done); }, interrupted});
  }
  if (!built) return fail(built.error());
  if (command.verbose) {
    for (const auto& detail : built->report.details) std::fprintf(stderr, "%s\n", detail.c_str());
  }
  if (built->dataset.train.windows() + built->dataset.eval.windows() == 0) {
    std::string reasons;
    for (const auto& [reason, count] : built->report.reasons) {
      reasons += (reasons.empty() ? "" : ", ") + reason + " " + std::to_string(count);
    }
    const bool has_meters =
        built->report.reasons.contains(std::string(to_label(RejectionCode::kMeter)));
    return fail({ErrorCode::kNoMusic, "none of the " + std::to_string(built->report.files) +
                                          " files has a window to train on (" + reasons +
                                          ", unreadable " + std::to_string(built->report.damaged) +
                                          "); --verbose tells the reason for every track" +
                                          (has_meters ? "; --meter 3/4, 6/8 ... makes a data set "
                                                        "of files in that meter"
                                                      : "")});
  }
  if (built->dataset.eval.windows() == 0 && command.sources.eval_ratio != 0) {
    note(command.out,
         "no window is held out: training will not be measured on music it has not seen. --heldout "
         "FILE names files to hold out; --eval-ratio 0 says that none is meant to be");
  }
  describe(command, pieces, built->report, credits, built->dataset);
  if (interrupted()) return fail({ErrorCode::kCancelled, "interrupted; nothing was written"});
  if (auto written = write_dataset(command.output, built->dataset, command.force); !written)
    return fail(written.error());
  const bool printed =
      command.out.json
          ? print(to_json_text(to_json(built->report, built->dataset, command.output)))
          : command.out.quiet || print(to_text(built->report, built->dataset, command.output));
  return printed ? kExitOk : kExitFailed;
}

}  // namespace

void add_dataset_build(CLI::App& dataset, int& exit_code) {
  CLI::App* verb =
      add_verb(dataset, "build",
               "Make a data set of training windows from folders of MIDI, ABC or MusicXML files",
               "segue dataset build --input songs --output songs.h5 --config mel_2bar_small");
  auto command = std::make_shared<BuildCommand>();
  verb->add_option(
          "-i,--input", command->sources.inputs,
          "Folders (read with their subfolders) or single files: MIDI, ABC, MusicXML; of a folder "
          "with several kinds only MIDI")
      ->required();
  verb->add_option("-o,--output", command->output, "HDF5 file to make")->required();
  auto* config =
      verb->add_option("-c,--config", command->config, "Configuration the windows are for");
  auto* model = verb->add_option("--model", command->model,
                                 "Model to train on with segue-train --init, instead of a "
                                 "configuration: its folder or its id")
                    ->excludes(config);
  verb->add_option("--eval-ratio", command->sources.eval_ratio,
                   "Share of the files to hold out, 0 to 1, by hash of the path")
      ->check(CLI::Range(0.0, 1.0))
      ->default_str("heldout.txt in the folder, else 0.1");
  verb->add_option("--heldout", command->sources.heldout_lists,
                   "Text files with the paths of the files to hold out, one a line")
      ->excludes("--eval-ratio");
  verb->add_option("--exclude", command->sources.exclude_globs,
                   "Leave out paths like this: --exclude '*/drums/*'");
  verb->add_option("--exclude-list", command->sources.exclude_lists,
                   "Text files with the paths of files to leave out");
  verb->add_option("--min-notes", command->min_notes, "Least notes in a window")
      ->check(CLI::Range(1, 1024));
  verb->add_option("--max-windows-per-piece,--max-windows", command->max_windows_per_piece,
                   "At most this many windows of a file, evenly spread; 0 = all")
      ->check(CLI::NonNegativeNumber);
  verb->add_option("--hop-bars", command->hop_bars, "Bars from one window to the next")
      ->check(CLI::Range(1, 1024))
      ->default_str("1; grooves: the window");
  verb->add_option("--bars", command->bars, "Bars of a window, instead of the configuration's")
      ->check(CLI::Range(1, 64))
      ->default_str("")
      ->excludes(model);
  verb->add_option("--meter", command->meter,
                   "Meter of the windows; files in others are left out. 4/4 takes 2/2 and 8/8 too")
      ->excludes(model);
  verb->add_option("--tempo", command->tempo,
                   "The grid follows the file's tempo, or one estimated from the onsets (for "
                   "recorded performances without bar lines)")
      ->check(CLI::IsMember({"file", "estimated"}));
  auto* one_key = verb->add_flag("--one-key", command->one_key,
                                 "Move every file to C major or A minor, by its estimated key");
  auto* all_keys = verb->add_flag("--all-keys", command->all_keys,
                                  "Let the trainer move windows to all keys, -6 to 5 semitones");
  auto* transpose =
      verb->add_option("--transpose", command->transpose,
                       "Semitones the trainer may move windows by: --transpose=-5..5");
  allow_one_of({one_key, all_keys, transpose});
  verb->add_option(
          "--controls", command->controls,
          "What models are told step by step, instead of the configuration's; the key is that of "
          "the file's signature, or else estimated")
      ->check(CLI::IsMember({"none", "chords", "key", "chords key"}))
      ->excludes(model);
  verb->add_option("--max-rest", command->max_rest_steps,
                   "Longest silence of a melody, in steps (16 = a bar of 4/4); 0 = any")
      ->check(CLI::Range(0, 1024));
  verb->add_option("--min-pitches", command->min_pitches, "Least different pitches of a melody")
      ->check(CLI::Range(1, 88));
  verb->add_option("--programs", command->programs,
                   "General MIDI programs to take, counted from 0: --programs 0-31");
  verb->add_option("--polyphony", command->polyphony,
                   "Where notes start together: take the highest, or skip the window or the track")
      ->check(CLI::IsMember({"highest", "skip-window", "skip-track"}));
  verb->add_option("--drum-map", command->drum_map,
                   "What drum pitches mean in grooves: General MIDI, or the pads of the Groove "
                   "data set's kit")
      ->check(CLI::IsMember({"general-midi", "electronic-kit"}));
  verb->add_option("--min-steps", command->pieces.min_steps,
                   "Streams: least sixteenths of a piece, track or melody")
      ->check(CLI::Range(1, 65536))
      ->default_str("polyphony 80; drum_rnn and melody_rnn 112");
  verb->add_option("--max-steps", command->pieces.max_steps,
                   "Streams: longer ones are cut, polyphony at bar lines into parts that overlap")
      ->check(CLI::Range(16, 8192));
  verb->add_flag("--strict-reference", command->pieces.strict,
                 "polyphony: leave pieces of several programs, and longer ones, out whole, as "
                 "magenta does");
  verb->add_option("--credits", command->credits_file,
                   "Text file with licences and credits to keep in the data set");
  verb->add_option("-j,--threads", command->threads, "Threads; 0 = one for each core")
      ->check(CLI::Range(0, 1024));
  verb->add_flag("-f,--force", command->force, "Replace the output file if it exists");
  verb->add_flag("-v,--verbose", command->verbose, "Tell why files and tracks gave no window");
  add_output_options(*verb, command->out);
  verb->callback([command, &exit_code] { exit_code = run_build(*command); });
}

void add_dataset(CLI::App& app, int& exit_code) {
  CLI::App* dataset = add_verb(app, "dataset", "Make and look at data sets for training",
                               "segue dataset build --input songs --output songs.h5");
  dataset->require_subcommand(1);
  add_dataset_build(*dataset, exit_code);
  add_dataset_show(*dataset, exit_code);
}

}  // namespace segue
