// SPDX-License-Identifier: Apache-2.0
// segue score: how well a model of the kind rnn knows music: its log-likelihood.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "native/cli/answer.h"
#include "native/cli/music_file.h"
#include "native/cli/rnn_pieces.h"
#include "native/cli/text_table.h"
#include "native/cli/verbs.h"
#include "native/io/progress.h"

namespace segue {
namespace {

using Json = nlohmann::ordered_json;

struct ScoreCommand {
  ModelOption model{.model = "polyphony"};
  std::vector<std::string> inputs;
  OutputOptions report;
};

struct Scored {
  std::vector<std::string> names;  ///< of `scores`
  std::vector<RnnScore> scores;
  std::vector<std::pair<std::string, std::string>> unreadable;  ///< names and reasons

  RnnScore total() const {
    RnnScore sum;
    for (const RnnScore& score : scores) {
      sum.log_likelihood += score.log_likelihood;
      sum.events += score.events;
      sum.steps += score.steps;
    }
    return sum;
  }
};

Result<MusicRnn::Events> read_events(const std::string& path, const Representation& form) {
  const auto bytes = read_input(path);
  if (!bytes) return bytes.error();
  const auto music = parse_music(path, *bytes);
  if (!music) return music.error();
  return event_stream(form, music->sequence);
}

Result<Scored> score_files(OpenRnn& model, const std::vector<GivenFile>& files, bool quiet) {
  Scored scored;
  Progress progress("scoring", static_cast<std::int64_t>(files.size()), "files", quiet);
  for (const auto& [file, inside] : files) {
    if (interrupted()) return Error{ErrorCode::kCancelled, "interrupted; nothing was written."};
    progress.update(static_cast<std::int64_t>(scored.names.size() + scored.unreadable.size()));
    const auto events = read_events(file, model.package().representation);
    if (!events) {
      scored.unreadable.emplace_back(file, events.error().message);
      continue;
    }
    const auto answer = answer_of<std::vector<RnnScore>>(
        [&](auto on_done) { model.rnn->score({*events}, {}, std::move(on_done)); });
    if (!answer) return answer.error();
    scored.names.push_back(file);
    scored.scores.push_back(answer->front());
  }
  return scored;
}

Json to_json(const RnnScore& score) {
  return {{"steps", score.steps},
          {"events", score.events},
          {"log_likelihood", score.log_likelihood},
          {"nats_per_event", score.nats_per_event()},
          {"nats_per_step", score.nats_per_step()}};
}

std::string to_json(const Scored& scored, const std::string& id) {
  Json files = Json::array(), unreadable = Json::array();
  for (std::size_t i = 0; i < scored.names.size(); ++i) {
    Json entry = {{"file", scored.names[i]}};
    entry.update(to_json(scored.scores[i]));
    files.push_back(std::move(entry));
  }
  for (const auto& [name, reason] : scored.unreadable) {
    unreadable.push_back({{"file", name}, {"reason", reason}});
  }
  const Json json = {{"verb", "score"},
                     {"model", id},
                     {"files", std::move(files)},
                     {"total", to_json(scored.total())},
                     {"unreadable", std::move(unreadable)}};
  return to_json_text(json);
}

std::vector<std::string> to_row(const std::string& name, const RnnScore& score) {
  const auto number = [](const char* format, double value) {
    char text[64];
    std::snprintf(text, sizeof text, format, value);
    return std::string(text);
  };
  return {name,
          std::to_string(score.steps),
          std::to_string(score.events),
          number("%.1f", score.log_likelihood),
          number("%.4f", score.nats_per_event()),
          number("%.4f", score.nats_per_step())};
}

std::string to_text(const Scored& scored) {
  TextTable table({"file", "16ths", "events", "log-likelihood", "nats/event", "nats/16th"});
  for (std::size_t i = 0; i < scored.names.size(); ++i) {
    table.add(to_row(scored.names[i], scored.scores[i]));
  }
  if (scored.names.size() > 1) table.add(to_row("all", scored.total()));
  return table.to_text();
}

int run_score(const ScoreCommand& command) {
  auto model = open_rnn(command.model);
  if (!model) return fail(model.error());
  const auto files = list_given_files(command.inputs);
  if (!files) return fail(files.error());
  catch_interrupts();
  const auto scored = score_files(*model, *files, command.report.quiet);
  if (!scored) return fail(scored.error());
  if (scored->names.empty()) {
    std::string text = "none of the files can be scored:";
    for (const auto& [name, reason] : scored->unreadable) text += "\n  " + name + ": " + reason;
    return fail({ErrorCode::kNoMusic, text});
  }
  for (const auto& [name, reason] : scored->unreadable) {
    note(command.report, "left out: " + name + ": " + reason);
  }
  const bool printed =
      print(command.report.json ? to_json(*scored, model->package().id) : to_text(*scored));
  return printed ? kExitOk : kExitFailed;
}

}  // namespace

void add_score_command(CLI::App& app, int& exit_code) {
  const auto command = std::make_shared<ScoreCommand>();
  auto* verb = add_verb(app, "score", "Tell how likely a model finds music",
                        "segue score --model polyphony chorale.mid my-songs");
  verb->add_option("input", command->inputs, "Music files, folders of them, or -")->required();
  add_model_options(*verb, command->model);
  add_output_options(*verb, command->report);
  verb->callback([command, &exit_code] { exit_code = run_score(*command); });
}

}  // namespace segue
