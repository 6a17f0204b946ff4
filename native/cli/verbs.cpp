// SPDX-License-Identifier: Apache-2.0
#include "native/cli/verbs.h"

#include <CLI/CLI.hpp>

namespace segue {

void add_verbs(CLI::App& app, int& exit_code) {
  (void)app;
  (void)exit_code;
}

}  // namespace segue
