// SPDX-License-Identifier: Apache-2.0
// What `segue evaluate` found, as a table and as JSON; html_report.h draws it.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "native/cli/evaluate_model.h"
#include "native/io/training_curves.h"
#include "shared/measures/set_comparison.h"

namespace segue {

/// A measured set and what it is called.
struct ReportSet {
  std::string name;    ///< in JSON: "samples", "input", "held_out", "reference"
  std::string label;   ///< for people: "samples", "held out"
  std::string origin;  ///< "mel_2bar, temperature 0.5", a path
  MeasuredSet set;
  std::int64_t files = 0;  ///< of folders
  std::vector<std::pair<std::string, std::string>> unreadable;
};

/// How a model was asked.
struct AskedModel {
  std::string id, title;
  std::uint64_t seed = 0;
  double temperature = 0;
  std::string prior;  ///< "model" or "normal"; empty for a model that continues music
  bool makes_clips() const { return !prior.empty(); }
};

struct EvaluateReport {
  std::optional<AskedModel> model;
  ReportSet subject;
  std::optional<ReportSet> reference;
  std::optional<SetComparison> comparison;  ///< with `reference`
  std::optional<Reconstruction> reconstruction;
  /// Files of the same name in both folders, input against reference.
  std::optional<CorrectNoteSummary> same_names;
  /// Pieces of the reference against other ones: what is right by chance.
  std::optional<CorrectNoteSummary> by_chance;
  std::vector<GridPiece> walk;  ///< an interpolation
  std::optional<TrainingCurves> curves;
};

std::string to_text(const EvaluateReport& report);
nlohmann::ordered_json to_json(const EvaluateReport& report);

/// Whether a measure says something: not velocity, timing and polyphony that are the same for all.
bool is_shown(const EvaluateReport& report, const PieceMeasureInfo& info);
/// "12.34" or, for shares, "12.3%".
std::string to_value_text(const PieceMeasureInfo& info, double value);
std::string to_percent(const std::optional<double>& share);
/// Of a groove model: where it strikes, unless it keeps the strokes; how far off it is at them.
std::string groove_words(const Reconstruction& made);
/// How far a shift is, in a word: Cohen 1988 calls 0.2, 0.5 and 0.8 standard deviations small,
/// medium and large. "alike", "a little lower", "lower", "far lower"; "higher" likewise.
std::string to_shift_words(double shift_sd);

}  // namespace segue
