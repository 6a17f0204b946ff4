// SPDX-License-Identifier: Apache-2.0
#include "native/cli/dataset_report.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>

namespace segue {
namespace {

std::string line(const std::string& label, const std::string& value, std::size_t columns = 30) {
  std::string text = "  " + label;
  text.resize(std::max(text.size() + 1, columns), ' ');
  return text + value + "\n";
}

std::string line(const std::string& label, std::int64_t value) {
  return line(label, to_grouped(value));
}

std::string percent(std::int64_t part, std::int64_t whole) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f %%",
                whole > 0 ? 100.0 * static_cast<double>(part) / static_cast<double>(whole) : 0.0);
  return text;
}

/// The counts of a build, as to_json of a BuildReport has them, in plain words; as it stands where
/// it is no such thing.
std::string report_lines(const std::string& report) {
  const auto json = nlohmann::json::parse(report, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return line("report", report);
  std::string text = "  when it was built\n";
  const auto add = [&](const std::string& label, const nlohmann::json& value) {
    if (value.is_number_integer())
      text += line("  " + label, to_grouped(value.get<std::int64_t>()), /*columns=*/42);
  };
  for (const auto& [key, value] : json.items()) {
    std::string label = key;
    std::replace(label.begin(), label.end(), '_', ' ');
    if (key == "reasons" && value.is_object()) {
      if (!value.empty()) text += "    files without windows, why\n";
      for (const auto& [reason, count] : value.items()) add("  " + reason, count);
    } else if (key != "train_windows" && key != "eval_windows") {  // said above
      add(label, value);
    }
  }
  return text;
}

nlohmann::json first_windows(const Dataset& dataset, const DatasetSplit& split, int count) {
  nlohmann::json list = nlohmann::json::array();
  for (std::int64_t i = 0; i < std::min<std::int64_t>(count, split.windows()); ++i) {
    const auto at = static_cast<std::size_t>(i);
    const auto tokens = dataset.window(split, i);
    nlohmann::json window = {{"piece", dataset.pieces[split.piece[at]].path},
                             {"bar", split.bar[at]},
                             {"instrument", split.instrument[at]}};
    if (!tokens.empty()) window["tokens"] = std::vector<int>(tokens.begin(), tokens.end());
    const auto features = dataset.feature_window(split, i);
    if (!features.empty())
      window["features"] = std::vector<float>(features.begin(), features.end());
    const auto controls = dataset.control_window(split, i);
    if (!controls.empty()) window["controls"] = std::vector<int>(controls.begin(), controls.end());
    list.push_back(std::move(window));
  }
  return list;
}

}  // namespace

