// SPDX-License-Identifier: Apache-2.0
#include "native/train/train_report.h"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "native/train/device.h"
#include "native/train/training_advice.h"

namespace segue {
namespace {

using Json = nlohmann::json;

void print_stream_row(const MetricsRow& row) {
  const auto print = [](const StreamSums& sums) {
    std::fprintf(stderr, "loss %.4f  perplexity %.3f  accuracy %.4f  events %.4f  a 16th %.4f",
                 sums.loss(), sums.perplexity(), sums.accuracy(), sums.event_accuracy(),
                 sums.loss_per_step());
  };
  std::fprintf(stderr, "step %lld  ", static_cast<long long>(row.step));
  print(*row.train.stream);
  std::fprintf(stderr, "  steps/s %.2f  lr %.2g", row.steps_per_s, row.train.learning_rate);
  if (row.evaluation) {
    std::fprintf(stderr, "\n  held-out: ");
    print(*row.evaluation->stream);
  }
  std::fputc('\n', stderr);
}

}  // namespace

void print_row(const MetricsRow& row) {
  const auto& m = row.train;
  if (m.stream) return print_stream_row(row);
  std::fprintf(
      stderr,
      "step %lld  loss %.3f  r_loss %.3f  kl_bits %.2f  accuracy %.4f  steps/s %.2f  lr %.2g",
      static_cast<long long>(row.step), m.loss, m.r_loss, m.kl_bits, m.accuracy, row.steps_per_s,
      m.learning_rate);
  if (row.evaluation) {
    std::fprintf(stderr, "  held-out: teacher %.4f  sampling %.4f  r_loss %.3f  kl_bits %.2f",
                 row.evaluation->accuracy_teacher_forcing, row.evaluation->accuracy_sampling,
                 row.evaluation->r_loss, row.evaluation->kl_bits);
  }
  std::fputc('\n', stderr);
  if (!row.warning.empty()) std::fprintf(stderr, "warning: %s\n", row.warning.c_str());
}

void print_warm_start(const WarmStart& warm, const std::string& folder) {
  std::fprintf(stderr, "from %s:", folder.c_str());
  for (const auto& name : warm.taken) std::fprintf(stderr, " %s", name.c_str());
  std::fprintf(stderr, "\nat random:");
  for (const auto& name : warm.fresh) std::fprintf(stderr, " %s", name.c_str());
  std::fputc('\n', stderr);
}

namespace {

const char* ending(const TrainReport& report, const Config& config) {
  if (report.interrupted) return "stopped and saved";
  if (!report.stopped_early) return "finished";
  return config.best_by == kBestBySampling
             ? "stopped early: the held-out sampling accuracy no longer rises,"
             : "stopped early: the held-out loss no longer falls,";
}

Json held_out(const Evaluation& e) {
  Json json = {{"windows", e.windows}};
  if (e.stream) {
    for (const auto& [name, value] : e.stream->named()) json[name] = value;
    return json;
  }
  json["accuracy_teacher_forcing"] = e.accuracy_teacher_forcing;
  json["accuracy_sampling"] = e.accuracy_sampling;
  json["r_loss"] = e.r_loss;
  json["kl_bits"] = e.kl_bits;
  return json;
}

void print_held_out(const Evaluation& e) {
  if (e.stream) {
    std::printf("held-out %lld streams: %.4f nats an event, %.4f a 16th, accuracy %.4f\n",
                static_cast<long long>(e.windows), e.stream->loss(), e.stream->loss_per_step(),
                e.stream->accuracy());
    return;
  }
  std::printf(
      "held-out %lld windows: accuracy %.4f (teacher forcing) %.4f (sampling), r_loss %.3f, "
      "kl_bits %.2f\n",
      static_cast<long long>(e.windows), e.accuracy_teacher_forcing, e.accuracy_sampling, e.r_loss,
      e.kl_bits);
}

/// "batch_size=64, seed=3": where `config` is not the configuration of its name.
std::string changes_text(const Config& config) {
  const auto named = find_config(config.name);
  if (!named) return {};
  const Json before = config_to_json(*named), now = config_to_json(config);
  std::string text;
  for (const auto& [key, value] : now.items()) {
    if (value == before.at(key)) continue;
    text += (text.empty() ? "" : ", ") + key + "=" +
            (value.is_string() ? value.get<std::string>() : value.dump());
  }
  return text;
}

}  // namespace

void print_start(const TrainOptions& options, const Dataset& data) {
  const Config& config = options.config;
  const char* unit = config.is_rnn() ? "streams" : "windows";
  std::fprintf(stderr, "%s: %.2f million parameters for %s, %lld %s to train on, %lld held out\n",
               config.name.c_str(), static_cast<double>(parameter_count(config)) / 1e6,
               config.representation.c_str(), static_cast<long long>(data.train.windows()), unit,
               static_cast<long long>(data.eval.windows()));
  const std::string changes = changes_text(config);
  if (!changes.empty()) std::fprintf(stderr, "changed: %s\n", changes.c_str());
  std::fprintf(stderr,
               "up to step %lld, %d %s a step; device %s, engine %s, %d threads; all settings: "
               "%s/config.json\n",
               static_cast<long long>(config.train_steps), config.batch_size, unit,
               device_name(options.device).c_str(), engine_name(options.engine), options.replicas,
               options.run.c_str());
}

void print_report(const TrainReport& report, const TrainOptions& options,
                  const std::string& dataset, bool json) {
  const auto advice =
      report.interrupted ? std::string() : advice_for_run(options.config, options.run, report.step);
  if (json) {
    Json out = {{"run", options.run},
                {"step", report.step},
                {"trained_s", report.trained_s},
                {"steps_per_s", report.steps_per_s},
                {"interrupted", report.interrupted}};
    if (report.final_evaluation) out["held_out"] = held_out(*report.final_evaluation);
    if (!advice.empty()) out["advice"] = advice;
    std::printf("%s\n", out.dump(2).c_str());
    return;
  }
  std::printf("%s at step %lld after %.0f s (%.2f steps/s)\n", ending(report, options.config),
              static_cast<long long>(report.step), report.trained_s, report.steps_per_s);
  if (report.final_evaluation) print_held_out(*report.final_evaluation);
  if (report.interrupted) {
    std::printf("To go on: segue-train --dataset %s --run %s --resume\n", dataset.c_str(),
                options.run.c_str());
  }
  if (advice.empty()) return;
  std::printf("%s\nTo go on: segue-train --dataset %s --run %s --resume --steps %lld%s\n",
              advice.c_str(), dataset.c_str(), options.run.c_str(),
              static_cast<long long>(
                  std::max<std::int64_t>(2 * report.step, options.config.eval_interval_steps)),
              report.stopped_early ? " --set early_stop_evals=0" : "");
}

}  // namespace segue
