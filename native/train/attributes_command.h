// SPDX-License-Identifier: Apache-2.0
// segue-train attributes: gives a model package attribute vectors, and prints what they do.
#pragma once

namespace CLI {
class App;
}

namespace segue {

/// Adds the subcommand; when it has run, `exit_code` holds its answer. Both must outlive the parse.
void add_attributes_command(CLI::App& app, int& exit_code);

}  // namespace segue
