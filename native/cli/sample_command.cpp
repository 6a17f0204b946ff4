// SPDX-License-Identifier: Apache-2.0
// segue sample: new clips from the prior.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "native/cli/generate.h"
#include "native/cli/verbs.h"

namespace segue {

void add_sample_command(CLI::App& app, int& exit_code) {
  struct Options : GenerateOptions {
    int count = 5;
  };
  const auto options = std::make_shared<Options>();
  auto* verb =
      add_verb(app, "sample", "Make new clips out of nothing",
               "segue sample --model models/mel_2bar --count 8 --temperature 0.7 --output out");
  add_count_option(*verb, options->count, "How many clips", 1);
  add_prior_option(*verb, options->prior);
  add_best_of_option(*verb, options->best_of);
  add_generate_options(*verb, *options);
  verb->callback([options, &exit_code] {
    auto model = open_model(options->model);
    if (!model) {
      exit_code = fail(model.error());
      return;
    }
    const auto& controls = model->package().representation.controls;
    if (options->steering.chords.empty() && std::ranges::count(controls, "chords") > 0) {
      note(options->report, "over no chords; --chords \"C Am F G\" says which");
    }
    exit_code = generate_and_write(
        *model, *options, "sample", options->count,
        [&](MusicVae& vae, const DecodeOptions& decode, MusicVae::OnMusic on_done) {
          vae.sample_music(options->count, decode, std::move(on_done));
        });
  });
}

}  // namespace segue
