// SPDX-License-Identifier: Apache-2.0
#include "native/cli/album_roll.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <functional>
#include <map>
#include <vector>

#include "native/cli/svg_charts.h"
#include "shared/codec/drum_codec.h"
#include "shared/music/pitch_names.h"

namespace segue {
namespace {

constexpr int kRollWidth = 1000, kRollHeight = 120, kDrumRowHeight = 12;
constexpr int kPartColours = 6;

/// A line from `start_s` to `end_s` at height `y`, of a piece of `length_s`: "M0 12.5h31".
std::string stroke(const Note& note, double y, double length_s) {
  const auto x = [&](double seconds) {
    return static_cast<int>(std::lround(seconds / length_s * kRollWidth));
  };
  const int from = x(note.start_s), width = std::max(1, x(note.end_s) - from);
  char text[64];
  std::snprintf(text, sizeof text, "M%d %.1fh%d", from, y, width);
  return text;
}

/// One path for each class of marks, so that a thousand notes take some kilobytes.
std::string to_svg(const std::map<std::string, std::string>& paths, int height, double thickness) {
  char head[200];
  std::snprintf(head, sizeof head,
                "<svg class=\"piece\" viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" "
                "height=\"%d\" stroke-width=\"%.1f\">",
                kRollWidth, height, height, thickness);
  std::string svg = head;
  for (const auto& [name, path] : paths) {
    svg += "<path class=\"" + name + "\" d=\"" + path + "\"/>";
  }
  return svg + "</svg>\n";
}

std::string names_column(const std::vector<std::string>& names) {
  std::string html = "<div class=\"names\">";
  for (const auto& name : names) html += "<span>" + to_xml_text(name) + "</span>";
  return html + "</div>";
}

std::string part_class(int instrument) { return "v" + std::to_string(instrument % kPartColours); }

/// All but the drums, by pitch; the highest and the lowest one are named.
std::string pitch_lane(const NoteSequence& music, double length_s) {
  int low = 127, high = -1;
  for (const Note& note : music.notes) {
    if (note.is_drum) continue;
    low = std::min(low, note.pitch);
    high = std::max(high, note.pitch);
  }
  if (high < 0) return "";
  const double row = static_cast<double>(kRollHeight) / (high - low + 3);
  std::map<std::string, std::string> paths;
  for (const Note& note : music.notes) {
    if (note.is_drum) continue;
    paths[part_class(note.instrument)] += stroke(note, (high - note.pitch + 1.5) * row, length_s);
  }
  return names_column({pitch_name(high), pitch_name(low)}) +
         to_svg(paths, kRollHeight, std::clamp(row * 0.9, 1.0, 8.0));
}

/// The drums, a row for each class that is played, cymbals at the top.
std::string drum_lane(const NoteSequence& music, double length_s) {
  std::map<int, std::vector<const Note*>, std::greater<>> rows;
  for (const Note& note : music.notes) {
    if (note.is_drum) rows[drum_class(note.pitch)].push_back(&note);
  }
  if (rows.empty()) return "";
  std::vector<std::string> names;
  std::map<std::string, std::string> paths;
  for (const auto& [drum, notes] : rows) {
    const double y = kDrumRowHeight * (static_cast<double>(names.size()) + 0.5);
    for (const Note* note : notes) {
      Note mark = *note;
      mark.end_s = mark.start_s;  // how long a stroke is held says nothing
      paths["drums"] += stroke(mark, y, length_s);
    }
    names.push_back(drum < 0 ? "others" : drum_class_names()[static_cast<std::size_t>(drum)]);
  }
  return names_column(names) +
         to_svg(paths, kDrumRowHeight * static_cast<int>(rows.size()), kDrumRowHeight * 0.7);
}

/// "strings" for General MIDI program 40.
std::string family_name(int program) {
  constexpr std::array<const char*, 16> kFamilies = {
      "piano",         "bells", "organ",      "guitar", "bass",       "strings",
      "ensemble",      "brass", "reed",       "pipe",   "synth lead", "synth pad",
      "synth effects", "world", "percussion", "effects"};
  const auto family = static_cast<std::size_t>(std::max(program, 0) / 8);
  return family < kFamilies.size() ? kFamilies[family] : "synthesiser";
}

/// The parts with their colours, where there are several.
std::string to_legend(const NoteSequence& music) {
  std::map<int, int> programs;  // of the parts that play
  bool drums = false;
  for (const Note& note : music.notes) {
    drums = drums || note.is_drum;
    if (!note.is_drum) programs[note.instrument] = note.program;
  }
  if (programs.size() + (drums ? 1 : 0) < 2) return "";
  std::string html = "<div class=\"sub parts\">";
  for (const auto& [part, program] : programs) {
    const auto at = static_cast<std::size_t>(part);
    const std::string own = at < music.instruments.size() ? music.instruments[at].name : "";
    html += "<span class=\"key " + part_class(part) + "\"></span>" +
            to_xml_text(own.empty() ? family_name(program) : own);
  }
  if (drums) html += "<span class=\"key drums\"></span>drums";
  return html + "</div>\n";
}

}  // namespace

std::string to_album_roll(const NoteSequence& music, double length_s) {
  if (music.notes.empty() || !(length_s > 0)) return "";
  return to_legend(music) + "<div class=\"lanes\">" + pitch_lane(music, length_s) +
         drum_lane(music, length_s) + "</div>\n";
}

}  // namespace segue
