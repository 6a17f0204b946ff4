// SPDX-License-Identifier: Apache-2.0
#include "native/cli/usage_hint.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <limits>

namespace segue {
namespace {

// Insertions, deletions, changes and swaps of neighbours that turn `a` into `b`.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
  }
  return d[a.size()][b.size()];
}

// "; did you mean --model?" for the first word on the command line that is like an option of the
// verb and is none.
std::string meant_option(const CLI::App& verb, int argc, const char* const* argv) {
  std::vector<std::string> known;
  for (const CLI::Option* option : verb.get_options()) {
    for (const auto& name : option->get_lnames()) known.push_back("--" + name);
  }
  for (int i = 1; i < argc; ++i) {
    const std::string_view word =
        std::string_view(argv[i]).substr(0, std::string_view(argv[i]).find('='));
    if (!word.starts_with("--") || word == "--" || std::ranges::count(known, word) > 0) continue;
    const std::string closest = closest_word(word, known);
    return closest.empty() ? "" : "; did you mean " + closest + "?";
  }
  return "";
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

}  // namespace

std::string closest_word(std::string_view word, const std::vector<std::string>& words) {
  std::size_t best = std::max<std::size_t>(1, word.size() / 3) + 1;
  std::string found;
  for (const auto& candidate : words) {
    const std::size_t away = distance(word, candidate);
    if (away >= best) continue;
    best = away;
    found = candidate;
  }
  return found;
}

std::vector<std::string> near_words(std::string_view word, const std::vector<std::string>& words) {
  if (word.empty()) return {};
  std::vector<std::string> beginning, holding;
  for (const auto& candidate : words) {
    const auto at = candidate.find(word);
    if (at == 0) beginning.push_back(candidate);
    if (at != std::string::npos) holding.push_back(candidate);
  }
  if (!beginning.empty()) return beginning;
  if (!holding.empty()) return holding;
  const std::string closest = closest_word(word, words);
  return closest.empty() ? std::vector<std::string>() : std::vector{closest};
}

std::string join(const std::vector<std::string>& words, std::string_view between) {
  std::string text;
  for (const auto& word : words) {
    if (!text.empty()) text += between;
    text += word;
  }
  return text;
}

std::string usage_hint(const CLI::App& app, int argc, const char* const* argv,
                       const std::string& said) {
  const CLI::App* verb = &app;
  std::string path = app.get_name();
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const auto verbs = verb->get_subcommands([](const CLI::App*) { return true; });
    if (verbs.empty() || word.empty() || word.front() == '-') break;
    std::vector<std::string> names;
    const CLI::App* next = nullptr;
    for (const CLI::App* one : verbs) {
      names.push_back(one->get_name());
      if (one->get_name() == word) next = one;
    }
    if (next == nullptr) {
      const std::string meant = closest_word(word, names);
      return "there is no verb '" + word + "'" +
             (meant.empty() ? "" : "; did you mean '" + meant + "'?") + "\n" + path +
             " knows: " + join(names) + "\n";
    }
    verb = next;
    path += " " + word;
  }
  std::string text = first_line(said) + meant_option(*verb, argc, argv) + "\n";
  const std::string example = verb == &app ? "" : verb->get_footer();
  const auto begin = example.find_first_not_of('\n');
  if (begin != std::string::npos) text += example.substr(begin) + "\n";
  return text + "More: " + path + " --help\n";
}

}  // namespace segue
