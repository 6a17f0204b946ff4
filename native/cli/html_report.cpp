// SPDX-License-Identifier: Apache-2.0
#include "native/cli/html_report.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "native/cli/html_style.h"
#include "native/cli/piano_roll.h"
#include "native/cli/svg_charts.h"
#include "shared/music/pitch_names.h"

namespace segue {
namespace {

constexpr std::size_t kMostRolls = 8, kMostPairs = 4, kMostLeftOut = 20;
constexpr int kRollBars = 8;  // of long pieces

std::string element(const char* name, const std::string& text) {
  return "<" + std::string(name) + ">" + to_xml_text(text) + "</" + name + ">";
}

std::string fact(const std::string& value, const std::string& label) {
  return "<div class=\"fact\"><b>" + to_xml_text(value) + "</b><span>" + to_xml_text(label) +
         "</span></div>\n";
}

std::string number_cell(const std::string& label, const std::string& value) {
  return "<td class=\"n\" data-label=\"" + to_xml_text(label) + "\">" + to_xml_text(value) +
         "</td>";
}

std::string mean_and_sd(const PieceMeasureInfo& info, const std::optional<Spread>& spread) {
  if (!spread) return "\u2013";
  return to_value_text(info, spread->mean) + " \u00b1 " + to_value_text(info, spread->sd);
}

std::string counted(std::int64_t count, const char* one) {
  return std::to_string(count) + " " + one + (count == 1 ? "" : "s");
}

std::string head_section(const EvaluateReport& report) {
  const std::string what = report.model ? report.model->title : "Music in " + report.subject.origin;
  std::string html = element("h1", what + (report.reference ? ", beside a reference" : "")) + "\n";
  html += "<p class=\"muted\"><span class=\"key a\"></span>" + to_xml_text(report.subject.label) +
          ": " + to_xml_text(report.subject.origin);
  if (report.reference) {
    html += " <span class=\"key b\"></span>" + to_xml_text(report.reference->label) + ": " +
            to_xml_text(report.reference->origin);
  }
  html += "</p>\n<div class=\"facts\">\n";
  html += fact(std::to_string(report.subject.set.pieces.size()), report.subject.label);
  if (report.reference) {
    html += fact(std::to_string(report.reference->set.pieces.size()),
                 "pieces of the " + report.reference->label + " set");
  }
  html += fact(to_percent(report.subject.set.summary.share_distinct), "differ from each other");
  if (report.model) {
    char text[40];
    std::snprintf(text, sizeof text, "%.3g", report.model->temperature);
    html += fact(text, "temperature");
    const std::string seed = std::to_string(report.model->seed);
    html += report.model->makes_clips() ? fact(report.model->prior, "prior, seed " + seed)
                                        : fact(seed, "seed");
  }
  if (report.reconstruction) {
    if (const auto& accuracy = report.reconstruction->accuracy_sampling) {
      html += fact(to_percent(accuracy), "of the tokens reconstructed, sampling");
    }
    if (report.reconstruction->has_pitches) {
      html +=
          fact(to_percent(report.reconstruction->notes.share), "of sixteenths with the right note");
    }
  }
  return html + "</div>\n";
}

/// "alike" and the like, coloured by how far it is.
std::string verdict_cell(const MeasureComparison& comparison) {
  if (!comparison.shift_sd) return "<td class=\"verdict sub\">no spread to compare with</td>";
  const double size = std::fabs(*comparison.shift_sd);
  const char* css = size < 0.2 ? "good" : size < 0.8 ? "warn" : "bad";
  char shift[40];
  std::snprintf(shift, sizeof shift, "%+.2f sd", *comparison.shift_sd);
  return "<td class=\"verdict\"><span class=\"" + std::string(css) + "\">" +
         to_shift_words(*comparison.shift_sd) + "</span> <span class=\"sub\">" + shift + ", " +
         to_percent(comparison.share_inside) + " inside</span></td>";
}

std::string measure_row(const EvaluateReport& report, const PieceMeasureInfo& info) {
  const auto at = static_cast<std::size_t>(info.measure);
  const auto& mine = report.subject.set.spreads[at];
  std::string html = "<tr><th scope=\"row\" title=\"" + to_xml_text(std::string(info.meaning)) +
                     "\">" + to_xml_text(std::string(info.label)) + "</th>";
  html += number_cell(report.subject.label, mean_and_sd(info, mine));
  if (report.reference) {
    const auto& theirs = report.reference->set.spreads[at];
    html += number_cell(report.reference->label, mean_and_sd(info, theirs));
    html += "<td class=\"bar\">";
    if (mine && theirs) {
      html += range_chart({theirs->p5, theirs->p95, theirs->mean, mine->p5, mine->p95, mine->mean});
    }
    const auto& comparison = report.comparison->measures[at];
    html += "</td>" + (comparison ? verdict_cell(*comparison) : "<td></td>");
  }
  return html + "</tr>\n";
}

std::string measure_section(const EvaluateReport& report) {
  std::string html =
      "<h2>What a piece is like</h2>\n<p class=\"muted\">Mean \u00b1 standard deviation "
      "over the pieces. ";
  if (report.reference) {
    html += "The orange band is where 90 of 100 pieces of the " +
            to_xml_text(report.reference->label) +
            " set lie, with a tick at their mean; the blue line is the same of the " +
            to_xml_text(report.subject.label) +
            ", with a dot. \u201cInside\u201d is the share of the " +
            to_xml_text(report.subject.label) + " in the orange band: 90 % or more is normal. ";
  }
  html +=
      "Rest the pointer on a name for what it means.</p>\n<table><thead><tr><th>measure</th>"
      "<th class=\"n\">" +
      to_xml_text(report.subject.label) + "</th>";
  if (report.reference) {
    html += "<th class=\"n\">" + to_xml_text(report.reference->label) +
            "</th><th>normal range</th><th>beside it</th>";
  }
  html += "</tr></thead><tbody>\n";
  for (const auto& info : piece_measures()) {
    if (is_shown(report, info)) html += measure_row(report, info);
  }
  return html + "</tbody></table>\n";
}

std::string tick_of(HistogramKind kind, std::size_t bin) {
  switch (kind) {
    case HistogramKind::kPitch:
      return bin % 12 == 0 ? bin_label(kind, bin) : "";
    case HistogramKind::kPitchClass:
      return bin_label(kind, bin);
    case HistogramKind::kInterval:
      return bin == 0       ? "\u2264-12"
             : bin == 24    ? "\u226512"
             : bin % 4 == 0 ? bin_label(kind, bin)
                            : "";
    case HistogramKind::kOnset:
      return bin % 4 == 0 ? bin_label(kind, bin) : "";
    case HistogramKind::kDuration:
      return bin == 16 ? ">16" : (bin + 1) % 4 == 0 || bin == 0 ? bin_label(kind, bin) : "";
    case HistogramKind::kDrums:
      break;
  }
  return bin_label(kind, bin).substr(0, 6);
}

/// The bins from the first to the last that is used, a few at least.
std::string histogram_card(const EvaluateReport& report, const HistogramInfo& info) {
  const auto at = static_cast<std::size_t>(info.kind);
  const Histogram& mine = report.subject.set.histograms[at];
  const Histogram* theirs = report.reference ? &report.reference->set.histograms[at] : nullptr;
  if (mine.total + (theirs != nullptr ? theirs->total : 0) <= 0) return "";
  std::size_t first = 0, end = info.bins;
  if (info.kind == HistogramKind::kPitch) {
    // Single notes far outside would squeeze the rest: what is below one in a thousand is cut.
    const auto used = [&](std::size_t bin) {
      return mine.share(bin) > 1e-3 || (theirs != nullptr && theirs->share(bin) > 1e-3);
    };
    while (first + 12 < end && !used(first)) ++first;
    while (end > first + 12 && !used(end - 1)) --end;
  }
  std::vector<BarPair> bars;
  for (std::size_t bin = first; bin < end; ++bin) {
    bars.push_back({bin_label(info.kind, bin), tick_of(info.kind, bin), mine.share(bin),
                    theirs != nullptr ? theirs->share(bin) : 0});
  }
  std::string html = "<div class=\"card\">" + element("h3", std::string(info.label)) +
                     bar_chart(bars, theirs != nullptr);
  if (report.comparison && report.comparison->overlaps[at].value) {
    const WithNormal& overlap = report.comparison->overlaps[at];
    html += "<p class=\"sub\">overlap " + to_percent(overlap.value);
    if (overlap.halves) {
      html += "; halves of the " + to_xml_text(report.reference->label) +
              " set: " + to_percent(overlap.halves);
    }
    html += "</p>";
  }
  return html + "</div>\n";
}

std::string histogram_section(const EvaluateReport& report) {
  std::string html = "<h2>How the notes are distributed</h2>\n<p class=\"muted\">";
  html += report.reference
              ? "Narrow blue bars: " + to_xml_text(report.subject.label) +
                    "; wide orange ones: " + to_xml_text(report.reference->label) +
                    ". The overlap is the area under both; beside it that of two random "
                    "halves of the reference, as near as one can come.</p>\n"
              : std::string("All notes of all pieces.</p>\n");
  html += "<div class=\"cards\">\n";
  for (const auto& info : histogram_kinds()) html += histogram_card(report, info);
  return html + "</div>\n";
}

std::string similarity_section(const EvaluateReport& report) {
  if (!report.comparison || !report.comparison->consistency[0].value) return "";
  std::string html =
      "<h2>Self-similarity of long pieces</h2>\n<p class=\"muted\">How far neighbouring frames of "
      "four bars overlap, as a mean (consistency) and a variance over the pieces; 100 % is as in "
      "the "
      "reference.</p>\n<table><thead><tr><th>measure</th><th class=\"n\">score</th>"
      "<th class=\"n\">halves of the reference</th></tr></thead><tbody>\n";
  constexpr const char* kFeatures[] = {"pitch", "note length"};
  for (std::size_t k = 0; k < 2; ++k) {
    for (const auto& [name, value] : {std::pair("consistency", &report.comparison->consistency[k]),
                                      std::pair("variance", &report.comparison->variance[k])}) {
      html += "<tr><th scope=\"row\">" + std::string(kFeatures[k]) + ", " + name + "</th>" +
              number_cell("score", to_percent(value->value)) +
              number_cell("halves", to_percent(value->halves)) + "</tr>\n";
    }
  }
  return html + "</tbody></table>\n";
}

RollFrame frame_of(const std::vector<const GridPiece*>& pieces) {
  RollFrame frame{127, 0, 0};
  bool any = false;
  for (const GridPiece* piece : pieces) {
    const NoteSequence music = to_note_sequence(*piece, kRollBars);
    frame.length_s = std::max(frame.length_s, music.total_time_s);
    for (const Note& note : music.notes) {
      frame.low = std::min(frame.low, note.pitch);
      frame.high = std::max(frame.high, note.pitch);
      any = true;
    }
  }
  if (!any) return {60, 72, std::max(frame.length_s, 1.0)};
  const int missing = std::max(0, 12 - (frame.high - frame.low));  // an octave at least
  frame.low = std::max(0, frame.low - missing / 2);
  frame.high = std::min(127, frame.high + missing - missing / 2);
  return frame;
}

std::string figure(const GridPiece& piece, const RollFrame& frame, const std::string& caption) {
  return "<figure>" + to_svg_roll(to_note_sequence(piece, kRollBars), caption, frame) +
         "<figcaption>" + to_xml_text(caption) + "</figcaption></figure>\n";
}

std::string roll_section(const EvaluateReport& report) {
  const auto& pieces = report.subject.set.pieces;
  // A model's first samples are as good as any; of folders some from everywhere.
  std::vector<const GridPiece*> shown;
  const std::size_t count = std::min(kMostRolls, pieces.size());
  for (std::size_t i = 0; i < count; ++i) {
    shown.push_back(&pieces[report.model ? i : i * pieces.size() / count]);
  }
  // Pictures of one size, each with its own pitches in the middle.
  int span = 0;
  double length_s = 0;
  for (const GridPiece* piece : shown) {
    const RollFrame own = frame_of({piece});
    span = std::max(span, own.high - own.low);
    length_s = std::max(length_s, own.length_s);
  }
  std::string html = "<h2>Some of them</h2>\n<div class=\"rolls\">\n";
  for (const GridPiece* piece : shown) {
    RollFrame frame = frame_of({piece});
    const std::string caption = counted(static_cast<std::int64_t>(piece->notes.size()), "note") +
                                ", around " + pitch_name((frame.low + frame.high) / 2);
    frame.low = std::clamp(frame.low - (span - (frame.high - frame.low)) / 2, 0, 127 - span);
    frame.high = frame.low + span;
    frame.length_s = length_s;
    html += figure(*piece, frame, caption);
  }
  return html + "</div>\n";
}

std::string reconstruction_section(const EvaluateReport& report) {
  if (!report.reconstruction) return "";
  const Reconstruction& made = *report.reconstruction;
  std::string html =
      "<h2>Reconstructions</h2>\n<p class=\"muted\">Held-out windows through the model "
      "and back, at temperature 0: original left, what came back right. ";
  if (made.has_pitches) {
    html += "Over " + std::to_string(made.windows.size()) + " windows " +
            to_percent(made.notes.share) + " of the sixteenths have the right note (" +
            to_percent(made.notes.event_share) + " with the right onset too; worst window " +
            to_percent(made.notes.worst) + ", best " + to_percent(made.notes.best) + "). ";
    if (report.by_chance) {
      html += "Two unrelated windows agree in " + to_percent(report.by_chance->share) + ". ";
    }
  }
  if (!made.accuracy_sampling) html += "The strokes are kept as they are given. ";
  if (made.groove) html += "The copy " + to_xml_text(groove_words(made)) + ". ";
  html += "</p>\n<div class=\"pairs\">\n";
  for (std::size_t i = 0; i < std::min(kMostPairs, made.windows.size()); ++i) {
    const Reconstructed& window = made.windows[i];
    const RollFrame frame = frame_of({&window.original, &window.copy});
    html += "<div class=\"pair\">" + figure(window.original, frame, "original");
    html +=
        figure(window.copy, frame,
               made.has_pitches
                   ? "came back, " +
                         to_percent(compare_notes(window.original, window.copy).share()) + " right"
                   : "came back") +
        "</div>\n";
  }
  return html + "</div>\n";
}

std::string walk_section(const EvaluateReport& report) {
  if (report.walk.empty()) return "";
  std::vector<const GridPiece*> all;
  for (const GridPiece& piece : report.walk) all.push_back(&piece);
  const RollFrame frame = frame_of(all);
  std::string html =
      "<h2>An interpolation</h2>\n<p class=\"muted\">From one held-out window to another "
      "through the latent space, at temperature 0.</p>\n<div class=\"strip\">\n";
  for (std::size_t i = 0; i < report.walk.size(); ++i) {
    html += figure(report.walk[i], frame,
                   i == 0 ? "from"
                   : i + 1 == report.walk.size()
                       ? "to"
                       : std::to_string(i) + "/" + std::to_string(report.walk.size() - 1));
  }
  return html + "</div>\n";
}

std::string curve_card(const TrainingCurves& curves, const char* title,
                       const std::vector<std::pair<const char*, const char*>>& columns) {
  std::vector<Line> lines;
  std::string key;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const TrainingCurve* curve = curves.find(columns[i].first);
    if (curve == nullptr) continue;
    const std::string css = i == 0 ? "a" : "b";
    lines.push_back({columns[i].second, css, curve->points});
    key += "<span class=\"key " + css + "\"></span>" + columns[i].second;
  }
  if (lines.empty()) return "";
  return "<div class=\"card\">" + element("h3", title) + line_chart(lines) + "<p class=\"sub\">" +
         key + "</p></div>\n";
}

// Of a vae.
std::string window_cards(const TrainingCurves& curves) {
  return curve_card(curves, "reconstruction loss, nats a window",
                    {{"r_loss", "training"}, {"eval_r_loss", "held out"}}) +
         curve_card(curves, "KL, bits a window",
                    {{"kl_bits", "training"}, {"eval_kl_bits", "held out"}}) +
         curve_card(curves, "accuracy on held-out windows",
                    {{"eval_accuracy_teacher_forcing", "teacher forcing"},
                     {"eval_accuracy_sampling", "sampling"}});
}

// Of a network that continues music.
std::string stream_cards(const TrainingCurves& curves) {
  return curve_card(curves, "nats an event", {{"loss", "training"}, {"eval_loss", "held out"}}) +
         curve_card(curves, "nats a sixteenth",
                    {{"loss_per_step", "training"}, {"eval_loss_per_step", "held out"}}) +
         curve_card(curves, "accuracy", {{"accuracy", "training"}, {"eval_accuracy", "held out"}});
}

std::string curve_section(const EvaluateReport& report) {
  if (!report.curves) return "";
  const TrainingCurves& curves = *report.curves;
  const bool streams = curves.find("loss_per_step") != nullptr;
  return "<h2>Training</h2>\n<p class=\"muted\">" + to_xml_text(curves.run) +
         "</p>\n<div class=\"cards\">\n" + (streams ? stream_cards(curves) : window_cards(curves)) +
         "</div>\n";
}

std::string left_out_section(const EvaluateReport& report) {
  std::string list;
  const auto add = [&](const ReportSet& set) {
    for (std::size_t i = 0; i < std::min(kMostLeftOut, set.unreadable.size()); ++i) {
      list += element("li", set.unreadable[i].first + ": " + set.unreadable[i].second) + "\n";
    }
    if (set.unreadable.size() > kMostLeftOut) {
      list += element("li", "and " + std::to_string(set.unreadable.size() - kMostLeftOut) +
                                " more of " + set.origin) +
              "\n";
    }
  };
  add(report.subject);
  if (report.reference) add(*report.reference);
  if (list.empty()) return "";
  return "<h2>Files left out</h2>\n<ul class=\"left muted\">\n" + list + "</ul>\n";
}

}  // namespace

std::string to_html(const EvaluateReport& report) {
  const std::string title = "Segue: " + (report.model ? report.model->id : report.subject.origin);
  return "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n<head>\n"
         "<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width, "
         "initial-scale=1\"/>\n<meta name=\"color-scheme\" content=\"light dark\"/>\n" +
         element("title", title) + "\n<style>" + kReportStyle +
         "</style>\n</head>\n<body>\n<main>\n" + head_section(report) + measure_section(report) +
         histogram_section(report) + similarity_section(report) + roll_section(report) +
         reconstruction_section(report) + walk_section(report) + curve_section(report) +
         left_out_section(report) + "</main>\n</body>\n</html>\n";
}

}  // namespace segue
