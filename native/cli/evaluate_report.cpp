// SPDX-License-Identifier: Apache-2.0
#include "native/cli/evaluate_report.h"

#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "native/cli/text_table.h"
#include "native/cli/usage_hint.h"

namespace segue {
namespace {

using Json = nlohmann::ordered_json;

std::string number(double value, const char* format = "%.2f") {
  char text[40];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

Json optional_number(const std::optional<double>& value) {
  return value ? Json(*value) : Json(nullptr);
}

bool has_pitches(const MeasuredSet& set) {
  return set.spreads[static_cast<std::size_t>(PieceMeasure::kPitch)].has_value();
}

/// A clip summary's value by its name, in the order shown.
struct SummaryRow {
  const char* name;
  double ClipMeasures::*value;
  bool of_pitches;
};
constexpr SummaryRow kSummary[] = {
    {"share_with_3_to_32_notes", &ClipMeasures::share_with_3_to_32_notes, false},
    {"share_of_one_repeated_pitch", &ClipMeasures::share_of_one_repeated_pitch, true},
    {"share_distinct", &ClipMeasures::share_distinct, false},
    {"note_count_mean", &ClipMeasures::note_count_mean, false},
    {"note_count_sd", &ClipMeasures::note_count_sd, false},
    {"pitch_mean", &ClipMeasures::pitch_mean, true},
    {"pitch_range_mean", &ClipMeasures::pitch_range_mean, true},
    {"absolute_interval_mean", &ClipMeasures::absolute_interval_mean, true},
    {"in_scale_mean", &ClipMeasures::in_scale_mean, true},
    {"duration_mean", &ClipMeasures::duration_mean, true},
    {"share_silent", &ClipMeasures::share_silent, false}};

Json to_json(const ReportSet& set) {
  Json json = {{"clips", set.set.summary.clips}};
  for (const SummaryRow& row : kSummary) {
    if (!row.of_pitches || has_pitches(set.set)) json[row.name] = set.set.summary.*row.value;
  }
  json["origin"] = set.origin;
  if (set.files > 0) json["files"] = set.files;
  Json unreadable = Json::array();
  for (const auto& [path, reason] : set.unreadable) {
    unreadable.push_back({{"file", path}, {"reason", reason}});
  }
  if (set.files > 0) json["files_left_out"] = std::move(unreadable);
  Json measures = Json::object();
  for (const auto& info : piece_measures()) {
    const auto& spread = set.set.spreads[static_cast<std::size_t>(info.measure)];
    Json& entry = measures[std::string(info.name)];
    if (!spread) continue;  // null
    entry = {{"mean", spread->mean},     {"sd", spread->sd},   {"p5", spread->p5},
             {"median", spread->median}, {"p95", spread->p95}, {"pieces", spread->pieces}};
  }
  json["measures"] = std::move(measures);
  Json histograms = Json::object();
  for (const auto& info : histogram_kinds()) {
    const Histogram& histogram = set.set.histograms[static_cast<std::size_t>(info.kind)];
    if (histogram.total > 0) histograms[std::string(info.name)] = histogram.counts;
  }
  json["histograms"] = std::move(histograms);
  return json;
}

Json to_json(const CorrectNoteSummary& summary) {
  return {{"pairs", summary.pairs},
          {"share", summary.share},
          {"event_share", summary.event_share},
          {"worst", summary.worst},
          {"best", summary.best}};
}

Json to_json(const WithNormal& value) {
  return {{"value", optional_number(value.value)},
          {"reference_halves", optional_number(value.halves)}};
}

Json to_json(const SetComparison& comparison) {
  Json measures = Json::object(), overlaps = Json::object(), similarity = Json::object();
  for (const auto& info : piece_measures()) {
    const auto& measure = comparison.measures[static_cast<std::size_t>(info.measure)];
    if (!measure) continue;
    measures[std::string(info.name)] = {{"shift_sd", optional_number(measure->shift_sd)},
                                        {"share_inside", measure->share_inside}};
  }
  for (const auto& info : histogram_kinds()) {
    const auto& overlap = comparison.overlaps[static_cast<std::size_t>(info.kind)];
    if (overlap.value) overlaps[std::string(info.name)] = to_json(overlap);
  }
  constexpr const char* kFeatures[] = {"pitch", "duration"};
  for (std::size_t k = 0; k < 2; ++k) {
    if (!comparison.consistency[k].value) continue;
    similarity[kFeatures[k]] = {{"consistency", to_json(comparison.consistency[k])},
                                {"variance", to_json(comparison.variance[k])}};
  }
  return {{"measures", std::move(measures)},
          {"overlap", std::move(overlaps)},
          {"self_similarity", std::move(similarity)}};
}

/// "left out: dissonance (no piece has two voices); ...", empty where every measure has a value.
std::string missing_measures(const EvaluateReport& report) {
  std::vector<std::pair<std::string_view, std::vector<std::string>>> by_need;
  for (const auto& info : piece_measures()) {
    const auto at = static_cast<std::size_t>(info.measure);
    const auto has = [&](const ReportSet& set) { return set.set.spreads[at].has_value(); };
    if (has(report.subject) || (report.reference && has(*report.reference))) continue;
    if (by_need.empty() || by_need.back().first != info.needs) by_need.push_back({info.needs, {}});
    by_need.back().second.emplace_back(info.label);
  }
  std::vector<std::string> groups;
  for (const auto& [need, labels] : by_need) {
    groups.push_back(join(labels) + " (no piece has " + std::string(need) + ")");
  }
  return groups.empty() ? "" : "left out: " + join(groups, "; ") + "\n";
}

std::string measure_table(const EvaluateReport& report) {
  std::vector<std::string> header = {"a piece's", report.subject.label, "sd"};
  if (report.reference) {
    header.insert(header.end(),
                  {report.reference->label, "sd", "5 to 95 in 100", "inside", "shift", "in words"});
  }
  TextTable table(header);
  for (const auto& info : piece_measures()) {
    if (!is_shown(report, info)) continue;
    const auto at = static_cast<std::size_t>(info.measure);
    const auto& mine = report.subject.set.spreads[at];
    const auto text = [&](double value) { return to_value_text(info, value); };
    std::vector<std::string> row = {std::string(info.label), mine ? text(mine->mean) : "-",
                                    mine ? text(mine->sd) : "-"};
    if (report.reference) {
      const auto& theirs = report.reference->set.spreads[at];
      row.insert(row.end(), {theirs ? text(theirs->mean) : "-", theirs ? text(theirs->sd) : "-",
                             theirs ? text(theirs->p5) + " to " + text(theirs->p95) : "-"});
      const auto& comparison = report.comparison->measures[at];
      if (comparison) {
        row.push_back(to_percent(comparison->share_inside));
        if (comparison->shift_sd) {
          row.push_back(number(*comparison->shift_sd, "%+.2f"));
          row.push_back(to_shift_words(*comparison->shift_sd));
        }
      }
    }
    table.add(row);
  }
  return table.to_text() + missing_measures(report);
}

std::string overlap_table(const EvaluateReport& report) {
  TextTable table({"in common with " + report.reference->label, "overlap", "its own halves"});
  for (const auto& info : histogram_kinds()) {
    const auto& overlap = report.comparison->overlaps[static_cast<std::size_t>(info.kind)];
    if (overlap.value) {
      table.add({std::string(info.label), to_percent(overlap.value), to_percent(overlap.halves)});
    }
  }
  constexpr const char* kFeatures[] = {"pitch", "note length"};
  for (std::size_t k = 0; k < 2; ++k) {
    const auto &consistency = report.comparison->consistency[k],
               &variance = report.comparison->variance[k];
    if (!consistency.value) continue;
    const std::string label = std::string("self-similarity of ") + kFeatures[k];
    table.add(
        {label + ": consistency", to_percent(consistency.value), to_percent(consistency.halves)});
    table.add({label + ": variance", to_percent(variance.value), to_percent(variance.halves)});
  }
  return table.to_text();
}

void add_correct_notes(TextTable& table, const std::string& label,
                       const CorrectNoteSummary& summary) {
  table.add({label, std::to_string(summary.pairs), to_percent(summary.share),
             to_percent(summary.event_share), to_percent(summary.worst), to_percent(summary.best)});
}

std::string reconstruction_table(const EvaluateReport& report) {
  TextTable table(
      {"sixteenths with the right note", "pairs", "share", "with onsets", "worst", "best"});
  bool any = false;
  if (report.reconstruction && report.reconstruction->has_pitches) {
    add_correct_notes(table, "reconstructions, likeliest notes", report.reconstruction->notes);
    any = true;
  }
  if (report.same_names) {
    add_correct_notes(table, "files of the same name", *report.same_names);
    any = true;
  }
  if (any && report.by_chance) {
    add_correct_notes(table, "two pieces of " + report.reference->label + ", by chance",
                      *report.by_chance);
  }
  std::string text = any ? "\n" + table.to_text() : "";
  if (report.reconstruction) {
    const Reconstruction& made = *report.reconstruction;
    text += "\n" + std::to_string(made.windows.size()) + " held-out windows: ";
    text += made.accuracy_sampling
                ? "accuracy with sampling (temperature 1) " + to_percent(made.accuracy_sampling)
                : "the strokes are kept as they are given";
    if (made.groove) text += "; " + groove_words(made);
    text += "\n";
  }
  return text;
}

}  // namespace

bool is_shown(const EvaluateReport& report, const PieceMeasureInfo& info) {
  const auto at = static_cast<std::size_t>(info.measure);
  const auto& mine = report.subject.set.spreads[at];
  const auto* theirs = report.reference ? &report.reference->set.spreads[at] : nullptr;
  if (!mine && (theirs == nullptr || !*theirs)) return false;
  constexpr double kRounding = 1e-6;
  const auto varies = [&](const std::optional<Spread>& spread) {
    return spread && spread->sd > kRounding;
  };
  if (varies(mine) || (theirs != nullptr && varies(*theirs))) return true;
  if (theirs != nullptr && mine && *theirs && std::fabs(mine->mean - (*theirs)->mean) > kRounding) {
    return true;
  }
  return info.measure != PieceMeasure::kVelocity && info.measure != PieceMeasure::kVelocitySpread &&
         info.measure != PieceMeasure::kTimingOffset && info.measure != PieceMeasure::kPolyphony;
}

std::string to_value_text(const PieceMeasureInfo& info, double value) {
  return info.is_share ? number(value * 100, "%.1f%%") : number(value);
}

std::string to_percent(const std::optional<double>& share) {
  return share ? number(*share * 100, "%.1f%%") : "";
}

std::string groove_words(const Reconstruction& made) {
  std::string text = made.accuracy_sampling ? rhythm_words(*made.groove) + "; " : "";
  return text + "at the original's strokes " + stroke_words(*made.groove);
}

std::string to_shift_words(double shift_sd) {
  const double size = std::fabs(shift_sd);
  if (size < 0.2) return "alike";
  const std::string direction = shift_sd < 0 ? "lower" : "higher";
  return size < 0.5 ? "a little " + direction : size < 0.8 ? direction : "far " + direction;
}

std::string to_text(const EvaluateReport& report) {
  const auto counted = [](const ReportSet& set) {
    std::string text = set.label + ": " + std::to_string(set.set.pieces.size()) + " pieces";
    if (set.files > 0) text += " of " + std::to_string(set.files) + " files";
    if (!set.unreadable.empty()) {
      text += ", " + std::to_string(set.unreadable.size()) + " files left out";
    }
    return text + " (" + printable(set.origin) + ")\n";
  };
  std::string text = counted(report.subject);
  if (report.reference) text += counted(*report.reference);
  const ClipMeasures& summary = report.subject.set.summary;
  const bool several = report.subject.set.pieces.size() > 1;
  text += several ? to_percent(summary.share_distinct) + " of the " + report.subject.label +
                        " differ from each other"
                  : "one piece: shares and spreads say little of it";
  if (report.model && report.model->makes_clips())
    text += ", " + to_percent(summary.share_with_3_to_32_notes) + " have 3 to 32 notes";
  if (has_pitches(report.subject.set)) {
    text += ", " + to_percent(summary.share_of_one_repeated_pitch) + " repeat one pitch only";
  }
  text += "\n\n" + measure_table(report);
  if (report.comparison) text += "\n" + overlap_table(report);
  return text + reconstruction_table(report);
}

nlohmann::ordered_json to_json(const EvaluateReport& report) {
  Json json = Json::object();
  if (report.model) {
    json = {{"model", report.model->id},
            {"seed", report.model->seed},
            {"temperature", report.model->temperature}};
    if (report.model->makes_clips()) json["prior"] = report.model->prior;
  }
  json[report.subject.name] = to_json(report.subject);
  if (report.reference) json[report.reference->name] = to_json(*report.reference);
  if (report.comparison) json["comparison"] = to_json(*report.comparison);
  if (report.reconstruction) {
    json["reconstruction"] = {
        {"windows", report.reconstruction->windows.size()},
        {"accuracy_sampling", optional_number(report.reconstruction->accuracy_sampling)}};
    if (const auto& groove = report.reconstruction->groove) {  // named as segue-train eval has them
      json["reconstruction"].update({{"velocity_error", groove->velocity},
                                     {"velocity_spread", groove->velocity_spread},
                                     {"offset_error", groove->offset},
                                     {"offset_spread", groove->offset_spread},
                                     {"rhythm_answered", groove->answered},
                                     {"rhythm_added", groove->added}});
    }
    if (report.reconstruction->has_pitches) {
      json["reconstruction"]["correct_notes"] = to_json(report.reconstruction->notes);
    }
  }
  if (report.same_names) json["correct_notes_of_same_names"] = to_json(*report.same_names);
  if (report.by_chance) json["correct_notes_by_chance"] = to_json(*report.by_chance);
  return json;
}

}  // namespace segue
