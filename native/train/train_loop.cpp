// SPDX-License-Identifier: Apache-2.0
#include "native/train/train_loop.h"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "native/io/atomic_file.h"
#include "native/io/progress.h"
#include "native/train/batches.h"
#include "native/train/checkpoint.h"
#include "native/train/interval_means.h"
#include "native/train/trainer.h"

namespace segue {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

Error invalid(std::string message) { return {ErrorCode::kInvalidArgument, std::move(message)}; }

// Rank 0, or the only process: it measures and writes.
bool leads(const TrainOptions& options) { return !options.ranks || options.ranks->rank() == 0; }

// Whether any rank says so, for two questions.
Result<void> ask_all(Ranks* ranks, bool& one, bool& other) {
  if (ranks == nullptr) return {};
  torch::Tensor counts = torch::tensor({one ? 1.0f : 0.0f, other ? 1.0f : 0.0f});
  if (auto done = ranks->add_up(counts); !done) return done;
  one = counts.data_ptr<float>()[0] > 0;
  other = counts.data_ptr<float>()[1] > 0;
  return {};
}

Result<void> check_data(const TrainOptions& options, const Dataset& dataset) {
  const auto& config = options.config;
  const auto windows = dataset.train.windows();
  if (auto fine = check_dataset(config, dataset); !fine) return fine.error();
  if (windows == 0) {
    return invalid("the data set has no training windows; add MIDI files and build it again");
  }
  if (windows < config.batch_size) {
    return invalid("a batch of " + std::to_string(config.batch_size) + " is larger than the " +
                   std::to_string(windows) +
                   " training windows; add data or try --set batch_size=" +
                   std::to_string(std::max<std::int64_t>(1, windows / 4)));
  }
  const int replicas = options.replicas * (options.ranks ? options.ranks->size() : 1);
  if (options.replicas < 1 || replicas > config.batch_size) {
    return invalid("the number of threads, of all processes together, must be in 1.." +
                   std::to_string(config.batch_size) + " (the batch size), found " +
                   std::to_string(replicas));
  }
  return {};
}

Result<Checkpoint> fresh_start(const TrainOptions& options, const ParameterLayout& layout) {
  auto values = initial_values(layout, options.config);
  if (options.init) {
    auto given = from_weights(layout, *options.init);
    if (!given) return given.error();
    values = *given;
  }
  return Checkpoint{make_optimizer_state(values, options.config), {}};
}

// A fresh start or the latest checkpoint.
Result<Checkpoint> start_or_resume(const TrainOptions& options, const ParameterLayout& layout) {
  std::error_code failed;
  const bool used = std::filesystem::exists(options.run + "/latest", failed);
  if (options.resume) return load_checkpoint(options.run, options.config, layout);
  if (!leads(options)) return fresh_start(options, layout);
  if (used) {
    return invalid(options.run +
                   " already holds a run; go on with --resume or choose another --run folder");
  }
  std::filesystem::create_directories(options.run + "/checkpoints", failed);
  if (failed) {
    return Error{ErrorCode::kIo, "cannot create " + options.run + ": " + failed.message()};
  }
  return fresh_start(options, layout);
}

Error not_a_number(std::int64_t step, const StepMetrics& m) {
  return {ErrorCode::kRuntime,
          "the loss is not a number at step " + std::to_string(step) + " (r_loss " +
              std::to_string(m.r_loss) + ", gradient norm " + std::to_string(m.gradient_norm) +
              "); the last checkpoint is untouched: go on with --resume and a lower rate, for "
              "example --set learning_rate=" +
              std::to_string(m.learning_rate / 4)};
}

std::string progress_note(const StepMetrics& m) {
  char note[128];
  std::snprintf(note, sizeof note, "loss %.2f r_loss %.2f kl_bits %.1f accuracy %.3f", m.loss,
                m.r_loss, m.kl_bits, m.accuracy);
  return note;
}

}  // namespace

