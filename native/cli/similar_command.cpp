// SPDX-License-Identifier: Apache-2.0
// segue similar: variations of a melody.
#include <CLI/CLI.hpp>
#include <memory>

#include "native/cli/clip_input.h"
#include "native/cli/generate.h"
#include "native/cli/option_checks.h"
#include "native/cli/verbs.h"

namespace segue {
namespace {

struct SimilarCommand : GenerateOptions {
  std::string input;
  int count = 5;
  double similarity = 0.75;
};

int run_similar(SimilarCommand options) {
  auto model = open_model(options.model);
  if (!model) return fail(model.error());
  const auto chosen = choose_clips(options.input, model->package().representation, false);
  if (!chosen) return fail(chosen.error());
  if (!options.tempo_qpm) options.tempo_qpm = chosen->tempo_qpm;
  return generate_and_write(
      *model, options, "similar", options.count,
      [&](MusicVae& vae, const DecodeOptions& decode, MusicVae::OnMusic on_done) {
        vae.similar_music(chosen->clips.front(), options.count, options.similarity, decode,
                          std::move(on_done));
      });
}

}  // namespace

void add_similar_command(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<SimilarCommand>();
  auto* verb =
      add_verb(app, "similar", "Make variations of a melody",
               "segue similar tune.mid:2 --count 6 --similarity 0.8 --attribute density=+1");
  verb->add_option("input", options->input, "Melody: FILE or FILE:NUMBER")->required();
  add_count_option(*verb, options->count, "How many clips", 1);
  verb->add_option("--similarity", options->similarity, "1 is the melody itself, 0 anything at all")
      ->capture_default_str()
      ->check(between(0.0, 1.0));
  add_prior_option(*verb, options->prior);
  add_generate_options(*verb, *options);
  verb->callback([options, &exit_code] { exit_code = run_similar(*options); });
}

}  // namespace segue
