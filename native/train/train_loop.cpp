// SPDX-License-Identifier: Apache-2.0
#include "native/train/train_loop.h"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <numbers>
#include <optional>

#include "native/io/atomic_file.h"
#include "native/io/progress.h"
#include "native/train/batches.h"
#include "native/train/interval_means.h"
#include "native/train/train_start.h"
#include "native/train/trainer.h"

namespace segue {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Whether any rank says so, for two questions.
Result<void> ask_all(Ranks* ranks, bool& one, bool& other) {
  if (ranks == nullptr) return {};
  torch::Tensor counts = torch::tensor({one ? 1.0f : 0.0f, other ? 1.0f : 0.0f});
  if (auto done = ranks->add_up(counts); !done) return done;
  one = counts.data_ptr<float>()[0] > 0;
  other = counts.data_ptr<float>()[1] > 0;
  return {};
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
  if (m.stream) {
    std::snprintf(note, sizeof note, "loss %.3f accuracy %.3f", m.loss, m.accuracy);
    return note;
  }
  std::snprintf(note, sizeof note, "loss %.2f r_loss %.2f kl_bits %.1f accuracy %.3f", m.loss,
                m.r_loss, m.kl_bits, m.accuracy);
  return note;
}

// What config.best_by looks at, and which of two is the better.
double judge(const Config& config, const Evaluation& e) {
  if (e.stream) return e.stream->loss();
  if (config.best_by == kBestBySampling) return e.accuracy_sampling;
  return e.r_loss + config.max_beta * e.kl_bits * std::numbers::ln2;
}

bool is_better(const Config& config, double a, double b) {
  return config.best_by == kBestBySampling ? a > b : a < b;
}

// A run from its first step of this session to its last; train() says in which order.
class Session {
 public:
  Session(const TrainOptions& options, const Dataset& dataset, Checkpoint start)
      : options_(options),
        config_(options.config),
        dataset_(dataset),
        leader_(leads(options)),
        trainer_(config_, options.engine, options.replicas, start.state.to(options.device),
                 options.ranks),
        batches_(make_batches(config_, dataset)),
        progress_(start.progress),
        trained_before_s_(start.progress.trained_s),
        first_step_(start.progress.step),
        bar_("train", config_.train_steps, "steps", options.quiet || !leader_) {}

  // The files of the run. A new run has a checkpoint to go back to before its first step.
  Result<void> open() {
    if (leader_) {
      auto log = MetricsLog::open(options_.run, config_);
      if (!log) return log.error();
      log_ = std::move(*log);
      const auto text = config_to_json(config_).dump(2) + "\n";
      const auto done = write_file(options_.run + "/config.json", text, Overwrite::kYes);
      if (!done) return done;
    }
    if (!options_.resume) {
      if (auto done = save(/*best=*/false); !done) return done;
    }
    start_ = last_save_ = Clock::now();
    means_ = {};
    stop_ = out_of_time();
    return {};
  }

  bool goes_on() const {
    return progress_.step < config_.train_steps && !stop_ && !report_.interrupted;
  }

  Result<void> learn() {
    const auto batch = batches_->read(progress_.windows_seen, config_.batch_size);
    const auto stepped = trainer_.try_step(batch, progress_.step);
    if (!stepped) return rank_lost(stepped.error());
    if (!std::isfinite(stepped->loss) || !std::isfinite(stepped->gradient_norm)) {
      return not_a_number(progress_.step, *stepped);
    }
    ++progress_.step;
    progress_.windows_seen += config_.batch_size;
    progress_.trained_s = trained_before_s_ + seconds_since(start_);
    means_.add(*stepped);
    bar_.update(progress_.step, progress_note(*stepped));
    return {};
  }

