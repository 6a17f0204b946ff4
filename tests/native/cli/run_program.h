// SPDX-License-Identifier: Apache-2.0
// Starts the real program as a user would and catches what it says.
#pragma once

#include <string>
#include <vector>

namespace segue {

struct Outcome {
  int exit_code = -1;
  std::string out, err;
};

/// Runs segue with `arguments` in `folder`; `input` is its standard input. Above 0, SIGINT is sent
/// after `interrupt_after_ms`, if it still runs then; a program that the signal ends has 130.
Outcome run_segue(const std::vector<std::string>& arguments, const std::string& folder,
                  const std::string& input = {}, int interrupt_after_ms = 0);

}  // namespace segue
