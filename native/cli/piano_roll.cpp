// SPDX-License-Identifier: Apache-2.0
#include "native/cli/piano_roll.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "native/cli/svg_charts.h"
#include "shared/codec/melody_codec.h"
#include "shared/music/pitch_names.h"

namespace segue {
namespace {

struct PitchRange {
  int low = 127, high = 0;
};

PitchRange range_of(const std::vector<Note>& notes) {
  PitchRange range;
  for (const Note& note : notes) {
    range.low = std::min(range.low, note.pitch);
    range.high = std::max(range.high, note.pitch);
  }
  return range;
}

std::string number(double value, const char* format = "%.2f") {
  char text[32];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

/// ", Viola" where the piece has several instruments.
std::string track_name(const NoteSequence& sequence, const Note& note) {
  const auto index = static_cast<std::size_t>(note.instrument);
  if (sequence.instruments.size() < 2 || index >= sequence.instruments.size()) return {};
  const std::string& name = sequence.instruments[index].name;
  return ", " + (name.empty() ? "track " + std::to_string(note.instrument + 1) : name);
}

// Well apart for eight instruments, readable on white.
constexpr std::array<const char*, 8> kColours = {"#2f6fb5", "#d1663a", "#4a9a5b", "#8a5fb0",
                                                 "#b58b2f", "#3a9aa5", "#b04a6d", "#6d6d6d"};

}  // namespace

std::string to_text_roll(const NoteSequence& sequence, int columns) {
  if (sequence.notes.empty()) return "(no notes)\n";
  constexpr int kMargin = 5;  // "C#-1 " and the line
  const int width = std::max(columns, 20) - kMargin;
  const PitchRange range = range_of(sequence.notes);
  const double end_s = std::max(sequence.total_time_s, 1e-9);
  const auto column = [&](double time_s) {
    return std::clamp(static_cast<int>(time_s / end_s * width), 0, width - 1);
  };
  // Per pitch and column: 0 nothing, 1 drums, 2 a note that goes on, 3 a note that begins.
  std::vector<std::vector<char>> cells(static_cast<std::size_t>(range.high - range.low + 1),
                                       std::vector<char>(static_cast<std::size_t>(width)));
  for (const Note& note : sequence.notes) {
    auto& row = cells[static_cast<std::size_t>(note.pitch - range.low)];
    const int first = column(note.start_s);
    const int last = std::max(first, column(note.end_s - 1e-9));
    for (int x = first; x <= last; ++x) {
      const char mark = note.is_drum ? 1 : x == first ? 3 : 2;
      auto& cell = row[static_cast<std::size_t>(x)];
      cell = std::max(cell, mark);
    }
  }
  constexpr std::array<const char*, 4> kMarks = {" ", "\u2591", "\u2593", "\u2588"};
  std::string text;
  for (int pitch = range.high; pitch >= range.low; --pitch) {
    std::string name = pitch_name(pitch);
    name.resize(4, ' ');
    text += name + "\u2502";
    std::string line;
    std::size_t kept = 0;
    for (const char cell : cells[static_cast<std::size_t>(pitch - range.low)]) {
      line += kMarks[static_cast<std::size_t>(cell)];
      if (cell != 0) kept = line.size();
    }
    text += line.substr(0, kept) + "\n";
  }
  std::string scale = "0 s";
  const std::string end = number(end_s, "%.1f s");
  scale.resize(
      std::max<std::size_t>(scale.size() + 1, static_cast<std::size_t>(width) - end.size()), ' ');
  return text + "     " + scale + end + "\n";
}

std::string to_svg_roll(const NoteSequence& sequence, const std::string& title,
                        const RollFrame& frame) {
  constexpr double kSecondWidth = 60, kRowHeight = 6, kLongest = 20000;
  PitchRange range = range_of(sequence.notes);
  if (sequence.notes.empty()) range = {60, 72};
  if (frame.low >= 0) range.low = frame.low;
  if (frame.high >= 0) range.high = std::max(frame.high, range.low);
  range.low = std::max(0, range.low - 1);
  range.high = std::min(127, range.high + 1);
  const double length_s =
      frame.length_s > 0 ? frame.length_s : std::max(sequence.total_time_s, 1.0);
  const double scale = std::min(kSecondWidth, kLongest / length_s);
  const double width = length_s * scale, height = (range.high - range.low + 1) * kRowHeight;
  std::string svg =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"roll\" viewBox=\"0 0 " + number(width) +
      " " + number(height) + "\" width=\"" + number(width) + "\" height=\"" + number(height) +
      "\">\n<title>" + to_xml_text(title) +
      "</title>\n<rect class=\"paper\" width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n";
  for (int pitch = range.low; pitch <= range.high; ++pitch) {
    constexpr unsigned kBlackKeys = 1u << 1 | 1u << 3 | 1u << 6 | 1u << 8 | 1u << 10;
    if ((kBlackKeys >> pitch % 12 & 1u) == 0) continue;
    svg += "<rect class=\"black-key\" x=\"0\" y=\"" + number((range.high - pitch) * kRowHeight) +
           "\" width=\"" + number(width) + "\" height=\"" + number(kRowHeight) +
           "\" fill=\"#f2f2f2\"/>\n";
  }
  const double qpm = sequence.tempos.empty() ? kDefaultTempoQpm : sequence.tempos[0].qpm;
  const TimeSignature meter =
      sequence.time_signatures.empty() ? TimeSignature{} : sequence.time_signatures[0];
  const double bar_s = 60 / qpm * 4 * meter.numerator / std::max(meter.denominator, 1);
  if (bar_s * scale >= 4) {  // closer lines would hide the notes
    for (double time_s = bar_s; time_s < length_s; time_s += bar_s) {
      svg += "<line class=\"bar-line\" x1=\"" + number(time_s * scale) + "\" x2=\"" +
             number(time_s * scale) + "\" y1=\"0\" y2=\"" + number(height) +
             "\" stroke=\"#ddd\"/>\n";
    }
  }
  for (const Note& note : sequence.notes) {
    const auto colour = kColours[static_cast<std::size_t>(note.instrument) % kColours.size()];
    svg += "<rect x=\"" + number(note.start_s * scale) + "\" y=\"" +
           number((range.high - note.pitch) * kRowHeight) + "\" width=\"" +
           number(std::max((note.end_s - note.start_s) * scale - 0.5, 0.5)) + "\" height=\"" +
           number(kRowHeight) + "\" rx=\"1\" fill=\"" + colour + "\" fill-opacity=\"" +
           number(0.4 + 0.6 * note.velocity / 127) + "\"><title>" + pitch_name(note.pitch) +
           to_xml_text(track_name(sequence, note)) + "</title></rect>\n";
  }
  return svg + "</svg>\n";
}

std::string to_sketch(std::span<const std::uint8_t> tokens) {
  constexpr std::array<const char*, 8> kHeights = {"\u2581", "\u2582", "\u2583", "\u2584",
                                                   "\u2585", "\u2586", "\u2587", "\u2588"};
  int low = 255, high = 0;
  for (const int token : tokens) {
    if (token <= kNoteOff) continue;
    low = std::min(low, token);
    high = std::max(high, token);
  }
  std::string text;
  int sounding = 0;
  for (const int token : tokens) {
    if (token == kNoteOff) sounding = 0;
    if (token > kNoteOff) sounding = token;
    if (sounding == 0) {
      text += "\u00b7";
    } else {
      text +=
          kHeights[high == low ? 3 : static_cast<std::size_t>((sounding - low) * 7 / (high - low))];
    }
  }
  return text;
}

}  // namespace segue
