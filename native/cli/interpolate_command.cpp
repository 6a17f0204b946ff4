// SPDX-License-Identifier: Apache-2.0
// segue interpolate: a walk from one melody to another.
#include <CLI/CLI.hpp>
#include <memory>

#include "native/cli/clip_input.h"
#include "native/cli/generate.h"
#include "native/cli/melody_input.h"
#include "native/cli/verbs.h"

namespace segue {
namespace {

struct InterpolateCommand : GenerateOptions {
  std::string from, to;
  int count = 5;
  bool linear = false;
};

int run_interpolate(InterpolateCommand options) {
  if (parse_input_name(options.from).path == "-" && parse_input_name(options.to).path == "-") {
    return fail_usage("standard input can be only one of the two melodies.");
  }
  auto model = open_model(options.model);
  if (!model) return fail(model.error());
  MusicVae::MusicClips ends;
  for (const std::string& input : {options.from, options.to}) {
    const auto chosen = choose_clips(input, model->package().representation, /*allow_all=*/false);
    if (!chosen) return fail(chosen.error());
    if (!options.tempo_qpm) options.tempo_qpm = chosen->tempo_qpm;
    ends.push_back(chosen->clips.front());
  }
  const auto path = options.linear ? Interpolation::kLinear : Interpolation::kSpherical;
  return generate_and_write(
      *model, options, "interpolate", options.count,
      [&](MusicVae& vae, const DecodeOptions& decode, MusicVae::OnMusic on_done) {
        vae.interpolate_music(ends[0], ends[1], options.count, path, decode, std::move(on_done));
      });
}

}  // namespace

void add_interpolate_command(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<InterpolateCommand>();
  auto* verb = add_verb(app, "interpolate", "Walk from one melody to another",
                        "segue interpolate first.mid second.mid:3 --count 7 --output walk.mid");
  verb->add_option("from", options->from, "Melody to start from: FILE or FILE:NUMBER")->required();
  verb->add_option("to", options->to, "Melody to arrive at: FILE or FILE:NUMBER")->required();
  add_count_option(*verb, options->count, "How many clips, both ends included", 2);
  verb->add_flag("--linear", options->linear,
                 "Straight through the latent space, not along the sphere");
  add_generate_options(*verb, *options);
  verb->callback([options, &exit_code] { exit_code = run_interpolate(*options); });
}

}  // namespace segue