std::string to_grouped(std::int64_t value) {
  const std::string digits = std::to_string(value);
  const std::size_t sign = value < 0 ? 1 : 0;
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > sign && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

std::string to_text(const BuildReport& report, const Dataset& dataset, const std::string& path) {
  std::string text = path + "\n";
  text += line("files read", report.files - report.damaged);
  if (report.damaged > 0) text += line("files that cannot be read", report.damaged);
  if (report.repaired > 0) text += line("files with repaired damage", report.repaired);
  text += line("files without a window", report.without_windows);
  for (const auto& [reason, count] : report.reasons) text += line("  " + reason, count);
  text += line("windows found", report.windows_found);
  text += line("  too few notes (not counted)", report.too_few_notes);
  if (report.polyphonic > 0) text += line("  polyphonic (not counted)", report.polyphonic);
  if (report.filtered > 0) text += line("  long rest or few pitches", report.filtered);
  text += line("  duplicates dropped", report.duplicates);
  text += line("  dropped: in a held-out file", report.in_held_out);
  if (report.over_limit > 0) text += line("  dropped: over the limit", report.over_limit);
  const std::int64_t all = dataset.train.windows() + dataset.eval.windows();
  text += line("training windows", dataset.train.windows());
  text += line("held-out windows", to_grouped(dataset.eval.windows()) + " (" +
                                       percent(dataset.eval.windows(), all) + ")");
  text += line("held-out files", to_grouped(report.held_out_files) + " (" +
                                     percent(report.held_out_files, report.files) + ")");
  return text;
}

nlohmann::json to_json(const BuildReport& report, const Dataset& dataset, const std::string& path) {
  return {{"path", path},
          {"config", dataset.config},
          {"files", report.files},
          {"files_damaged", report.damaged},
          {"files_repaired", report.repaired},
          {"files_held_out", report.held_out_files},
          {"files_without_windows", report.without_windows},
          {"reasons", report.reasons},
          {"windows_found", report.windows_found},
          {"too_few_notes", report.too_few_notes},
          {"polyphonic", report.polyphonic},
          {"filtered", report.filtered},
          {"duplicates", report.duplicates},
          {"dropped_in_held_out", report.in_held_out},
          {"dropped_over_limit", report.over_limit},
          {"train_windows", dataset.train.windows()},
          {"eval_windows", dataset.eval.windows()}};
}

std::string to_text(const Dataset& dataset, const std::string& path) {
  std::string text = path + "\n";
  text += line("configuration", dataset.config);
  text += line("representation", dataset.representation);
  for (const auto& control : dataset.controls) text += line("control", control);
  if (dataset.is_stream()) {
    text += line("stream", "up to " + std::to_string(dataset.steps) + " events, " +
                               std::to_string(dataset.steps_per_quarter) + " steps a quarter");
    text += line("training events", static_cast<std::int64_t>(dataset.train.tokens.size()));
    text += line("held-out events", static_cast<std::int64_t>(dataset.eval.tokens.size()));
  } else {
    text += line("window", std::to_string(dataset.bars) + " bars of " +
                               meter_name(dataset.meter()) + ", " + std::to_string(dataset.steps) +
                               " steps, " + std::to_string(dataset.steps_per_quarter) +
                               " a quarter, every " + std::to_string(dataset.hop_bars) + " bar(s)");
  }
  text += line("training windows", dataset.train.windows());
  text += line("held-out windows", dataset.eval.windows());
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> folders;  // train, eval windows
  for (const auto& piece : dataset.pieces) {
    auto& [train, eval] = folders[piece.path.substr(0, piece.path.find('/'))];
    (piece.split == "eval" ? eval : train) += piece.windows;
  }
  text += line("pieces", static_cast<std::int64_t>(dataset.pieces.size()));
  constexpr std::size_t kMostFolders = 40;
  if (folders.size() <= kMostFolders) {
    for (const auto& [folder, counts] : folders) {
      text += line("  " + folder, to_grouped(counts.first) + " + " + to_grouped(counts.second));
    }
  }
  for (const auto& [name, value] : dataset.attributes) {
    if (name == "report") continue;
    std::string one_line = value;
    std::replace(one_line.begin(), one_line.end(), '\n', ' ');
    text += line(name, one_line);
  }
  const auto report = dataset.attributes.find("report");
  if (report != dataset.attributes.end()) text += report_lines(report->second);
  return text;
}

nlohmann::json to_json(const Dataset& dataset, const std::string& path, int windows) {
  nlohmann::json json = {{"path", path},
                         {"format_version", kDatasetFormatVersion},
                         {"config", dataset.config},
                         {"representation", dataset.representation},
                         {"controls", dataset.controls},
                         {"steps", dataset.steps},
                         {"bars", dataset.bars},
                         {"meter", meter_name(dataset.meter())},
                         {"steps_per_quarter", dataset.steps_per_quarter},
                         {"hop_bars", dataset.hop_bars},
                         {"train_windows", dataset.train.windows()},
                         {"eval_windows", dataset.eval.windows()},
                         {"pieces", dataset.pieces.size()},
                         {"attributes", dataset.attributes}};
  if (windows > 0) {
    json["windows"] = {{"train", first_windows(dataset, dataset.train, windows)},
                       {"eval", first_windows(dataset, dataset.eval, windows)}};
  }
  return json;
}

}  // namespace segue
