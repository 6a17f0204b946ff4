// SPDX-License-Identifier: Apache-2.0
// What to say to a command line that cannot be understood.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace segue {

/// The one of `words` that is `word` but for a slip or two of the finger (Damerau-Levenshtein
/// distance, at most a third of its length and at least 1); empty when none is.
std::string closest_word(std::string_view word, const std::vector<std::string>& words);

/// Those of `words` that begin with `word`; where none does, those that hold it; else the closest.
std::vector<std::string> near_words(std::string_view word, const std::vector<std::string>& words);

/// "a, b, c"
std::string join(const std::vector<std::string>& words, std::string_view between = ", ");

/// `said` is what the parser has to say. A word where a verb belongs is named, with the verbs there
/// are; otherwise the verb's example and the way to its help follow `said`. Ends with a newline.
std::string usage_hint(const CLI::App& app, int argc, const char* const* argv,
                       const std::string& said);

}  // namespace segue