Result<TrainReport> train(const TrainOptions& options, const Dataset& dataset) {
  const Config& config = options.config;
  if (auto fine = check_config(config); !fine) return fine.error();
  if (auto fine = check_data(options, dataset); !fine) return fine.error();
  auto start = start_or_resume(options, ParameterLayout(config));
  if (!start) return start.error();
  const bool leader = leads(options);
  std::optional<MetricsLog> log;
  if (leader) {
    auto opened = MetricsLog::open(options.run);
    if (!opened) return opened.error();
    log = std::move(*opened);
    const auto text = config_to_json(config).dump(2) + "\n";
    if (auto done = write_file(options.run + "/config.json", text, Overwrite::kYes); !done) {
      return done.error();
    }
  }

  Trainer trainer(config, options.engine, options.replicas, start->state, options.ranks);
  BatchSource batches(config, dataset);
  RunProgress& progress = start->progress;
  Progress bar(
      "train", config.train_steps, "steps",
      options.quiet || !leader ? Progress::Output::kQuiet : Progress::Output::kTerminalOnly);
  const auto measure = [&](std::int64_t windows) {
    return evaluate(config, options.engine, trainer.pool(), dataset, windows,
                    trainer.best_values().data_ptr<float>());
  };
  const auto save = [&](bool best) {
    if (!leader) return Result<void>();
    return save_checkpoint(options.run, config, trainer.layout(), trainer.state(), progress, best);
  };

  if (!options.resume) {  // from here on there is always a checkpoint to go back to
    if (auto done = save(/*best=*/false); !done) return done.error();
  }
  const auto session_start = Clock::now();
  auto last_save = session_start;
  const double trained_before_s = progress.trained_s;
  const std::int64_t first_step = progress.step;
  IntervalMeans means;
  TrainReport report;
  const auto out_of_time = [&] {
    return options.max_minutes && seconds_since(session_start) >= *options.max_minutes * 60;
  };
  // Ends the run in order when a rank is gone: the weights are those of the step before.
  const auto rank_lost = [&](Error error) {
    if (leader) {
      const auto saved = save(/*best=*/false);
      error.message = "stopped after step " + std::to_string(progress.step) +
                      (saved ? ", which is saved: " : ", which could not be saved: ") +
                      error.message;
    }
    return error;
  };
  bool stop = out_of_time();
  while (progress.step < config.train_steps && !stop && !report.interrupted) {
    const auto batch = batches.read(progress.windows_seen, config.batch_size);
    const auto stepped = trainer.try_step(batch, progress.step);
    if (!stepped) return rank_lost(stepped.error());
    const StepMetrics& metrics = *stepped;
    if (!std::isfinite(metrics.loss) || !std::isfinite(metrics.gradient_norm)) {
      return not_a_number(progress.step, metrics);
    }
    ++progress.step;
    progress.windows_seen += config.batch_size;
    progress.trained_s = trained_before_s + seconds_since(session_start);
    means.add(metrics);
    bar.update(progress.step, progress_note(metrics));

    MetricsRow row;
    row.step = progress.step;
    row.trained_s = progress.trained_s;
    bool best = false;
    const bool evaluate_now =
        leader && progress.step % config.eval_interval_steps == 0 && dataset.eval.windows() > 0;
    if (evaluate_now) {
      row.evaluation = measure(config.eval_windows);
      row.warning = collapse_warning(config, *row.evaluation);
      const double loss =
          row.evaluation->r_loss + config.max_beta * row.evaluation->kl_bits * std::log(2.0);
      best = !progress.best_loss || loss < *progress.best_loss;
      if (best) progress.best_loss = loss, progress.best_step = progress.step;
      const auto waited = (progress.step - progress.best_step) / config.eval_interval_steps;
      report.stopped_early = config.early_stop_evals > 0 && waited >= config.early_stop_evals;
    }
    if (leader && (evaluate_now || progress.step % config.log_interval_steps == 0)) {
      row.steps_per_s = means.steps_per_s();
      row.train = means.take();
      if (auto done = log->write(row); !done) return done.error();
      bar.clear();
      if (options.on_row) options.on_row(row);
    }
    report.interrupted = options.interrupted && options.interrupted->load();
    stop = report.stopped_early || out_of_time();
    if (auto asked = ask_all(options.ranks, report.interrupted, stop); !asked) {
      return rank_lost(asked.error());
    }
    if (best || report.interrupted || seconds_since(last_save) >= config.checkpoint_interval_s) {
      if (auto done = save(best); !done) return done.error();
      last_save = Clock::now();
    }
  }
  bar.finish();
  report.step = progress.step;
  report.trained_s = progress.trained_s;
  report.steps_per_s = static_cast<double>(progress.step - first_step) /
                       std::max(1e-9, seconds_since(session_start));
  if (!report.interrupted && leader) {
    if (auto done = save(/*best=*/!progress.best_loss); !done) return done.error();
    if (dataset.eval.windows() > 0) report.final_evaluation = measure(/*windows=*/0);
  }
  return report;
}

}  // namespace segue
