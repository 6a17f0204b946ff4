// SPDX-License-Identifier: Apache-2.0
#include "native/cli/inspect_model.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "native/cli/cli.h"
#include "native/cli/model_option.h"
#include "native/cli/text_table.h"
#include "native/io/file.h"

namespace segue {
namespace {

using Json = nlohmann::ordered_json;

std::string sizes_text(const ModelPackage& package) {
  const Representation& form = package.representation;
  const std::string tokens = std::to_string(form.classes) + " tokens, ";
  if (package.kind == kVaeKind) {
    return std::to_string(form.steps) + " steps, " + tokens + "z " + std::to_string(package.z_size);
  }
  const RnnShape& rnn = package.rnn;
  const std::string counters =
      rnn.counters > 0 ? ", " + std::to_string(rnn.counters) + " counters" : "";
  const std::string attention =
      rnn.attention > 0 ? ", attention over " + std::to_string(rnn.attention) + " steps" : "";
  return tokens + std::to_string(rnn.layers) + " LSTM layers of " + std::to_string(rnn.size) +
         counters + attention;
}

}  // namespace

bool ModelReport::intact() const {
  return std::all_of(faults.begin(), faults.end(), [](const std::string& f) { return f.empty(); });
}

Result<ModelReport> inspect_model(const std::string& folder) {
  auto package = read_model_package(folder);
  if (!package) return package.error();
  ModelReport report;
  report.folder = folder;
  report.package = std::move(*package);
  const auto text = read_text_file((std::filesystem::path(folder) / "model.json").string());
  if (!text) return text.error();
  report.json = *text;
  for (const GraphFile& graph : report.package.files()) {
    const auto bytes = read_file((std::filesystem::path(folder) / graph.file).string());
    if (!bytes) {
      report.faults.push_back(bytes.error().message);
      continue;
    }
    const auto good = verify_graph(graph, bytes->data(), bytes->size());
    report.faults.push_back(good ? "" : good.error().message);
  }
  return report;
}

std::string to_text(const ModelReport& report) {
  const ModelPackage& package = report.package;
  const Representation& form = package.representation;
  std::string text = printable(package.title) + " (" + package.id + "), " + package.kind + ", " +
                     report.folder + "\n";
  if (!package.description.empty()) text += printable(package.description) + "\n";
  text += "music: " + form.name + ", " + form.length_text() + ", " + sizes_text(package) + "\n";
  char line[160];
  std::snprintf(line, sizeof line, "defaults: temperature %g, %g qpm, program %d\n",
                package.defaults.temperature, package.defaults.tempo_qpm, package.defaults.program);
  text += line;
  if (!package.license.empty()) text += "licence: " + printable(package.license) + "\n";
  for (const auto& credit : package.credits) text += "credit: " + printable(credit) + "\n";
  TextTable graphs({"part", "file", "bytes", "state"});
  const std::vector<GraphFile> files = report.package.files();
  for (std::size_t i = 0; i < files.size(); ++i) {
    const GraphFile& graph = files[i];
    graphs.add({graph.graph, graph.file, std::to_string(graph.size_bytes),
                report.faults[i].empty() ? "intact" : report.faults[i]});
  }
  text += "\n" + graphs.to_text();
  if (!package.attributes.empty()) {
    TextTable attributes({"attribute", "what it counts", "mean", "+1 adds"});
    for (const AttributeInfo& info : package.attributes) {
      std::snprintf(line, sizeof line, "%.3g", info.mean);
      const std::string mean = line;
      std::snprintf(line, sizeof line, "%.3g", info.sd);
      attributes.add({info.name, printable(info.unit), mean, line});
    }
    text += "\n" + attributes.to_text();
  }
  if (!package.metrics.empty()) {
    TextTable metrics({"measure", "value"});
    for (const Metric& metric : package.metrics) {
      std::snprintf(line, sizeof line, "%.6g", metric.value);
      metrics.add({metric.name, line});
    }
    text += "\n" + metrics.to_text();
  }
  return text;
}

std::string to_json(const ModelReport& report) {
  Json root = Json::parse(report.json, nullptr, /*allow_exceptions=*/false);
  root["folder"] = report.folder;
  const std::size_t graphs = report.package.graphs.size();
  const auto files = report.package.files();
  for (std::size_t i = 0; i < report.faults.size(); ++i) {
    Json& part = i < graphs ? root["graphs"][i] : root[files[i].graph];
    part["intact"] = report.faults[i].empty();
  }
  return to_json_text(root);
}

}  // namespace segue
