// SPDX-License-Identifier: Apache-2.0
#include "shared/music/pitch_names.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace segue {
namespace {

constexpr int kOctave = 12, kHighestPitch = 127;

struct Scale {
  std::string_view name;
  std::array<int, 8> degrees;  ///< semitones above the tonic; zeros at the end are none
};

constexpr std::array<Scale, 13> kScales = {{
    {"major", {0, 2, 4, 5, 7, 9, 11}},
    {"minor", {0, 2, 3, 5, 7, 8, 10}},
    {"harmonic minor", {0, 2, 3, 5, 7, 8, 11}},
    {"melodic minor", {0, 2, 3, 5, 7, 9, 11}},
    {"dorian", {0, 2, 3, 5, 7, 9, 10}},
    {"phrygian", {0, 1, 3, 5, 7, 8, 10}},
    {"lydian", {0, 2, 4, 6, 7, 9, 11}},
    {"mixolydian", {0, 2, 4, 5, 7, 9, 10}},
    {"locrian", {0, 1, 3, 5, 6, 8, 10}},
    {"pentatonic", {0, 2, 4, 7, 9}},
    {"minor pentatonic", {0, 3, 5, 7, 10}},
    {"blues", {0, 3, 5, 6, 7, 10}},
    {"whole tone", {0, 2, 4, 6, 8, 10}},
}};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool parts_words(char c) { return c == ' ' || c == ',' || c == '\t'; }

std::vector<std::string> to_words(std::string_view text) {
  std::vector<std::string> words;
  bool inside = false;
  for (const char c : text) {
    if (parts_words(c)) {
      inside = false;
      continue;
    }
    if (!inside) words.emplace_back();
    words.back() += lower(c);
    inside = true;
  }
  return words;
}

// The letter and its accidentals as semitones above C, which may lie below 0 or above 11; takes
// them off `text`.
std::optional<int> take_letter(std::string_view& text) {
  constexpr std::string_view kLetters = "c d ef g a b";  // the place is the pitch class
  if (text.empty() || text.front() == ' ') return std::nullopt;
  const auto place = kLetters.find(lower(text.front()));
  if (place == std::string_view::npos) return std::nullopt;
  text.remove_prefix(1);
  int pitch = static_cast<int>(place);
  while (!text.empty() && (text.front() == '#' || text.front() == 'b')) {
    pitch += text.front() == '#' ? 1 : -1;
    text.remove_prefix(1);
  }
  return pitch;
}

std::optional<int> to_number(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

int to_class(int pitch) { return (pitch % kOctave + kOctave) % kOctave; }

Error no_scale(std::string_view text) {
  return invalid_argument("expected a key like \"C major\" or \"A minor\", or pitch classes like " +
                          std::string("\"C D E G A\", found \"") + std::string(text) +
                          "\". Scales: " + scale_names() + ".");
}

}  // namespace

std::string pitch_name(int pitch) {
  constexpr std::array<const char*, kOctave> kNames = {"C",  "C#", "D",  "D#", "E",  "F",
                                                       "F#", "G",  "G#", "A",  "A#", "B"};
  return kNames[static_cast<std::size_t>(pitch % kOctave)] + std::to_string(pitch / kOctave - 1);
}

Result<int> parse_pitch(std::string_view text) {
  int pitch = -1;  // none
  if (const auto number = to_number(text)) {
    pitch = *number;
  } else {
    std::string_view rest = text;
    const auto letter = take_letter(rest);
    const auto octave = to_number(rest);
    if (letter && octave && *octave >= -2 && *octave <= 10) {
      pitch = *letter + (*octave + 1) * kOctave;
    }
  }
  if (pitch < 0 || pitch > kHighestPitch) {
    return invalid_argument("expected a pitch from C-1 to G9 or a number from 0 to 127, found \"" +
                            std::string(text) + "\".");
  }
  return pitch;
}

Result<std::vector<int>> parse_pitches(std::string_view text) {
  std::vector<int> pitches;
  for (const std::string& word : to_words(text)) {
    const auto pitch = parse_pitch(word);
    if (!pitch) return pitch.error();
    pitches.push_back(*pitch);
  }
  if (pitches.empty()) return invalid_argument("expected pitches like \"C4 E4 G4\", found none.");
  return pitches;
}

Result<PitchClassSet> parse_scale(std::string_view text) {
  std::vector<std::string> words = to_words(text);
  if (words.empty()) return no_scale(text);
  std::vector<int> classes;
  std::string rest;  // what is no pitch class: the scale's name
  for (const std::string& word : words) {
    std::string_view left = word;
    const auto pitch = rest.empty() ? take_letter(left) : std::nullopt;
    const bool minor = pitch && left == "m" && classes.empty();
    if (pitch && (left.empty() || minor)) {
      classes.push_back(to_class(*pitch));
      if (minor) rest = "minor";
    } else {
      rest += (rest.empty() ? "" : " ") + word;
    }
  }
  if (classes.empty() || (classes.size() > 1 && !rest.empty())) return no_scale(text);
  PitchClassSet set = 0;
  if (classes.size() > 1) {
    for (const int pitch : classes) set = static_cast<PitchClassSet>(set | 1 << pitch);
    return set;
  }
  if (rest.empty()) rest = "major";
  const auto scale = std::find_if(kScales.begin(), kScales.end(),
                                  [&](const Scale& known) { return known.name == rest; });
  if (scale == kScales.end()) return no_scale(text);
  for (const int degree : scale->degrees) {
    set = static_cast<PitchClassSet>(set | 1 << (classes.front() + degree) % kOctave);
  }
  return set;
}

std::string scale_names() {
  std::string names;
  for (const Scale& scale : kScales) names += (names.empty() ? "" : ", ") + std::string(scale.name);
  return names;
}

}  // namespace segue
