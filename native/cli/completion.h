// SPDX-License-Identifier: Apache-2.0
// Shell completion, written from the program's own description of its verbs and options.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace segue {

/// `shell` is "bash", "zsh" or "fish"; else empty.
std::string completion_script(const CLI::App& program, const std::string& shell);

}  // namespace segue
