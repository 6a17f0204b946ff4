// SPDX-License-Identifier: Apache-2.0
// segue completion: what a shell needs to complete segue's verbs and options.
#include <CLI/CLI.hpp>
#include <memory>

#include "native/cli/cli.h"
#include "native/cli/completion.h"
#include "native/cli/verbs.h"

namespace segue {

void add_completion_command(CLI::App& app, int& exit_code) {
  const auto shell = std::make_shared<std::string>();
  auto* verb = add_verb(app, "completion", "Print completion for a shell",
                        "segue completion bash > ~/.local/share/bash-completion/completions/segue");
  verb->add_option("shell", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  verb->callback([shell, &app, &exit_code] {
    exit_code = print(completion_script(app, *shell)) ? kExitOk : kExitFailed;
  });
}

}  // namespace segue
