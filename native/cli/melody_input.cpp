// SPDX-License-Identifier: Apache-2.0
#include "native/cli/melody_input.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "native/cli/music_file.h"
#include "native/cli/piano_roll.h"
#include "native/cli/text_table.h"
#include "shared/codec/melody_codec.h"

namespace segue {
namespace {

constexpr const char* kStdinName = "stdin";  // "-:3" would look like an option
constexpr std::size_t kMostDigits = 7;
constexpr std::size_t kMostListed = 60;  // more windows than this fill several screens

std::string track_of(const NoteSequence& sequence, int instrument) {
  if (instrument < 0 || instrument >= static_cast<int>(sequence.instruments.size())) return "file";
  const Instrument& line = sequence.instruments[static_cast<std::size_t>(instrument)];
  std::string name = "track " + std::to_string(line.track + 1);
  if (!line.name.empty()) name += " " + line.name;
  return name;
}

Error several(const MelodyFile& file, const Representation& form, bool allow_all) {
  const std::string name = file.path == "-" ? kStdinName : file.path;
  std::string example =
      name + ":" + std::to_string(std::min<std::size_t>(3, file.report.windows.size()));
  std::string message = file.path + " has " + std::to_string(file.report.windows.size()) +
                        " melodies of " + form.length_text() +
                        ". Choose one by its number: " + example;
  if (allow_all) message += ", or take all: " + name + ":all";
  return {ErrorCode::kInvalidArgument, message + "\n\n" + list_windows(file, form.bars)};
}

}  // namespace

InputName parse_input_name(const std::string& text) {
  std::error_code ignored;
  const auto colon = text.rfind(':');
  if (colon == std::string::npos || std::filesystem::exists(text, ignored)) return {text, 0};
  const std::string suffix = text.substr(colon + 1);
  if (suffix == "all") {
    const std::string path = text.substr(0, colon);
    return {path == kStdinName ? "-" : path, kAllWindows};
  }
  if (suffix.empty() || suffix.size() > kMostDigits ||
      suffix.find_first_not_of("0123456789") != std::string::npos) {
    return {text, 0};
  }
  const int number = std::stoi(suffix);
  if (number <= 0) return {text, 0};
  const std::string path = text.substr(0, colon);
  return {path == kStdinName ? "-" : path, number};
}

WindowOptions window_options(const Representation& form) {
  WindowOptions options;
  options.bars = form.bars;
  options.steps_per_quarter = form.steps_per_quarter;
  options.min_pitch = form.min_pitch;
  options.max_pitch = form.max_pitch;
  options.numerator = form.meter.numerator;
  options.denominator = form.meter.denominator;
  return options;
}

Result<MelodyFile> read_melody_file(const std::string& path, const Representation& form) {
  auto read = read_music(path);
  if (!read) return read.error();
  MelodyFile file;
  file.path = path;
  file.sequence = std::move(read->sequence);
  file.report = find_melody_windows(file.sequence, window_options(form));
  return file;
}

Result<std::vector<MelodyWindow>> choose_windows(const std::string& text,
                                                 const Representation& form, bool allow_all) {
  const InputName name = parse_input_name(text);
  const auto file = read_melody_file(name.path, form);
  if (!file) return file.error();
  const auto& windows = file->report.windows;
  const auto count = static_cast<int>(windows.size());
  if (count == 0) {
    return Error{ErrorCode::kNoMusic, name.path + " has no melody of " + form.length_text() +
                                          " that the model could use:\n" +
                                          list_rejections(file->sequence, file->report)};
  }
  if (name.window == kAllWindows) {
    if (allow_all) return windows;
    return several(*file, form, allow_all);
  }
  if (name.window > count) {
    return Error{ErrorCode::kInvalidArgument,
                 name.path + " has " + std::to_string(count) + " melodies; there is no number " +
                     std::to_string(name.window) + ".\n\n" + list_windows(*file, form.bars)};
  }
  if (name.window > 0) return std::vector{windows[static_cast<std::size_t>(name.window - 1)]};
  if (count == 1) return windows;
  return several(*file, form, allow_all);
}

std::string list_windows(const MelodyFile& file, int bars) {
  TextTable table({"no", "bars", "track", "program", "notes", "melody"});
  const auto& windows = file.report.windows;
  for (std::size_t i = 0; i < std::min(windows.size(), kMostListed); ++i) {
    const MelodyWindow& window = windows[i];
    const auto notes = std::count_if(window.tokens.begin(), window.tokens.end(),
                                     [](std::uint8_t token) { return token > kNoteOff; });
    table.add({std::to_string(i + 1),
               std::to_string(window.bar) + "-" + std::to_string(window.bar + bars - 1),
               track_of(file.sequence, window.instrument), std::to_string(window.program),
               std::to_string(notes), to_sketch(window.tokens)});
  }
  std::string text = table.to_text();
  if (windows.size() > kMostListed) {
    text += "... and " + std::to_string(windows.size() - kMostListed) + " more: segue inspect " +
            file.path + " --json lists all.\n";
  }
  return text;
}

std::string list_rejections(const NoteSequence& sequence, const WindowReport& report) {
  std::string text;
  for (const Rejection& rejection : report.rejections) {
    text += "  " + track_of(sequence, rejection.instrument) + ": " + rejection.reason + "\n";
  }
  if (report.too_few_notes > 0) {
    text += "  " + std::to_string(report.too_few_notes) + " windows have too few notes\n";
  }
  return text.empty() ? "  there are no notes in it\n" : text;
}

}  // namespace segue
