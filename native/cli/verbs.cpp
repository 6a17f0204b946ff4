// SPDX-License-Identifier: Apache-2.0
#include "native/cli/verbs.h"

#include <CLI/CLI.hpp>

#include "native/cli/dataset_build.h"

namespace segue {

void add_verbs(CLI::App& app, int& exit_code) {
  add_sample_command(app, exit_code);
  add_interpolate_command(app, exit_code);
  add_similar_command(app, exit_code);
  add_reconstruct_command(app, exit_code);
  add_generate_command(app, exit_code);
  add_render_command(app, exit_code);
  add_assemble_command(app, exit_code);
  add_inspect_command(app, exit_code);
  add_evaluate_command(app, exit_code);
  add_score_command(app, exit_code);
  add_dataset(app, exit_code);
  add_completion_command(app, exit_code);
}

}  // namespace segue
