// SPDX-License-Identifier: Apache-2.0
// Checks of options: values whose --help reads well ("INT:1 to 16" instead of "INT:INT in [1 -
// 16]"), and options of which one at most can be given.
#pragma once

#include <CLI/CLI.hpp>
#include <sstream>
#include <vector>

namespace segue {

template <class Number>
CLI::Validator between(Number low, Number high) {
  std::ostringstream text;
  text << low << " to " << high;
  return CLI::Range(low, high).description(text.str());
}

inline void allow_one_of(const std::vector<CLI::Option*>& options) {
  for (std::size_t i = 0; i < options.size(); ++i) {
    for (std::size_t j = i + 1; j < options.size(); ++j) options[i]->excludes(options[j]);
  }
}

}  // namespace segue
