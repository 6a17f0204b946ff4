// SPDX-License-Identifier: Apache-2.0
#include "shared/musicxml/score_elements.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <string_view>

namespace segue {
namespace {

constexpr double kMostDivisions = 1e6;
constexpr double kMostDuration = 1e7;
constexpr int kMostStaves = 64;
constexpr double kForte = 0.9;  // MusicXML's dynamics are percents of MIDI velocity 90

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

/// The whole of `text` as a number.
std::optional<double> to_number(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0' || !std::isfinite(value)) return std::nullopt;
  return value;
}

int to_velocity(double percent) {
  return static_cast<int>(std::clamp(std::lround(kForte * percent), 1L, 127L));
}

/// An attribute that is a number above 0, or nothing.
std::optional<double> positive(const XmlNode& node, const char* name) {
  const auto value = to_number(trimmed(node.attribute(name)));
  return value && *value > 0 ? value : std::nullopt;
}

int read_pitch(const XmlNode& pitch, ElementReader& reader, const PartState& state) {
  const std::string letter = trimmed(pitch.child_text("step"));
  const auto step = step_of(letter);
  if (!step) {
    reader.fail(pitch, "expected a <step> from A to G, found \"" + letter + "\"");
    return 0;
  }
  double alter = 0;
  if (const auto node = pitch.child("alter")) alter = reader.number(node, pitch, "alter", -12, 12);
  const int octave = reader.integer(pitch.child("octave"), pitch, "octave", -1, 10);
  // Quarter tones are cut off, as the reference does.
  const int sounding = 12 * (octave + 1) + *step + static_cast<int>(alter) + state.transpose;
  if (sounding < 0 || sounding > 127) {
    reader.fail(pitch, "the pitch " + letter + std::to_string(octave) + " is outside MIDI's range");
    return 0;
  }
  return sounding;
}

/// The MIDI key of an unpitched note, or a rest where the file names none.
int drum_key(const XmlNode& note, PartState& state) {
  const auto& keys = state.drum_keys;
  const auto named = keys.find(note.child("instrument").attribute("id"));
  if (named != keys.end()) return named->second;
  if (keys.size() == 1) return keys.begin()->second;
  ++state.unnamed_percussion;
  return kScoreRest;
}

bool has_tie(const XmlNode& note, const char* type) {
  const auto matches = [type](const XmlNode& node) { return node.attribute("type") == type; };
  for (const XmlNode tie : note.children("tie")) {
    if (matches(tie)) return true;
  }
  if (note.child("tie")) return false;
  for (const XmlNode notations : note.children("notations")) {
    for (const XmlNode tied : notations.children("tied")) {
      if (matches(tied)) return true;
    }
  }
  return false;
}

void read_meter(const XmlNode& time, ElementReader& reader, std::vector<ScoreEvent>& events) {
  if (time.child("senza-misura")) return;
  int meters = 0;
  for (const XmlNode beats : time.children("beats")) meters += beats ? 1 : 0;
  if (meters > 1 || time.child("interchangeable")) {
    return reader.fail(time, "meters that alternate are not read; write one <time> a measure",
                       ErrorCode::kUnsupported);
  }
  const std::string beats = trimmed(time.child_text("beats"));
  TimeSignature meter;
  meter.numerator = 0;
  for (std::size_t at = 0; at <= beats.size();) {  // "3+2" is 5
    const std::size_t end = std::min(beats.find('+', at), beats.size());
    const auto part = to_number(trimmed(beats.substr(at, end - at)));
    if (!part || *part < 1 || *part > 64 || *part != std::floor(*part)) {
      return reader.fail(time, "expected <beats> from 1 to 64, found \"" + beats + "\"");
    }
    meter.numerator += static_cast<int>(*part);
    at = end + 1;
  }
  meter.denominator = reader.integer(time.child("beat-type"), time, "beat-type", 1, 64);
  if ((meter.denominator & (meter.denominator - 1)) != 0 || meter.numerator > 64) {
    return reader.fail(time, "expected a meter of at most 64 beats over a power of 2, found " +
                                 beats + "/" + std::to_string(meter.denominator));
  }
  events.emplace_back(meter);
}

/// The sounding key. Modes other than minor are told by the major key with the same notes.
void read_key(const XmlNode& key, ElementReader& reader, const PartState& state,
              std::vector<ScoreEvent>& events) {
  if (!key.child("fifths")) return;  // a list of altered steps is no major or minor key
  constexpr int kMostFifths = 14, kFifth = 7, kMinorTonic = 9;
  const int fifths = reader.integer(key.child("fifths"), key, "fifths", -kMostFifths, kMostFifths);
  const std::string mode = trimmed(key.child_text("mode"));
  KeySignature signature;
  signature.minor = mode == "minor" || mode == "aeolian";
  const int tonic = fifths * kFifth + (signature.minor ? kMinorTonic : 0) + state.transpose;
  signature.key = (tonic % 12 + 12) % 12;
  events.emplace_back(signature);
}

/// Quarters a minute of "dotted quarter = 60"; nothing for metric modulations and words.
std::optional<double> metronome_tempo(const XmlNode& metronome) {
  static const std::map<std::string, double> units = {
      {"breve", 8},    {"whole", 4},   {"half", 2},    {"quarter", 1},
      {"eighth", 0.5}, {"16th", 0.25}, {"32nd", 0.125}};
  const auto unit = units.find(trimmed(metronome.child_text("beat-unit")));
  const std::string text = trimmed(metronome.child_text("per-minute"));
  const auto digit = text.find_first_of("0123456789");  // "ca. 120"
  if (unit == units.end() || digit == std::string::npos) return std::nullopt;
  double quarters = unit->second, dot = unit->second / 2;
  for (const XmlNode node : metronome.children("beat-unit-dot")) {
    static_cast<void>(node);
    quarters += dot;
    dot /= 2;
  }
  return std::strtod(text.c_str() + digit, nullptr) * quarters;
}

}  // namespace

double ElementReader::number(const XmlNode& node, const XmlNode& parent, const char* name,
                             double lowest, double highest) {
  const std::string text = trimmed(node.text());
  const auto value = to_number(text);
  if (value && *value >= lowest && *value <= highest) return *value;
  fail(node ? node : parent, "expected a number in <" + std::string(name) + ">, " +
                                 (!node    ? "which is not there"
                                  : !value ? "found \"" + text.substr(0, 40) + "\""
                                           : "found " + text.substr(0, 40) + ", out of range"));
  return lowest;
}

int ElementReader::integer(const XmlNode& node, const XmlNode& parent, const char* name, int lowest,
                           int highest) {
  return static_cast<int>(std::floor(number(node, parent, name, lowest, highest)));
}

void ElementReader::fail(const XmlNode& node, const std::string& what, ErrorCode code) {
  if (!error_) error_ = Error{code, "MusicXML " + node.place() + what};
}

std::optional<int> step_of(std::string_view letter) {
  constexpr std::array<int, 7> kSteps = {9, 11, 0, 2, 4, 5, 7};  // A to G
  if (letter.size() != 1 || letter[0] < 'A' || letter[0] > 'G') return std::nullopt;
  return kSteps[static_cast<std::size_t>(letter[0] - 'A')];
}

std::optional<ScoreNote> read_note(const XmlNode& note, ElementReader& reader, PartState& state) {
  if (note.child("grace")) return std::nullopt;
  ScoreNote out;
  out.in_chord = static_cast<bool>(note.child("chord"));
  out.quarters =
      reader.number(note.child("duration"), note, "duration", 0, kMostDuration) / state.divisions;
  if (const auto staff = note.child("staff")) {
    out.staff = reader.integer(staff, note, "staff", 1, kMostStaves);
  }
  const auto dynamics = positive(note, "dynamics");
  out.velocity = dynamics ? to_velocity(*dynamics) : state.velocity;
  if (note.child("rest") || note.child("cue")) return out;
  if (const auto pitch = note.child("pitch")) {
    out.pitch = read_pitch(pitch, reader, state);
    out.is_drum = state.is_drum_channel;
  } else if (note.child("unpitched")) {
    out.pitch = drum_key(note, state);
    out.is_drum = true;
  } else {
    reader.fail(note, "a <note> without <pitch>, <unpitched> or <rest>");
  }
  out.tie_start = has_tie(note, "start");
  out.tie_stop = has_tie(note, "stop");
  return out;
}

ScoreMove read_move(const XmlNode& move, ElementReader& reader, const PartState& state) {
  const double quarters =
      reader.number(move.child("duration"), move, "duration", 0, kMostDuration) / state.divisions;
  return {move.name() == "backup" ? -quarters : quarters};
}

void read_attributes(const XmlNode& attributes, ElementReader& reader, PartState& state,
                     std::vector<ScoreEvent>& events) {
  if (const auto divisions = attributes.child("divisions")) {
    state.divisions = reader.number(divisions, attributes, "divisions", 0, kMostDivisions);
    if (!(state.divisions > 0)) {
      reader.fail(divisions, "expected <divisions> above 0");
      state.divisions = 1;
    }
  }
  if (const auto transpose = attributes.child("transpose")) {
    state.transpose = reader.integer(transpose.child("chromatic"), transpose, "chromatic", -96, 96);
    if (const auto octaves = transpose.child("octave-change")) {
      state.transpose += 12 * reader.integer(octaves, transpose, "octave-change", -8, 8);
    }
  }
  if (const auto key = attributes.child("key")) read_key(key, reader, state, events);
  if (const auto time = attributes.child("time")) read_meter(time, reader, events);
}

void read_direction(const XmlNode& direction, ElementReader& reader, PartState& state,
                    std::vector<ScoreEvent>& events) {
  const bool is_sound = direction.name() == "sound";
  const XmlNode sound = is_sound ? direction : direction.child("sound");
  if (const auto dynamics = positive(sound, "dynamics")) state.velocity = to_velocity(*dynamics);
  std::optional<double> qpm = positive(sound, "tempo");
  if (!qpm && sound.has_attribute("tempo")) qpm = kDefaultTempoQpm;  // 0, which some programs write
  for (const XmlNode type : direction.children("direction-type")) {
    if (!qpm && type.child("metronome")) qpm = metronome_tempo(type.child("metronome"));
  }
  if (!qpm) return;
  constexpr double kSlowest = 1, kFastest = 10000;
  if (*qpm < kSlowest || *qpm > kFastest) {
    return reader.fail(direction, "expected a tempo from 1 to 10000 quarters a minute");
  }
  events.emplace_back(Tempo{0, *qpm});
}

}  // namespace segue
