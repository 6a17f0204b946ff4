// SPDX-License-Identifier: Apache-2.0
// segue inspect: what a music file or a model package holds.
#include <sys/ioctl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>

#include "native/cli/cli.h"
#include "native/cli/inspect_midi.h"
#include "native/cli/inspect_model.h"
#include "native/cli/model_option.h"
#include "native/cli/option_checks.h"
#include "native/cli/piano_roll.h"
#include "native/cli/verbs.h"
#include "native/io/atomic_file.h"
#include "shared/codec/melody_codec.h"

namespace segue {
namespace {

struct InspectCommand {
  std::string path, svg;
  int bars = 2, columns = 0;
  std::string meter = "4/4";
  bool roll = false, force = false;
  OutputOptions report;
};

int terminal_columns() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 100;
}

Representation melody_form(int bars, const Meter& meter) {
  Representation form;
  form.name = "melody_90";
  form.bars = bars;
  form.meter = meter;
  form.steps = bars * steps_per_bar(meter, form.steps_per_quarter);
  form.min_pitch = kMelodyMinPitch;
  form.max_pitch = kMelodyMaxPitch;
  return form;
}

bool is_model(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored) ||
         std::filesystem::path(path).filename() == "model.json";
}

int show_model(const InspectCommand& options) {
  if (options.roll || !options.svg.empty()) {
    return fail_usage("--roll and --svg draw music files; " + options.path + " is a folder.");
  }
  std::error_code ignored;
  const bool is_folder = std::filesystem::is_directory(options.path, ignored);
  if (is_folder && !std::filesystem::exists(options.path + "/model.json", ignored)) {
    return fail_usage(options.path +
                      " is a folder and no model: inspect shows one music file or one model; segue "
                      "evaluate --input FOLDER measures a folder of music.");
  }
  const auto folder = find_model(options.path);
  if (!folder) return fail(folder.error());
  const auto report = inspect_model(*folder);
  if (!report) return fail(report.error());
  if (!print(options.report.json ? to_json(*report) : to_text(*report))) return kExitFailed;
  if (report->intact()) return kExitOk;
  return fail(
      {ErrorCode::kCorruptData, *folder + " is damaged: " +
                                    *std::find_if(report->faults.begin(), report->faults.end(),
                                                  [](const auto& f) { return !f.empty(); })});
}

int show_midi(const InspectCommand& options) {
  const auto meter = parse_meter(options.meter);
  if (!meter || steps_per_bar(*meter, /*steps_per_quarter=*/4) < 1) {
    return fail_usage("--meter " + options.meter +
                      ": expected one whose bar is a whole number of sixteenths, like 3/4 or 6/8");
  }
  const auto bytes = read_input(options.path);
  if (!bytes) return fail(bytes.error());
  constexpr std::string_view kHdf5 = "\x89HDF";
  if (bytes->size() >= kHdf5.size() &&
      std::equal(kHdf5.begin(), kHdf5.end(), bytes->begin(),
                 [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; })) {
    return fail_usage(options.path + " is a data set; use: segue dataset show " + options.path);
  }
  const Representation form = melody_form(options.bars, *meter);
  const auto report = inspect_midi(options.path, *bytes, form);
  if (!report) return fail(report.error());
  const NoteSequence& sequence = report->melody.sequence;
  if (!options.svg.empty()) {
    const auto done = write_file(options.svg, std::string_view(to_svg_roll(sequence, options.path)),
                                 options.force ? Overwrite::kYes : Overwrite::kNo);
    if (!done) return fail(done.error());
    note(options.report, "drawn: " + options.svg);
  }
  std::string text = options.report.json ? to_json(*report, form) : to_text(*report, form);
  if (options.roll) {
    text +=
        "\n" + to_text_roll(sequence, options.columns > 0 ? options.columns : terminal_columns());
  }
  return print(text) ? kExitOk : kExitFailed;
}

int run_inspect(const InspectCommand& options) {
  if (options.roll && options.report.json) {
    return fail_usage("--roll is for people, --json for programs; choose one.");
  }
  if (is_model(options.path)) return show_model(options);
  std::error_code ignored;
  if (options.path != "-" && !std::filesystem::exists(options.path, ignored) &&
      find_model(options.path)) {
    return show_model(options);
  }
  return show_midi(options);
}

}  // namespace

void add_inspect_command(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<InspectCommand>();
  auto* verb = add_verb(app, "inspect", "Show what a MIDI, ABC or MusicXML file or a model holds",
                        "segue inspect tune.mid --roll --svg tune.svg");
  verb->add_option("path", options->path, "A music file, - for standard input, or a model's folder")
      ->required();
  verb->add_option("--bars", options->bars, "Length of the melodies looked for")
      ->capture_default_str()
      ->check(between(1, 64));
  verb->add_option("--meter", options->meter, "Meter of the melodies looked for")
      ->capture_default_str();
  verb->add_flag("--roll", options->roll, "Draw a piano roll in the terminal");
  verb->add_option("--columns", options->columns, "Width of that roll [the terminal's]")
      ->check(between(20, 10000));
  verb->add_option("--svg", options->svg, "Draw a piano roll into this file");
  verb->add_flag("-f,--force", options->force, "Replace that file");
  add_output_options(*verb, options->report);
  verb->callback([options, &exit_code] { exit_code = run_inspect(*options); });
}

}  // namespace segue
