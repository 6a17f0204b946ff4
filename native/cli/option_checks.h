// SPDX-License-Identifier: Apache-2.0
// Checks of option values whose --help reads well: "INT:1 to 16" instead of "INT:INT in [1 - 16]".
#pragma once

#include <CLI/CLI.hpp>
#include <sstream>

namespace segue {

template <class Number>
CLI::Validator between(Number low, Number high) {
  std::ostringstream text;
  text << low << " to " << high;
  return CLI::Range(low, high).description(text.str());
}

}  // namespace segue
