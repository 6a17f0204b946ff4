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

/// Runs segue with `arguments` in `folder`; `input` is its standard input.
Outcome run_segue(const std::vector<std::string>& arguments, const std::string& folder,
                  const std::string& input = {});

}  // namespace segue
