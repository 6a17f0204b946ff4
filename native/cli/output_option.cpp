// SPDX-License-Identifier: Apache-2.0
#include "native/cli/output_option.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <ctime>
#include <filesystem>

#include "native/cli/cli.h"
#include "native/io/atomic_file.h"
#include "native/io/file.h"

namespace segue {
namespace {

namespace fs = std::filesystem;

std::string padded(int number, std::size_t digits) {
  std::string text = std::to_string(number);
  return std::string(digits - std::min(digits, text.size()), '0') + text;
}

Overwrite overwrite_of(const OutputOption& option) {
  return option.force ? Overwrite::kYes : Overwrite::kNo;
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
  const std::string stem = model + "_" + verb + "_" + when;
  if (option.join) return {(folder / (stem + ".mid")).string()};
  const std::size_t digits = std::max<std::size_t>(3, std::to_string(count).size());
  std::vector<std::string> names;
  for (int i = 1; i <= count; ++i) {
    names.push_back(
        (folder / (stem + "-" + padded(i, digits) + "-of-" + padded(count, digits) + ".mid"))
            .string());
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

Result<void> prepare_output(const OutputOption& option, const std::vector<std::string>& names) {
  if (option.to_stdout()) return {};
  std::error_code code;
  const fs::path folder = fs::path(names.front()).parent_path();
  if (!folder.empty() && !has_midi_extension(option.output)) fs::create_directories(folder, code);
  if (code) {
    return Error{ErrorCode::kIo,
                 "cannot create the folder " + folder.string() + ": " + code.message()};
  }
  for (const auto& name : names) {
    if (auto good = check_writable(name, overwrite_of(option)); !good) return good;
  }
  return {};
}

Result<void> write_clips(const OutputOption& option, const std::vector<std::string>& names,
                         std::span<const MusicClip> clips, const Representation& form,
                         double tempo_qpm, int program) {
  if (option.joined()) {
    const auto bytes = clips_to_midi(clips, form, tempo_qpm, program);
    if (!bytes) return bytes.error();
    if (!option.to_stdout()) return write_file(names.front(), *bytes, overwrite_of(option));
    if (print({reinterpret_cast<const char*>(bytes->data()), bytes->size()})) return {};
    return Error{ErrorCode::kIo, "nothing was written."};
  }
  for (std::size_t i = 0; i < clips.size(); ++i) {
    const auto bytes = clips_to_midi(clips.subspan(i, 1), form, tempo_qpm, program);
    if (!bytes) return bytes.error();
    if (auto done = write_file(names[i], *bytes, overwrite_of(option)); !done) return done;
  }
  return {};
}

}  // namespace segue