  // Held-out measures and a line of the log, where they are due.
  Result<void> measure() {
    found_better_ = false;
    if (!leader_) return {};
    MetricsRow row;
    row.step = progress_.step;
    row.trained_s = progress_.trained_s;
    if (is_due(config_.eval_interval_steps) && dataset_.eval.windows() > 0) {
      row.evaluation = evaluate_now(config_.eval_windows);
      row.warning = collapse_warning(config_, *row.evaluation);
      compare_with_best(*row.evaluation);
    } else if (!is_due(config_.log_interval_steps)) {
      return {};
    }
    row.steps_per_s = means_.steps_per_s();
    row.train = means_.take();
    if (auto done = log_->write(row); !done) return done;
    bar_.clear();
    if (options_.on_row) options_.on_row(row);
    return {};
  }

  // Whether to stop: all ranks together.
  Result<void> agree() {
    report_.interrupted = options_.interrupted && options_.interrupted->load();
    stop_ = report_.stopped_early || out_of_time();
    auto asked = ask_all(options_.ranks, report_.interrupted, stop_);
    if (!asked) return rank_lost(asked.error());
    return {};
  }

  Result<void> save_if_due() {
    if (!found_better_ && !report_.interrupted &&
        seconds_since(last_save_) < config_.checkpoint_interval_s) {
      return {};
    }
    auto done = save(found_better_);
    last_save_ = Clock::now();
    return done;
  }

  Result<TrainReport> finish() {
    bar_.finish();
    report_.step = progress_.step;
    report_.trained_s = progress_.trained_s;
    report_.steps_per_s =
        static_cast<double>(progress_.step - first_step_) / std::max(1e-9, seconds_since(start_));
    if (!report_.interrupted && leader_) {
      if (auto done = save(/*best=*/!progress_.best); !done) return done.error();
      if (dataset_.eval.windows() > 0) report_.final_evaluation = evaluate_now(/*windows=*/0);
    }
    return report_;
  }

 private:
  bool is_due(int interval_steps) const { return progress_.step % interval_steps == 0; }

  bool out_of_time() const {
    return options_.max_minutes && seconds_since(start_) >= *options_.max_minutes * 60;
  }

  Evaluation evaluate_now(std::int64_t windows) {
    return evaluate(config_, options_.engine, trainer_.pool(), dataset_, windows,
                    trainer_.best_values());
  }

  void compare_with_best(const Evaluation& evaluation) {
    const double now = judge(config_, evaluation);
    found_better_ = !progress_.best || is_better(config_, now, *progress_.best);
    if (found_better_) progress_.best = now, progress_.best_step = progress_.step;
    const auto waited = (progress_.step - progress_.best_step) / config_.eval_interval_steps;
    report_.stopped_early = config_.early_stop_evals > 0 && waited >= config_.early_stop_evals;
  }

  Result<void> save(bool best) {
    if (!leader_) return {};
    return save_checkpoint(options_.run, config_, trainer_.layout(), trainer_.state(), progress_,
                           best);
  }

  // Ends the run in order when a rank is gone: the weights are those of the step before.
  Error rank_lost(Error error) {
    if (!leader_) return error;
    const auto saved = save(/*best=*/false);
    error.message = "stopped after step " + std::to_string(progress_.step) +
                    (saved ? ", which is saved: " : ", which could not be saved: ") + error.message;
    return error;
  }

  const TrainOptions& options_;
  const Config& config_;
  const Dataset& dataset_;
  const bool leader_;
  Trainer trainer_;
  std::unique_ptr<Batches> batches_;
  RunProgress progress_;
  const double trained_before_s_;
  const std::int64_t first_step_;
  Progress bar_;
  std::optional<MetricsLog> log_;  // the leader's
  IntervalMeans means_;
  TrainReport report_;
  Clock::time_point start_, last_save_;
  bool found_better_ = false, stop_ = false;
};

}  // namespace

Result<TrainReport> train(const TrainOptions& options, const Dataset& dataset) {
  auto start = prepare_run(options, dataset);
  if (!start) return start.error();
  Session session(options, dataset, std::move(*start));
  Result<void> done = session.open();
  while (done && session.goes_on()) {
    done = session.learn();
    if (done) done = session.measure();
    if (done) done = session.agree();
    if (done) done = session.save_if_due();
  }
  if (!done) return done.error();
  return session.finish();
}

}  // namespace segue
