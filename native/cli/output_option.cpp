// SPDX-License-Identifier: Apache-2.0
#include "native/cli/output_option.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <ctime>
#include <filesystem>
#include <set>

#include "native/cli/cli.h"
#include "shared/music/music_kind.h"

namespace segue {
namespace {

namespace fs = std::filesystem;

std::string padded(int number, std::size_t digits) {
  std::string text = std::to_string(number);
  return std::string(digits - std::min(digits, text.size()), '0') + text;
}

}  // namespace

bool OutputOption::joined() const { return join || to_stdout() || has_midi_extension(output); }

void add_output_option(CLI::App& verb, OutputOption& option) {
  verb.add_option("-o,--output", option.output,
                  "Folder for a file each, or a .mid file or - (standard output) for all in a row")
      ->capture_default_str();
  verb.add_flag("--join", option.join, "One file with all clips in a row, also in a folder");
  verb.add_flag("-f,--force", option.force, "Replace files that are there");
}

std::vector<std::string> output_names(const OutputOption& option, const std::string& model,
                                      const std::string& verb, const std::string& when, int count) {
  if (option.to_stdout() || has_midi_extension(option.output)) return {option.output};
  const fs::path folder = option.output;
  const std::size_t digits = std::max<std::size_t>(3, std::to_string(count).size());
  const auto under = [&](const std::string& stem) {
    std::vector<std::string> names;
    for (int i = 1; i <= (option.join ? 1 : count); ++i) {
      const std::string place = "-" + padded(i, digits) + "-of-" + padded(count, digits);
      names.push_back((folder / (stem + (option.join ? "" : place) + ".mid")).string());
    }
    return names;
  };
  const std::string stem = model + "_" + verb + "_" + when;
  auto names = under(stem);
  // Two runs in one second, in a loop over files say, are two runs.
  std::error_code ignored;
  for (int run = 2; fs::exists(names.front(), ignored); ++run) {
    names = under(stem + "_" + std::to_string(run));
  }
  return names;
}

std::string now_text() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%d_%H%M%S", &local);
  return text;
}

Result<void> check_folder_name(const std::string& output, const std::string& files) {
  static const std::set<std::string> kFiles = {".mid", ".midi", ".wav", ".flac", ".ogg",     ".mp3",
                                               ".m4a", ".aac",  ".aif", ".opus", ".json",    ".txt",
                                               ".xml", ".abc",  ".mxl", ".html", ".musicxml"};
  const std::string ending = fs::path(output).extension().string();
  std::error_code ignored;
  if (kFiles.count(ending) == 0 || fs::is_directory(output, ignored)) return {};
  return invalid_argument(output + ": " + ending +
                          " is not written here; choose a name that ends in " + files +
                          ", or a folder.");
}

Result<void> check_output(const OutputOption& option, const std::vector<std::string>& names) {
  if (option.to_stdout()) return {};
  if (!has_midi_extension(option.output)) {
    if (auto good = check_folder_name(option.output, ".mid"); !good) return good;
  }
  std::error_code ignored;
  const fs::path folder = fs::path(names.front()).parent_path();
  const bool is_made = !folder.empty() && !has_midi_extension(option.output);
  if (is_made && !fs::exists(folder, ignored)) return check_folder(folder.string());
  for (const auto& name : names) {
    if (auto good = check_writable(name, option.overwrite()); !good) return good;
  }
  return {};
}

Result<void> write_output(const OutputOption& option, const std::string& name,
                          std::span<const std::uint8_t> bytes) {
  if (option.to_stdout()) {
    if (print({reinterpret_cast<const char*>(bytes.data()), bytes.size()})) return {};
    return Error{ErrorCode::kIo, "nothing was written."};
  }
  const std::string folder = fs::path(name).parent_path().string();
  if (!folder.empty() && !has_midi_extension(option.output)) {
    if (auto made = make_folder(folder); !made) return made;
  }
  return write_file(name, bytes, option.overwrite());
}

Result<void> write_clips(const OutputOption& option, const std::vector<std::string>& names,
                         std::span<const MusicClip> clips, const Representation& form,
                         double tempo_qpm, int program) {
  const std::size_t together = option.joined() ? clips.size() : 1;
  for (std::size_t i = 0; i < clips.size(); i += together) {
    const auto bytes = clips_to_midi(clips.subspan(i, together), form, tempo_qpm, program);
    if (!bytes) return bytes.error();
    if (auto done = write_output(option, names[i], *bytes); !done) return done;
  }
  return {};
}

}  // namespace segue
