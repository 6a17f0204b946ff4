// SPDX-License-Identifier: Apache-2.0
#include "shared/music/abc_fields.h"

#include <cctype>
#include <cstddef>
#include <string>

namespace segue::detail {
namespace {

constexpr int kMostDigitsValue = 9999;

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

/// Fifths from C of a natural letter, A first.
constexpr std::array<int, 7> kFifths = {3, 5, 0, 2, 4, -1, 1};
/// Letters (A = 0) in the order in which sharps are added.
constexpr std::array<std::size_t, 7> kSharpOrder = {5, 2, 6, 3, 0, 4, 1};

AbcKey key_of_fifths(int fifths) {
  AbcKey key{};
  for (int i = 0; i < fifths; ++i) key[kSharpOrder[static_cast<std::size_t>(i % 7)]] += 1;
  for (int i = 0; i > fifths; --i) key[kSharpOrder[static_cast<std::size_t>(6 + i % 7)]] -= 1;
  return key;
}

/// Fifths a mode lies below its major key, or nothing for a word that is no mode.
std::optional<int> mode_shift(std::string_view word) {
  std::string lower;
  for (const char c : word.substr(0, 3)) {
    lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  if (lower.empty() || lower == "maj" || lower == "ion") return 0;
  if (lower == "m" || lower == "min" || lower == "aeo") return -3;
  if (lower == "dor") return -2;
  if (lower == "phr") return -4;
  if (lower == "lyd") return 1;
  if (lower == "mix") return -1;
  if (lower == "loc") return -5;
  return std::nullopt;
}

std::string_view take_word(std::string_view& text) {
  text = trim(text);
  std::size_t size = 0;
  while (size < text.size() && std::isspace(static_cast<unsigned char>(text[size])) == 0) ++size;
  const auto word = text.substr(0, size);
  text.remove_prefix(size);
  return word;
}

/// "^f" or "__b" changes a letter of the key.
void apply_accidental(std::string_view word, AbcKey& key) {
  int change = 0;
  while (!word.empty() && (word[0] == '^' || word[0] == '_' || word[0] == '=')) {
    change += word[0] == '^' ? 1 : word[0] == '_' ? -1 : 0;
    word.remove_prefix(1);
  }
  if (word.size() != 1) return;
  const int letter = std::toupper(static_cast<unsigned char>(word[0])) - 'A';
  if (letter >= 0 && letter < 7) key[static_cast<std::size_t>(letter)] = change;
}

/// A key's name without the accidentals that may follow it.
struct KeyName {
  int fifths = 0;  ///< sharps, or flats below 0
  bool minor = false;
  bool pipes = false;
};

/// Takes the name from the front of `text`.
std::optional<KeyName> take_key_name(std::string_view& text) {
  // Highland pipes: HP only hides the two sharps that Hp writes; they sound in both.
  if (starts_with(text, "HP") || starts_with(text, "Hp")) return KeyName{2, false, true};
  const int letter = text.empty() ? -1 : text[0] - 'A';
  if (letter < 0 || letter > 6) return std::nullopt;
  KeyName name{kFifths[static_cast<std::size_t>(letter)]};
  text.remove_prefix(1);
  if (starts_with(text, "#")) name.fifths += 7, text.remove_prefix(1);
  if (starts_with(text, "b")) name.fifths -= 7, text.remove_prefix(1);
  // The mode may be written at once or after a blank: "Ador", "A dor".
  std::string_view rest = text;
  if (const auto shift = mode_shift(take_word(rest))) {
    constexpr int kMinorShift = -3;
    name.fifths += *shift;
    name.minor = *shift == kMinorShift;
    text = rest;
  }
  return name;
}

bool is_no_key(std::string_view text) { return text.empty() || starts_with(text, "none"); }

}  // namespace

std::string_view trim(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) {
    text.remove_prefix(1);
  }
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) {
    text.remove_suffix(1);
  }
  return text;
}

std::optional<int> take_number(std::string_view& text) {
  int value = 0;
  std::size_t size = 0;
  while (size < text.size() && text[size] >= '0' && text[size] <= '9') {
    value = value * 10 + (text[size] - '0');
    if (value > kMostDigitsValue) return std::nullopt;
    ++size;
  }
  if (size == 0) return std::nullopt;
  text.remove_prefix(size);
  return value;
}

std::optional<AbcKey> parse_abc_key(std::string_view text) {
  text = trim(text);
  if (is_no_key(text)) return AbcKey{};
  const auto name = take_key_name(text);
  if (!name) return std::nullopt;
  AbcKey key = key_of_fifths(name->fifths);
  if (name->pipes) return key;
  while (!trim(text).empty()) {
    const std::string_view word = take_word(text);
    if (!word.empty() && (word[0] == '^' || word[0] == '_' || word[0] == '=')) {
      apply_accidental(word, key);
    }
  }
  return key;
}

std::optional<KeySignature> parse_abc_key_signature(std::string_view text) {
  text = trim(text);
  if (is_no_key(text)) return std::nullopt;
  const auto name = take_key_name(text);
  if (!name) return std::nullopt;
  constexpr int kFifth = 7, kRelativeMinor = 9;
  const int tonic = name->fifths * kFifth + (name->minor ? kRelativeMinor : 0);
  return KeySignature{0, (tonic % 12 + 12) % 12, name->minor};
}

std::optional<TimeSignature> parse_abc_meter(std::string_view text) {
  text = trim(text);
  if (starts_with(text, "C|")) return TimeSignature{0, 2, 2};
  if (text.empty() || starts_with(text, "C") || starts_with(text, "none")) {
    return TimeSignature{0, 4, 4};
  }
  const auto numerator = take_number(text);
  if (!numerator || *numerator < 1 || *numerator > 64 || !starts_with(text, "/")) {
    return std::nullopt;
  }
  text.remove_prefix(1);
  const auto denominator = take_number(text);
  if (!denominator || *denominator < 1 || *denominator > 64 ||
      (*denominator & (*denominator - 1)) != 0) {
    return std::nullopt;
  }
  return TimeSignature{0, *numerator, *denominator};
}

std::optional<double> parse_abc_length(std::string_view text) {
  text = trim(text);
  const auto numerator = take_number(text);
  if (!numerator || *numerator < 1) return std::nullopt;
  if (text.empty()) return 4.0 * *numerator;
  if (text[0] != '/') return std::nullopt;
  text.remove_prefix(1);
  const auto denominator = take_number(text);
  if (!denominator || *denominator < 1) return std::nullopt;
  return 4.0 * *numerator / *denominator;
}

std::optional<double> parse_abc_tempo(std::string_view text) {
  std::string plain;  // without the words in quotes
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (c != '"' && !quoted) plain += c;
  }
  std::string_view rest = trim(plain);
  double quarters = 1;
  if (const auto equals = rest.find('='); equals != std::string_view::npos) {
    const auto length = parse_abc_length(rest.substr(0, equals));
    if (!length) return std::nullopt;
    quarters = *length;
    rest = trim(rest.substr(equals + 1));
  }
  const auto beats = take_number(rest);
  if (!beats || *beats < 1) return std::nullopt;
  return *beats * quarters;
}

}  // namespace segue::detail
