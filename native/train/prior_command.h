// SPDX-License-Identifier: Apache-2.0
// segue-train prior: gives a model package a prior fitted to its training music.
#pragma once

namespace CLI {
class App;
}

namespace segue {

/// Adds the subcommand; when it has run, `exit_code` holds its answer. Both must outlive the parse.
void add_prior_command(CLI::App& app, int& exit_code);

}  // namespace segue
