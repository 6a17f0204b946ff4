// SPDX-License-Identifier: Apache-2.0
#include "native/io/training_curves.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>

#include "native/io/file.h"

namespace segue {
namespace {

/// The pieces of `text` between `separator`s.
std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> pieces;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    pieces.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return pieces;
}

std::optional<double> to_number(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (end == text.c_str() || !std::isfinite(value)) return std::nullopt;
  return value;
}

}  // namespace

const TrainingCurve* TrainingCurves::find(std::string_view column) const {
  for (const TrainingCurve& curve : curves) {
    if (curve.column == column && !curve.points.empty()) return &curve;
  }
  return nullptr;
}

Result<TrainingCurves> parse_training_curves(std::string_view csv) {
  TrainingCurves result;
  const auto lines = split(csv, '\n');
  const auto header = split(lines.front(), ',');
  const auto step_at = std::find(header.begin(), header.end(), "step") - header.begin();
  if (step_at == static_cast<std::ptrdiff_t>(header.size())) {
    return Error{ErrorCode::kCorruptData,
                 "expected a first line with the column \"step\", found \"" +
                     lines.front().substr(0, 60) + "\"; is this the metrics.csv of segue-train?"};
  }
  for (const std::string& name : header) result.curves.push_back({name, {}});
  bool any = false;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto cells = split(lines[i], ',');
    if (cells.size() < header.size()) continue;  // the last line of a run that was cut off
    const auto step = to_number(cells[static_cast<std::size_t>(step_at)]);
    if (!step) continue;
    any = true;
    for (std::size_t c = 0; c < header.size(); ++c) {
      auto& points = result.curves[c].points;
      while (!points.empty() && points.back().first >= *step) points.pop_back();
      if (const auto value = to_number(cells[c])) points.emplace_back(*step, *value);
    }
  }
  if (!any) return Error{ErrorCode::kCorruptData, "there is no row of numbers in it yet."};
  return result;
}

Result<TrainingCurves> read_training_curves(const std::string& run) {
  const std::string path = run + "/metrics.csv";
  const auto text = read_text_file(path);
  if (!text) {
    return Error{text.error().code, text.error().message +
                                        "\n--run wants the folder of a training run, with its "
                                        "metrics.csv."};
  }
  auto curves = parse_training_curves(*text);
  if (!curves) return Error{curves.error().code, path + ": " + curves.error().message};
  curves->run = run;
  return curves;
}

}  // namespace segue
