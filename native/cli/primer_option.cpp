// SPDX-License-Identifier: Apache-2.0
#include "native/cli/primer_option.h"

#include <CLI/CLI.hpp>
#include <charconv>
#include <filesystem>
#include <vector>

#include "native/cli/music_file.h"
#include "native/cli/option_checks.h"
#include "shared/music/pitch_names.h"

namespace segue {
namespace {

constexpr const char* kDigits = "0123456789";

// The reference programs want Python's lists and tuples; brackets say nothing here.
std::string without(std::string text, const char* unwanted) {
  std::erase_if(text,
                [&](char c) { return std::string_view(unwanted).find(c) != std::string::npos; });
  return text;
}

std::optional<int> to_number(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::vector<std::string> to_words(const std::string& text, const char* between) {
  std::vector<std::string> words;
  std::size_t from = 0;
  while ((from = text.find_first_not_of(between, from)) != std::string::npos) {
    const auto end = std::min(text.find_first_of(between, from), text.size());
    words.push_back(text.substr(from, end - from));
    from = end;
  }
  return words;
}

// "60 -2 62 -1", "[60, -2, 62]", "C4 -2 D4".
Result<std::vector<int>> parse_melody(const std::string& text) {
  std::vector<int> events;
  for (const auto& word : to_words(without(text, "[]()"), " ,\t")) {
    const auto number = to_number(word);
    const auto pitch = number ? Result<int>(*number) : parse_pitch(word);
    if (!pitch) {
      return invalid_argument(
          "--primer-melody: expected -2 (goes on), -1 (note-off) or a pitch "
          "for every sixteenth, found \"" +
          word + "\".");
    }
    events.push_back(*pitch);
  }
  return events;
}

// "36+42 . 42 ." or "[(36, 42), (), (42,), ()]".
Result<std::vector<std::vector<int>>> parse_drums(const std::string& text) {
  std::vector<std::string> steps;
  if (text.find('(') == std::string::npos) {
    steps = to_words(without(text, "[]"), " ,\t");
  } else {
    for (std::size_t at = text.find('('); at != std::string::npos; at = text.find('(', at + 1)) {
      const auto end = std::min(text.find(')', at), text.size());
      steps.push_back(text.substr(at + 1, end - at - 1));
    }
  }
  std::vector<std::vector<int>> hits;
  for (const auto& step : steps) {
    auto& pitches = hits.emplace_back();
    if (step == "." || step == "-") continue;
    for (const auto& word : to_words(step, "+, ")) {
      const auto pitch = to_number(word);
      if (!pitch) {
        return invalid_argument(
            "--primer-drums: expected General MIDI drums for every sixteenth, like \"36+42 . 42 "
            ".\", found \"" +
            word + "\".");
      }
      pitches.push_back(*pitch);
    }
  }
  return hits;
}

Result<Primer> read_file_primer(const std::string& text, const Representation& form) {
  const BarsOfFile name = parse_bars_of_file(text);
  const auto music = read_music(name.path);
  if (!music) return music.error();
  const auto events = primer_from_music(form, music->sequence, name.bars);
  if (!events) return Error{events.error().code, text + ": " + events.error().message};
  Primer primer{*events, std::nullopt};
  if (!music->sequence.tempos.empty()) primer.tempo_qpm = music->sequence.tempos.front().qpm;
  return primer;
}

}  // namespace

void add_primer_options(CLI::App& verb, PrimerOption& option) {
  auto* file = verb.add_option("--primer", option.file,
                               "Music to continue: FILE, or FILE:5-8 for bars 5 to 8");
  auto* pitches = verb.add_option("--primer-pitches", option.pitches,
                                  "A chord of one quarter, like \"C4 E4 G4\" or 67,64,60");
  auto* melody = verb.add_option("--primer-melody", option.melody,
                                 "One voice, an event a sixteenth, like \"60,-2,62\": -2 goes on, "
                                 "-1 note-off");
  auto* drums = verb.add_option("--primer-drums", option.drums,
                                "Drums, a word a sixteenth, like \"36+42 . 38 .\"");
  allow_one_of({file, pitches, melody, drums});
}

BarsOfFile parse_bars_of_file(const std::string& text) {
  std::error_code ignored;
  const auto colon = text.rfind(':');
  if (colon == std::string::npos || std::filesystem::exists(text, ignored)) return {text, {}};
  std::string suffix = text.substr(colon + 1), path = text.substr(0, colon);
  if (suffix.starts_with("bars ")) suffix.erase(0, 5);
  const auto dash = suffix.find('-');
  const std::string last = dash == std::string::npos ? "" : suffix.substr(dash + 1);
  const auto first_bar = to_number(suffix.substr(0, dash));
  const auto last_bar = to_number(last);
  const bool digits = suffix.find_first_not_of(std::string(kDigits) + "-") == std::string::npos;
  if (!digits || !first_bar || (!last.empty() && !last_bar)) return {text, {}};
  BarRange bars{*first_bar, *first_bar};
  if (dash != std::string::npos) bars.last = last_bar.value_or(0);
  return {path == "stdin" ? "-" : path, bars};
}

Result<Primer> read_primer(const PrimerOption& option, const Representation& form) {
  if (!option.file.empty()) return read_file_primer(option.file, form);
  Result<RnnPrimer> events = RnnPrimer{};
  if (!option.pitches.empty()) {
    const auto pitches = parse_pitches(without(option.pitches, "[]()"));
    if (!pitches)
      return Error{pitches.error().code, "--primer-pitches: " + pitches.error().message};
    events = primer_from_pitches(form, *pitches);
  } else if (!option.melody.empty()) {
    const auto melody = parse_melody(option.melody);
    if (!melody) return melody.error();
    events = primer_from_melody(form, *melody);
  } else if (!option.drums.empty()) {
    const auto hits = parse_drums(option.drums);
    if (!hits) return hits.error();
    events = primer_from_drums(form, *hits);
  }
  if (!events) return events.error();
  return Primer{*events, std::nullopt};
}

}  // namespace segue
