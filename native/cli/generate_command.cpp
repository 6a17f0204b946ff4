// SPDX-License-Identifier: Apache-2.0
// segue generate: music of any length from a model of the kind rnn, which may continue a primer.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>

#include "native/cli/generate.h"
#include "native/cli/option_checks.h"
#include "native/cli/primer_option.h"
#include "native/cli/rnn_pieces.h"
#include "native/cli/verbs.h"
#include "native/io/progress.h"

namespace segue {
namespace {

using Json = nlohmann::ordered_json;

struct GenerateCommand {
  ModelOption model{.model = "polyphony"};
  PrimerOption primer;
  OutputOption output;
  OutputOptions report;
  RnnOptions rnn;
  int count = 10;
  std::optional<double> temperature, tempo_qpm;
  std::optional<int> program;
  std::optional<std::uint64_t> seed;
  std::string key;
};

// What was asked for, with every gap filled.
struct GenerateSettings {
  RnnOptions rnn;
  double tempo_qpm = kDefaultTempoQpm;
  int program = 0;
};

Result<GenerateSettings> complete(const GenerateCommand& command, const ModelPackage& package) {
  auto primer = read_primer(command.primer, package.representation);
  if (!primer) return primer.error();
  GenerateSettings settings{
      command.rnn,
      command.tempo_qpm.value_or(primer->tempo_qpm.value_or(package.defaults.tempo_qpm)),
      command.program.value_or(package.defaults.program)};
  settings.rnn.primer = std::move(primer->events);
  settings.rnn.choice.temperature = command.temperature.value_or(package.defaults.temperature);
  settings.rnn.seed = command.seed ? *command.seed : std::random_device{}() % kDrawnSeeds;
  if (!command.key.empty()) {
    const auto scale = parse_scale(command.key);
    if (!scale) return Error{scale.error().code, "--key: " + scale.error().message};
    settings.rnn.choice.scale = *scale;
  }
  return settings;
}

Json to_json(const RnnPiece& piece, const std::string& file) {
  return {{"file", file},
          {"steps", piece.music.total_steps},
          {"notes", piece.music.notes.size()},
          {"new_events", piece.new_events},
          {"log_likelihood", piece.log_likelihood},
          {"events", piece.events}};
}

Json to_json(const GenerateCommand& command, const GenerateSettings& settings,
             const std::string& id, Json pieces) {
  const RnnOptions& rnn = settings.rnn;
  Json json = {{"verb", "generate"},
               {"model", id},
               {"seed", rnn.seed},
               {"steps", rnn.steps},
               {"primer_steps", rnn.primer.steps},
               {"condition", rnn.condition},
               {"inject", rnn.inject},
               {"temperature", rnn.choice.temperature},
               {"top_k", rnn.choice.top_k},
               {"top_p", rnn.choice.top_p},
               {"max_gap", rnn.choice.max_gap_steps},
               {"beam_size", rnn.beam_size},
               {"branch_factor", rnn.branch_factor},
               {"steps_per_iteration", rnn.steps_per_iteration},
               {"tempo_qpm", settings.tempo_qpm},
               {"program", settings.program}};
  if (!command.key.empty()) json["key"] = command.key;
  json["pieces"] = std::move(pieces);
  return json;
}

// "  16 bars (256 sixteenths), 32 s, 143 notes"; how likely it is, in nats, is for --json and
// score.
std::string to_line(const RnnPiece& piece, double tempo_qpm) {
  constexpr double kStepsPerBar = 16, kStepsPerQuarter = 4;
  const int steps = piece.music.total_steps;
  char text[160];
  std::snprintf(text, sizeof text, "  %.4g bars (%d sixteenths), %s, %zu notes\n",
                steps / kStepsPerBar, steps,
                to_duration_text(steps / kStepsPerQuarter * 60 / tempo_qpm).c_str(),
                piece.music.notes.size());
  return text;
}

Result<void> write_piece(const GenerateCommand& command, const GenerateSettings& settings,
                         const std::string& name, const RnnPiece& piece) {
  const auto bytes = to_midi(piece, settings.tempo_qpm, settings.program);
  if (!bytes) return bytes.error();
  return write_output(command.output, name, *bytes);
}

int run_generate(const GenerateCommand& command) {
  if (command.report.json && command.output.to_stdout()) {
    return fail_usage(
        "--json and --output - both want standard output; give --output a file or folder.");
  }
  catch_interrupts();
  auto model = open_rnn(command.model);
  if (!model) return fail(model.error());
  const auto settings = complete(command, model->package());
  if (!settings) return fail(settings.error());
  const auto names =
      output_names(command.output, model->package().id, "generate", now_text(), command.count);
  if (auto good = check_output(command.output, names); !good) return fail(good.error());
  Json list = Json::array();
  std::string lines;
  std::vector<RnnPiece> row;  // to be joined
  const auto take = [&](int first, const std::vector<RnnPiece>& pieces) -> Result<void> {
    for (std::size_t i = 0; i < pieces.size(); ++i) {
      const bool joined = command.output.joined();
      const std::string& name = names[joined ? 0 : static_cast<std::size_t>(first) + i];
      if (joined) {
        row.push_back(pieces[i]);
      } else if (auto done = write_piece(command, *settings, name, pieces[i]); !done) {
        return done;
      }
      if (command.report.json) list.push_back(to_json(pieces[i], name));
      if (!joined || (first == 0 && i == 0)) lines += name + "\n";
      lines += to_line(pieces[i], settings->tempo_qpm);
    }
    return {};
  };
  const auto made = make_pieces(*model, command.count, settings->rnn, command.report.quiet, take);
  // What was made before an interruption is written too.
  if (!row.empty() && (made || made.error().code == ErrorCode::kCancelled)) {
    const auto written = write_piece(command, *settings, names.front(), join_pieces(row));
    if (!written) return fail(written.error());
  }
  if (!made) return fail(made.error());
  if (command.report.json) {
    const Json json = to_json(command, *settings, model->package().id, std::move(list));
    return print(to_json_text(json)) ? kExitOk : kExitFailed;
  }
  note(command.report, "seed " + std::to_string(settings->rnn.seed));
  if (command.output.to_stdout() || command.report.quiet) return kExitOk;
  return print(lines) ? kExitOk : kExitFailed;
}

void add_search_options(CLI::App& verb, RnnOptions& rnn) {
  verb.add_option("--top-k", rnn.choice.top_k, "Only the k likeliest events; 0 = all")
      ->check(between(0, 512));
  verb.add_option("--top-p", rnn.choice.top_p,
                  "Only the likeliest events that together have this probability")
      ->check(between(0.0, 1.0));
  verb.add_option("--max-gap", rnn.choice.max_gap_steps,
                  "Sixteenths in a row in which no note begins, at most; 0 = any number")
      ->check(between(0, kMaxRnnSteps));
  verb.add_flag("--free", rnn.choice.free,
                "Also draw events that say nothing (a note going on that does not sound, an early "
                "end, any gap), as the reference system does");
  verb.add_option("--beam-size", rnn.beam_size, "Pieces that beam search keeps")
      ->check(between(1, kMaxBeamRows));
  verb.add_option("--branch-factor", rnn.branch_factor, "Ways in which each of them goes on")
      ->check(between(1, kMaxBeamRows));
  verb.add_option("--steps-per-iteration", rnn.steps_per_iteration,
                  "Events until the likeliest are kept")
      ->check(between(1, 1 << 20));
}

}  // namespace

void add_generate_command(CLI::App& app, int& exit_code) {
  const auto command = std::make_shared<GenerateCommand>();
  auto* verb = add_verb(app, "generate", "Make music of any length, or continue yours",
                        "segue generate --model polyphony --primer tune.mid:1-4 --steps 256 "
                        "--key \"G major\" --count 3 --output out");
  add_model_options(*verb, command->model);
  add_primer_options(*verb, command->primer);
  verb->add_flag("--condition,!--no-condition", command->rnn.condition,
                 "The model hears the primer before it goes on (default). Without, it begins with "
                 "nothing, after the primer");
  verb->add_flag("--inject,!--no-inject", command->rnn.inject,
                 "Put the primer's notes into what the model makes, so that it plays along");
  verb->add_flag("!--no-keep-primer", command->rnn.keep_primer,
                 "Leave the primer's own steps out of the files");
  verb->add_option("--steps", command->rnn.steps,
                   "Sixteenths of each piece, the primer's among them; 16 are a bar of 4/4")
      ->check(between(1, kMaxRnnSteps));
  verb->add_option("-n,--count", command->count, "How many pieces")->check(between(1, kMaxPieces));
  verb->add_option(
          "-t,--temperature", command->temperature,
          "0 takes the likeliest events, 1 as trained, more is wilder [the model's, often 1]")
      ->check(between(0.0, 100.0));
  verb->add_option("--key", command->key,
                   "Notes that may begin: a key like \"A minor\" or \"D dorian\", or pitch classes "
                   "like \"C D E G A\"");
  add_search_options(*verb, command->rnn);
  verb->add_option("-s,--seed", command->seed,
                   "The same seed gives the same notes, here and in the page [drawn and printed]");
  verb->add_option("--tempo,--qpm", command->tempo_qpm,
                   "Quarters a minute [the primer's, else the model's, often 120]")
      ->check(between(1.0, 1000.0));
  verb->add_option("--program", command->program,
                   "General MIDI program, 0 to 127 [the model's, often 0]")
      ->check(between(0, 127));
  add_output_option(*verb, command->output);
  add_output_options(*verb, command->report);
  verb->callback([command, &exit_code] { exit_code = run_generate(*command); });
}

}  // namespace segue
