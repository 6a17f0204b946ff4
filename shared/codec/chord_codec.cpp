// SPDX-License-Identifier: Apache-2.0
#include "shared/codec/chord_codec.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>

#include "shared/music/note_sequence.h"

namespace segue {
namespace {

Error not_a_chord(std::string_view symbol, const std::string& why) {
  return {ErrorCode::kInvalidArgument, "\"" + std::string(symbol) +
                                           "\" is no chord that is known (" + why +
                                           "); write chords like C, F#m, Bb7, Dm7, Gsus4, C/E, "
                                           "Bdim, C+ or N.C."};
}

/// Takes `word` from the front of `text`.
bool take(std::string_view& text, std::string_view word) {
  if (text.substr(0, word.size()) != word) return false;
  text.remove_prefix(word.size());
  return true;
}

template <std::size_t N>
bool take_any(std::string_view& text, const std::array<std::string_view, N>& words) {
  for (const auto word : words) {
    if (take(text, word)) return true;
  }
  return false;
}

/// Root pitch class at the front of `text`, or -1.
int take_root(std::string_view& text) {
  constexpr std::array<int, 7> kNatural = {9, 11, 0, 2, 4, 5, 7};  // A B C D E F G
  if (text.empty() || text[0] < 'A' || text[0] > 'G') return -1;
  int root = kNatural[static_cast<std::size_t>(text[0] - 'A')];
  text.remove_prefix(1);
  if (take(text, "#") || take(text, "\u266f")) {
    ++root;
  } else if (take(text, "b") || take(text, "\u266d")) {
    --root;
  }
  return (root + kPitchClasses) % kPitchClasses;
}

// Longer words first where one begins another.
constexpr std::array<std::string_view, 5> kDiminished = {"dim", "\u00b0", "\u00f8", "o", "h"};
constexpr std::array<std::string_view, 2> kAugmented = {"aug", "+"};
constexpr std::array<std::string_view, 3> kMinor = {"min", "mi", "-"};
constexpr std::array<std::string_view, 26> kAdditions = {
    "maj", "Maj", "M", "\u0394", "sus2", "sus4", "sus", "add", "omit", "no", "13", "11", "10",
    "2",   "3",   "4", "5",      "6",    "7",    "9",   "#",   "b",    "(",  ")",  "/9", "+"};

}  // namespace

std::uint8_t to_chord_class(int root, ChordQuality quality) {
  assert(root >= 0 && root < kPitchClasses);
  return static_cast<std::uint8_t>(1 + static_cast<int>(quality) * kPitchClasses + root);
}

std::string chord_name(std::uint8_t chord) {
  assert(chord < kChordClasses);
  constexpr std::array kRoots = {"C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"};
  constexpr std::array kSuffixes = {"", "m", "aug", "dim"};
  if (chord == kNoChord) return "N.C.";
  const auto index = static_cast<std::size_t>(chord - 1);
  return std::string(kRoots[index % kPitchClasses]) + kSuffixes[index / kPitchClasses];
}

Result<std::uint8_t> parse_chord(std::string_view symbol) {
  if (symbol == "N.C." || symbol == "NC" || symbol == "N") return kNoChord;
  std::string_view rest = symbol;
  const int root = take_root(rest);
  if (root < 0) return not_a_chord(symbol, "it does not begin with a root from A to G");
  ChordQuality quality = ChordQuality::kMajor;
  if (take_any(rest, kDiminished)) {
    quality = ChordQuality::kDiminished;
  } else if (take_any(rest, kAugmented)) {
    quality = ChordQuality::kAugmented;
  } else if (take_any(rest, kMinor)) {
    quality = ChordQuality::kMinor;
  } else if (rest.substr(0, 3) != "maj" && take(rest, "m")) {
    quality = ChordQuality::kMinor;
  }
  while (!rest.empty()) {
    if (quality == ChordQuality::kMinor && (take(rest, "b5") || take(rest, "-5"))) {
      quality = ChordQuality::kDiminished;
    } else if (quality == ChordQuality::kMajor && (take(rest, "#5") || take(rest, "+5"))) {
      quality = ChordQuality::kAugmented;
    } else if (take_any(rest, kAdditions)) {
      continue;
    } else if (take(rest, "/")) {
      if (take_root(rest) < 0 || !rest.empty()) {
        return not_a_chord(symbol, "after the slash a bass note from A to G is expected");
      }
    } else {
      return not_a_chord(symbol, "\"" + std::string(rest) + "\" was not understood");
    }
  }
  return to_chord_class(root, quality);
}

Result<std::vector<std::uint8_t>> parse_chords(std::string_view text) {
  constexpr std::string_view kSeparators = " \t\r\n|,";
  std::vector<std::uint8_t> chords;
  for (std::size_t at = 0; at < text.size();) {
    at = text.find_first_not_of(kSeparators, at);
    if (at == std::string_view::npos) break;
    const std::size_t end = std::min(text.find_first_of(kSeparators, at), text.size());
    const std::string_view symbol = text.substr(at, end - at);
    at = end;
    if (symbol == "%" && !chords.empty()) {
      chords.push_back(chords.back());
      continue;
    }
    const auto chord = parse_chord(symbol);
    if (!chord) {
      return Error{chord.error().code,
                   "chord " + std::to_string(chords.size() + 1) + ": " + chord.error().message};
    }
    chords.push_back(*chord);
  }
  if (chords.empty()) {
    return Error{ErrorCode::kInvalidArgument,
                 "no chord was given; write some with blanks between, like C Am F G"};
  }
  return chords;
}

std::vector<std::uint8_t> spread_chords(const std::vector<std::uint8_t>& chords, int steps) {
  assert(!chords.empty() && steps >= 0);
  std::vector<std::uint8_t> row(static_cast<std::size_t>(steps));  // [T]
  for (std::size_t t = 0; t < row.size(); ++t) row[t] = chords[t * chords.size() / row.size()];
  return row;
}

}  // namespace segue
