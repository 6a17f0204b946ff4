// SPDX-License-Identifier: Apache-2.0
#include "native/cli/generate.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <random>

#include "native/cli/answer.h"
#include "native/cli/option_checks.h"
#include "native/cli/piano_roll.h"
#include "native/io/progress.h"

namespace segue {
namespace {

using Json = nlohmann::ordered_json;

/// Options with every gap filled.
struct Settings {
  DecodeOptions decode;
  double tempo_qpm = 120;
  int program = 0;
};

Settings complete(const GenerateOptions& options, const ModelDefaults& defaults) {
  Settings settings;
  settings.decode.temperature = options.temperature.value_or(defaults.temperature);
  settings.decode.seed = options.seed ? *options.seed : std::random_device{}() % kDrawnSeeds;
  settings.decode.prior = options.prior;
  settings.decode.best_of = options.best_of;
  settings.tempo_qpm = options.tempo_qpm.value_or(defaults.tempo_qpm);
  settings.program = options.program.value_or(defaults.program);
  return settings;
}

Result<MusicVae::MusicClips> run(MusicVae& vae, const GenerateOptions& options,
                                 DecodeOptions decode, int clips, const Generate& generate) {
  Progress progress("decoding", clips, "clips", options.report.quiet);
  decode.on_progress = [&](int done, int) {
    if (done < clips) progress.update(done);
    return !interrupted();
  };
  auto answer = answer_of<MusicVae::MusicClips>(
      [&](auto on_done) { generate(vae, decode, std::move(on_done)); });
  progress.clear();
  return answer;
}

int count_notes(const MusicClip& clip, const Representation& form) {
  const auto notes = clips_to_notes({&clip, 1}, form, kDefaultTempoQpm, 0);
  return notes ? static_cast<int>(notes->notes.size()) : 0;
}

// Melodies are drawn, others counted.
std::string sketch(const MusicClip& clip, const Representation& form) {
  if (form.name == "melody_90") return to_sketch(to_melody(clip));
  return std::to_string(count_notes(clip, form)) + " notes";
}

Json to_json(const OpenModel& model, const std::string& verb, const Settings& settings,
             const SteeringOption& steering, const MusicVae::MusicClips& clips,
             const std::vector<std::string>& names, const Describe& describe) {
  Json list = Json::array();
  for (std::size_t i = 0; i < clips.size(); ++i) {
    Json entry = {{"file", names[names.size() == 1 ? 0 : i]},
                  {"notes", count_notes(clips[i], model.package().representation)}};
    if (clips[i].features.empty()) {
      entry["tokens"] = clips[i].tokens;
    } else {
      entry["features"] = clips[i].features;
    }
    if (describe) {
      for (const auto& [name, value] : describe(clips[i], static_cast<int>(i))) entry[name] = value;
    }
    list.push_back(std::move(entry));
  }
  Json json = {{"verb", verb},
               {"model", model.package().id},
               {"seed", settings.decode.seed},
               {"temperature", settings.decode.temperature},
               {"tempo_qpm", settings.tempo_qpm},
               {"program", settings.program}};
  for (const auto& change : settings.decode.attributes) {
    json["attributes"][change.name] = change.amount;
  }
  if (!steering.chords.empty()) json["chords"] = steering.chords;
  json["clips"] = std::move(list);
  return json;
}

// `text` in lines of four bars of `form`, each below the other; other texts are short.
std::string in_lines(const std::string& text, const Representation& form) {
  const int width = form.bars > 0 ? 4 * form.steps / form.bars : form.steps;
  std::string lines;
  int column = 0;
  for (const char c : text) {
    const bool begins = (c & 0xC0) != 0x80;  // of a character in UTF-8
    if (begins && column++ == width) {
      lines += "\n  ";
      column = 1;
    }
    lines += c;
  }
  return lines;
}

std::string to_lines(const Representation& form, const MusicVae::MusicClips& clips,
                     const std::vector<std::string>& names, const Describe& describe) {
  std::string text;
  for (std::size_t i = 0; i < clips.size(); ++i) {
    if (names.size() > 1 || i == 0) text += names[names.size() == 1 ? 0 : i] + "\n";
    text += "  " + in_lines(sketch(clips[i], form), form);
    if (describe) {
      for (const auto& [name, value] : describe(clips[i], static_cast<int>(i))) {
        char number[64];
        std::snprintf(number, sizeof number, "  %s %.3g", name.c_str(), value);
        text += number;
      }
    }
    text += "\n";
  }
  return text;
}

}  // namespace

void add_generate_options(CLI::App& verb, GenerateOptions& options) {
  add_model_options(verb, options.model);
  verb.add_option(
          "-t,--temperature", options.temperature,
          "0 takes the likeliest notes, 1 as trained, more is wilder [the model's, often 0.5]")
      ->check(between(0.0, 100.0));
  verb.add_option("-s,--seed", options.seed,
                  "The same seed gives the same bytes, here and in the page [drawn and printed]");
  verb.add_option("--tempo", options.tempo_qpm,
                  "Quarters a minute [those of the file you give, else the model's, often 120]")
      ->check(between(1.0, 1000.0));
  verb.add_option("--program", options.program,
                  "General MIDI program, 0 to 127 [the model's, often 0]")
      ->check(between(0, 127));
  add_steering_options(verb, options.steering);
  add_output_option(verb, options.output);
  add_output_options(verb, options.report);
}

void add_count_option(CLI::App& verb, int& count, const std::string& description, int smallest) {
  verb.add_option("-n,--count", count, description)
      ->capture_default_str()
      ->check(between(smallest, kMaxClips));
}

void add_prior_option(CLI::App& verb, PriorChoice& prior) {
  static const std::map<std::string, PriorChoice> choices = {{"model", PriorChoice::kModel},
                                                             {"normal", PriorChoice::kNormal}};
  verb.add_option("--prior", prior,
                  "Where new clips come from: model (where its training music lies, if the package "
                  "has that) or normal (the unit Gaussian) [model]")
      ->transform(CLI::CheckedTransformer(choices).description("model|normal"));
}

void add_best_of_option(CLI::App& verb, int& best_of) {
  verb.add_option("--best-of", best_of,
                  "Draw so many clips for each one and keep the one that the model, encoding it "
                  "again, knows best")
      ->capture_default_str()
      ->check(CLI::Range(1, kMaxBestOf));
}

int generate_and_write(OpenModel& model, const GenerateOptions& options, const std::string& verb,
                       int clips, const Generate& generate, const Describe& describe) {
  if (options.report.json && options.output.to_stdout()) {
    return fail_usage(
        "--json and --output - both want standard output; give --output a file or folder.");
  }
  Settings settings = complete(options, model.package().defaults);
  if (auto good = steer(options.steering, model.package(), settings.decode); !good)
    return fail(good.error());
  const auto names = output_names(options.output, model.package().id, verb, now_text(), clips);
  if (auto good = check_output(options.output, names); !good) return fail(good.error());
  catch_interrupts();
  const auto made = run(*model.vae, options, settings.decode, clips, generate);
  if (!made) return fail(made.error());

  const Representation& form = model.package().representation;
  const auto written =
      write_clips(options.output, names, *made, form, settings.tempo_qpm, settings.program);
  if (!written) return fail(written.error());
  if (options.report.json) {
    const Json json = to_json(model, verb, settings, options.steering, *made, names, describe);
    return print(to_json_text(json)) ? kExitOk : kExitFailed;
  }
  note(options.report, "seed " + std::to_string(settings.decode.seed));
  if (options.output.to_stdout() || options.report.quiet) return kExitOk;
  return print(to_lines(form, *made, names, describe)) ? kExitOk : kExitFailed;
}

}  // namespace segue
