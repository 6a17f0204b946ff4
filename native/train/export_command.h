// SPDX-License-Identifier: Apache-2.0
// segue-train export: a run's best weights as a model package.
#pragma once

namespace CLI {
class App;
}

namespace segue {

/// Adds the subcommand; when it has run, `exit_code` holds its answer. Both must outlive the parse.
void add_export_command(CLI::App& app, int& exit_code);

}  // namespace segue
