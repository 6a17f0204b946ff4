// SPDX-License-Identifier: Apache-2.0
#include "native/cli/model_supply.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <random>
#include <utility>

#include "native/cli/answer.h"
#include "native/cli/cli.h"
#include "native/cli/generate.h"
#include "native/cli/model_option.h"
#include "native/cli/option_checks.h"
#include "native/cli/rnn_pieces.h"
#include "native/io/file.h"
#include "shared/base/sha256.h"
#include "shared/model/music_clip.h"

namespace segue {
namespace {

constexpr int kAlbumSteps = 512;

std::string six_digits(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

struct ClipSettings {
  int clips = 1, program = 0;
  double temperature = 1, tempo_qpm = kDefaultTempoQpm;
};

class ClipSource : public PieceSource {
 public:
  ClipSource(OpenModel model, const ClipSettings& settings)
      : model_(std::move(model)), settings_(settings) {}

  Result<NoteSequence> make(std::uint64_t seed) override {
    DecodeOptions decode;
    decode.temperature = settings_.temperature;
    decode.seed = seed;
    decode.on_progress = [](int, int) { return !interrupted(); };
    const auto made = answer_of<MusicVae::MusicClips>([&](auto on_done) {
      model_.vae->sample_music(settings_.clips, decode, std::move(on_done));
    });
    if (!made) return made.error();
    return clips_to_notes(*made, model_.package().representation, settings_.tempo_qpm,
                          settings_.program);
  }

 private:
  OpenModel model_;
  ClipSettings settings_;
};

struct StreamSettings {
  RnnOptions rnn;
  int program = 0;
  double tempo_qpm = kDefaultTempoQpm;
};

class StreamSource : public PieceSource {
 public:
  StreamSource(OpenRnn model, StreamSettings settings)
      : model_(std::move(model)), settings_(std::move(settings)) {}

  Result<NoteSequence> make(std::uint64_t seed) override {
    RnnOptions rnn = settings_.rnn;
    rnn.seed = seed;
    rnn.on_progress = [](std::int64_t, std::int64_t) { return !interrupted(); };
    const auto made = answer_of<std::vector<RnnPiece>>(
        [&](auto on_done) { model_.rnn->generate(1, rnn, std::move(on_done)); });
    if (!made) return made.error();
    return to_notes(made->front(), settings_.tempo_qpm, settings_.program);
  }

 private:
  OpenRnn model_;
  StreamSettings settings_;
};

/// What both kinds tell of themselves.
PieceSupply begin_supply(const ModelSupplyOption& option, const ModelPackage& package,
                         const std::vector<std::uint8_t>& description) {
  PieceSupply supply;
  supply.name = package.id;
  supply.first_seed = option.seed ? *option.seed : std::random_device{}() % kDrawnSeeds;
  supply.settings = {
      {"model", package.id},
      {"model.json", sha256_hex(description)},
      {"temperature", six_digits(option.temperature.value_or(package.defaults.temperature))},
      {"program", std::to_string(option.program.value_or(package.defaults.program))}};
  supply.title = [id = package.id](std::uint64_t seed) { return id + " " + std::to_string(seed); };
  return supply;
}

Result<PieceSupply> clip_supply(const ModelSupplyOption& option, const ModelPackage& package,
                                PieceSupply supply) {
  const PrimerOption& primer = option.primer;
  if (!(primer.file + primer.pitches + primer.melody + primer.drums + option.key).empty()) {
    return invalid_argument("the model " + package.id +
                            " makes whole clips; a primer or a key needs a model of the kind rnn.");
  }
  ClipSettings settings;
  const int clip_steps = std::max(1, package.representation.grid_steps());
  settings.clips = (option.steps.value_or(clip_steps) + clip_steps - 1) / clip_steps;
  settings.program = option.program.value_or(package.defaults.program);
  settings.temperature = option.temperature.value_or(package.defaults.temperature);
  settings.tempo_qpm = option.tempo_qpm.value_or(package.defaults.tempo_qpm);
  supply.asked_steps = settings.clips * clip_steps;
  supply.settings.emplace_back("tempo", six_digits(settings.tempo_qpm));
  supply.open = [model = option.model, settings]() -> Result<std::unique_ptr<PieceSource>> {
    auto opened = open_model({.model = model, .threads = 1});
    if (!opened) return opened.error();
    return std::unique_ptr<PieceSource>(std::make_unique<ClipSource>(std::move(*opened), settings));
  };
  return supply;
}

Result<PieceSupply> stream_supply(const ModelSupplyOption& option, const ModelPackage& package,
                                  PieceSupply supply) {
  auto primer = read_primer(option.primer, package.representation);
  if (!primer) return primer.error();
  StreamSettings settings;
  settings.rnn.steps = option.steps.value_or(kAlbumSteps);
  settings.rnn.condition = option.condition;
  settings.rnn.inject = option.inject;
  settings.rnn.choice.temperature = option.temperature.value_or(package.defaults.temperature);
  if (!option.key.empty()) {
    const auto scale = parse_scale(option.key);
    if (!scale) return Error{scale.error().code, "--key: " + scale.error().message};
    settings.rnn.choice.scale = *scale;
  }
  settings.program = option.program.value_or(package.defaults.program);
  settings.tempo_qpm =
      option.tempo_qpm.value_or(primer->tempo_qpm.value_or(package.defaults.tempo_qpm));
  supply.asked_steps = settings.rnn.steps;
  supply.settings.emplace_back("tempo", six_digits(settings.tempo_qpm));
  if (!primer->events.events.empty()) {
    std::string events;  // a file may change under its name
    for (const auto event : primer->events.events) events += std::to_string(event) + " ";
    supply.settings.emplace_back(
        "primer", sha256_hex(std::vector<std::uint8_t>(events.begin(), events.end())));
    supply.settings.emplace_back("condition", option.condition ? "yes" : "no");
    supply.settings.emplace_back("inject", option.inject ? "yes" : "no");
  }
  if (!option.key.empty()) supply.settings.emplace_back("key", option.key);
  settings.rnn.primer = std::move(primer->events);
  if (auto good = MusicRnn::check(package, settings.rnn); !good) return good.error();
  supply.open = [model = option.model, settings]() -> Result<std::unique_ptr<PieceSource>> {
    auto opened = open_rnn({.model = model, .threads = 1});
    if (!opened) return opened.error();
    return std::unique_ptr<PieceSource>(
        std::make_unique<StreamSource>(std::move(*opened), settings));
  };
  return supply;
}

}  // namespace

void add_model_supply_options(CLI::App& verb, ModelSupplyOption& option, CLI::Option& input) {
  const auto alone = [&](CLI::Option* one) { return one->excludes(&input); };
  alone(verb.add_option("-m,--model", option.model, "The model that makes the pieces")
            ->capture_default_str());
  alone(verb.add_option("--steps", option.steps,
                        "Sixteenths of a piece, 16 are a bar of 4/4 [512; of models that make "
                        "clips, one clip]"))
      ->check(between(1, kMaxRnnSteps));
  const std::size_t before = verb.get_options().size();
  add_primer_options(verb, option.primer);
  verb.add_flag("--condition,!--no-condition", option.condition,
                "The model hears the primer before it goes on (default)");
  verb.add_flag("--inject,!--no-inject", option.inject,
                "Put the primer's notes into what the model makes");
  const auto options = verb.get_options([](CLI::Option*) { return true; });
  for (std::size_t i = before; i < options.size(); ++i) alone(options[i]);
  alone(verb.add_option("--key", option.key,
                        "Notes that may begin: a key like \"A minor\", or pitch classes"));
  alone(verb.add_option("-t,--temperature", option.temperature,
                        "0 takes the likeliest, 1 as trained, more is wilder [the model's]"))
      ->check(between(0.0, 100.0));
  alone(verb.add_option("-s,--seed", option.seed,
                        "The first piece's; the next ones count on [drawn, and kept]"));
  alone(verb.add_option("--tempo,--qpm", option.tempo_qpm,
                        "Quarters a minute [the primer's, else the model's]"))
      ->check(between(1.0, 1000.0));
  alone(
      verb.add_option("--program", option.program, "General MIDI program, 0 to 127 [the model's]"))
      ->check(between(0, 127));
}

Result<PieceSupply> make_model_supply(const ModelSupplyOption& option) {
  const auto folder = find_model(option.model);
  if (!folder) return folder.error();
  const auto description = read_file((std::filesystem::path(*folder) / "model.json").string());
  if (!description) return description.error();
  const auto package = read_model_package(*folder);
  if (!package) return package.error();
  auto supply = begin_supply(option, *package, *description);
  auto made = package->kind == "rnn" ? stream_supply(option, *package, std::move(supply))
                                     : clip_supply(option, *package, std::move(supply));
  if (made) made->settings.emplace_back("steps", std::to_string(made->asked_steps));
  return made;
}

}  // namespace segue
