// SPDX-License-Identifier: Apache-2.0
// The verbs of `segue`, one file each. Each function adds its subcommand to `app`; when that has
// run, `exit_code` holds its answer. Both must outlive the parse.
#pragma once

namespace CLI {
class App;
}

namespace segue {

/// All verbs, in the order of --help.
void add_verbs(CLI::App& app, int& exit_code);

void add_assemble_command(CLI::App& app, int& exit_code);
void add_completion_command(CLI::App& app, int& exit_code);
void add_evaluate_command(CLI::App& app, int& exit_code);
void add_generate_command(CLI::App& app, int& exit_code);
void add_inspect_command(CLI::App& app, int& exit_code);
void add_interpolate_command(CLI::App& app, int& exit_code);
void add_reconstruct_command(CLI::App& app, int& exit_code);
void add_render_command(CLI::App& app, int& exit_code);
void add_sample_command(CLI::App& app, int& exit_code);
void add_score_command(CLI::App& app, int& exit_code);
void add_similar_command(CLI::App& app, int& exit_code);

}  // namespace segue
