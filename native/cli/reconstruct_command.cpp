// SPDX-License-Identifier: Apache-2.0
// segue reconstruct: clips through the model and back.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <memory>

#include "native/cli/clip_input.h"
#include "native/cli/generate.h"
#include "native/cli/option_checks.h"
#include "native/cli/verbs.h"

namespace segue {
namespace {

struct ReconstructCommand : GenerateOptions {
  std::vector<std::string> inputs;
  int times = 1;
  bool mean = false;
};

int run_reconstruct(ReconstructCommand options) {
  auto model = open_model(options.model);
  if (!model) return fail(model.error());
  MusicVae::MusicClips clips;
  for (const std::string& input : options.inputs) {
    const auto chosen = choose_clips(input, model->package().representation, /*allow_all=*/true);
    if (!chosen) return fail(chosen.error());
    if (!options.tempo_qpm) options.tempo_qpm = chosen->tempo_qpm;
    for (const auto& window : chosen->clips) {
      clips.insert(clips.end(), static_cast<std::size_t>(options.times), window);
    }
  }
  if (clips.size() > static_cast<std::size_t>(kMaxClips)) {
    return fail_usage("these are " + std::to_string(clips.size()) + " clips; at most " +
                      std::to_string(kMaxClips) + " can be made at once.");
  }
  // The share of steps that came back as they were.
  const auto agreement = [&](const MusicClip& clip, int i) {
    const auto& original = clips[static_cast<std::size_t>(i)];
    const std::size_t size = std::max(original.tokens.size(), original.features.size());
    int same = 0;
    for (std::size_t t = 0; t < original.tokens.size(); ++t) {
      same += clip.tokens[t] == original.tokens[t];
    }
    for (std::size_t t = 0; t < original.features.size(); ++t) {
      same += std::fabs(clip.features[t] - original.features[t]) < 0.5f;
    }
    return std::vector<std::pair<std::string, double>>{
        {"agreement", static_cast<double>(same) / static_cast<double>(size)}};
  };
  return generate_and_write(
      *model, options, "reconstruct", static_cast<int>(clips.size()),
      [&](MusicVae& vae, const DecodeOptions& decode, MusicVae::OnMusic on_done) {
        vae.reconstruct_music(clips, options.mean, decode, std::move(on_done));
      },
      agreement);
}

}  // namespace

void add_reconstruct_command(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<ReconstructCommand>();
  auto* verb = add_verb(app, "reconstruct", "Send clips through the model and back",
                        "segue reconstruct tune.mid:all --mean --temperature 0 --output out");
  verb->add_option("inputs", options->inputs,
                   "Clips, of drums for a drum model: FILE, FILE:NUMBER or FILE:all")
      ->required();
  verb->add_option("--times", options->times, "Draws for each clip")
      ->capture_default_str()
      ->check(between(1, 10000));
  verb->add_flag("--mean", options->mean,
                 "Take the middle of what the model sees, not a draw from it");
  add_generate_options(*verb, *options);
  verb->callback([options, &exit_code] { exit_code = run_reconstruct(*options); });
}

}  // namespace segue
