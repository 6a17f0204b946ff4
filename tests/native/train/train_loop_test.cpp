// SPDX-License-Identifier: Apache-2.0
// Training on a small network: it learns, repeats, resumes and refuses.
#include "native/train/train_loop.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "native/io/atomic_file.h"
#include "native/train/batches.h"
#include "native/train/checkpoint.h"
#include "native/train/trainer.h"
#include "tests/native/train/train_test_support.h"

namespace segue {
namespace {

TrainOptions options_in(const std::string& run) {
  TrainOptions options;
  options.config = small_config();
  options.run = run;
  options.engine = available_engines().back();
  options.replicas = 2;
  options.quiet = true;
  return options;
}

// metrics.csv without the columns that hold times.
std::vector<std::string> losses(const std::string& run) {
  std::vector<std::string> rows;
  for (const auto& line : read_lines(run + "/metrics.csv")) {
    const auto first = line.find(','), second = line.find(',', first + 1);
    rows.push_back(line.substr(0, first) + line.substr(line.find(',', second + 1)));
  }
  return rows;
}

TEST(Trainer, OverfitsOneBatch) {
  Config config = small_config();
  config.encoder_sizes = {32};
  config.decoder_sizes = {32, 32};
  config.z_size = 16;
  config.learning_rate = 1e-2;
  config.max_beta = 0;
  config.clip_norm = 10;
  const auto data = make_melodies(8, 0, config.steps, 1);
  config.augment_semitones = 0;
  BatchSource batches(config, data);
  const auto batch = batches.read(0, 8);
  const ParameterLayout layout(config);
  Trainer trainer(config, available_engines().back(), 2,
                  make_optimizer_state(initial_values(layout, config), config));
  const double first = trainer.step(batch, 0).r_loss;
  StepMetrics last;
  for (int step = 1; step < 400; ++step) last = trainer.step(batch, step);
  EXPECT_LT(last.r_loss, first / 20);
  EXPECT_GT(last.accuracy, 0.98);
}

TEST(Trainer, ALossThatIsNotANumberChangesNothing) {
  const Config config = small_config();
  const ParameterLayout layout(config);
  auto values = initial_values(layout, config);
  values[0] = std::nan("");
  for (const auto& entry : layout.entries) {
    if (entry.name == "core.0.output.bias")
      values.narrow(0, entry.offset, entry.count).fill_(std::nan(""));
  }
  const auto before = values.clone();
  Trainer trainer(config, Engine::kFusedBlas, 1, make_optimizer_state(values, config));
  const auto metrics = trainer.step({torch::full({16, 4, 1}, 3, torch::kLong), {}, {}, {}}, 0);
  EXPECT_TRUE(std::isnan(metrics.loss));
  EXPECT_TRUE(torch::equal(torch::isnan(trainer.state().values), torch::isnan(before)));
  EXPECT_EQ(trainer.state().updates, 0);
}

TEST(TrainLoop, TheSameSeedGivesTheSameLossesAndAnotherSeedDoesNot) {
  const TemporaryFolder a, b, c;
  const auto data = make_melodies(40, 20, 16, 2);
  auto options = options_in(a.path());
  ASSERT_TRUE(train(options, data));
  options.run = b.path();
  ASSERT_TRUE(train(options, data));
  options.run = c.path();
  options.config.seed = 2;
  ASSERT_TRUE(train(options, data));
  ASSERT_EQ(losses(a.path()).size(), 7u);
  EXPECT_EQ(losses(a.path()), losses(b.path()));
  EXPECT_NE(losses(a.path()), losses(c.path()));
}

TEST(TrainLoop, ResumingGivesTheLossesOfARunThatNeverStopped) {
  const TemporaryFolder whole, parts;
  const auto data = make_melodies(20, 20, 16, 2);  // 6 batches of 8: the order crosses epochs
  auto options = options_in(whole.path());
  options.config.ema_decay = 0.9;
  ASSERT_TRUE(train(options, data));
  options.run = parts.path();
  options.config.train_steps = 4;
  ASSERT_TRUE(train(options, data));
  options.config.train_steps = 6;
  options.resume = true;
  const auto report = train(options, data);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(losses(whole.path()), losses(parts.path()));
  const auto a = load_run(whole.path(), WhichCheckpoint::kLatest);
  const auto b = load_run(parts.path(), WhichCheckpoint::kLatest);
  ASSERT_TRUE(a && b);
  EXPECT_EQ(a->weights, b->weights);
  EXPECT_EQ(a->step, 6);
}

TEST(TrainLoop, ARunFolderHoldsWhatTheExporterNeedsAndOldCheckpointsGo) {
  const TemporaryFolder folder;
  const auto data = make_melodies(40, 20, 16, 2);
  auto options = options_in(folder.path());
  options.config.train_steps = 12;
  options.config.eval_interval_steps = 2;
  options.config.checkpoints_to_keep = 2;
  const auto report = train(options, data);
  ASSERT_TRUE(report) << report.error().message;
  ASSERT_TRUE(report->final_evaluation);
  EXPECT_EQ(report->final_evaluation->windows, 20);
  const auto run = load_run(folder.path());
  ASSERT_TRUE(run) << run.error().message;
  EXPECT_EQ(run->config, options.config);
  EXPECT_EQ(run->weights.parameter_count(), parameter_count(options.config));
  int checkpoints = 0;
  for ([[maybe_unused]] const auto& entry :
       std::filesystem::directory_iterator(folder.path() + "/checkpoints")) {
    ++checkpoints;
  }
  EXPECT_LE(checkpoints, 3);  // two, and the best where it is older
}

TEST(TrainLoop, DataAndSettingsThatCannotWorkAreRefusedWithARemedy) {
  const TemporaryFolder folder;
  const auto expect_refused = [&](const Dataset& data, const TrainOptions& options,
                                  const char* hint) {
    const auto report = train(options, data);
    ASSERT_FALSE(report) << hint;
    EXPECT_EQ(report.error().code, ErrorCode::kInvalidArgument) << report.error().message;
    EXPECT_NE(report.error().message.find(hint), std::string::npos) << report.error().message;
  };
  auto options = options_in(folder.path() + "/run");
  expect_refused(make_melodies(0, 5, 16, 1), options, "no training windows");
  expect_refused(make_melodies(5, 5, 16, 1), options, "--set batch_size=");
  expect_refused(make_melodies(40, 5, 32, 1), options, "build the data set");
  options.replicas = 9;
  expect_refused(make_melodies(40, 5, 16, 1), options, "threads");
  options.replicas = 1;
  options.config.z_size = 0;
  expect_refused(make_melodies(40, 5, 16, 1), options, "z_size");
  EXPECT_FALSE(std::filesystem::exists(folder.path() + "/run"));
}

TEST(TrainLoop, AUsedRunFolderIsNotOverwrittenAndAnEmptyOneCannotResume) {
  const TemporaryFolder folder;
  const auto data = make_melodies(40, 5, 16, 1);
  auto options = options_in(folder.path());
  options.resume = true;
  const auto nothing = train(options, data);
  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.error().code, ErrorCode::kNotFound);
  options.resume = false;
  ASSERT_TRUE(train(options, data));
  const auto again = train(options, data);
  ASSERT_FALSE(again);
  EXPECT_NE(again.error().message.find("--resume"), std::string::npos);
}

TEST(TrainLoop, ANotANumberEndsTheRunAndLeavesACheckpointToGoOnFrom) {
  const TemporaryFolder folder;
  auto options = options_in(folder.path());
  options.config.learning_rate = 1e38;
  options.config.train_steps = 50;
  const auto report = train(options, make_melodies(40, 0, 16, 1));
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::kRuntime);
  EXPECT_NE(report.error().message.find("learning_rate="), std::string::npos);
  const auto run = load_run(folder.path());
  ASSERT_TRUE(run) << run.error().message;
  for (const auto& [name, array] : run->weights.arrays) {
    for (const float x : array.values) ASSERT_TRUE(std::isfinite(x)) << name;
  }
}

TEST(Trainer, EveryKindOfNetworkLearnsOneBatch) {
  for (Config config : small_family()) {
    config.encoder_sizes.assign(config.encoder_sizes.size(), 32);
    config.decoder_sizes = {32, 32};
    if (!config.conductor_sizes.empty()) config.conductor_sizes = {32};
    config.z_size = 16;
    config.learning_rate = 1e-2;
    config.max_beta = 0;
    config.clip_norm = 10;
    config.sampling_rate = 0;
    config.dropout_keep = 1;
    config.groove_input = "same";
    const auto data = make_windows(config, 8, 0, 1);
    std::vector<WindowPick> picks;
    for (int i = 0; i < 8; ++i) picks.push_back({i, 0, Rng(1)});
    const auto batch = gather_windows(config, data, data.train, picks);
    const ParameterLayout layout(config);
    Trainer trainer(config, available_engines().back(), 2,
                    make_optimizer_state(initial_values(layout, config), config));
    const double first = trainer.step(batch, 0).r_loss;
    StepMetrics last;
    for (int step = 1; step < 100; ++step) last = trainer.step(batch, step);
    EXPECT_LT(last.r_loss, first / 2) << config.name;
  }
}

TEST(TrainLoop, EveryKindOfNetworkTrainsAndResumesExactly) {
  for (const Config& config : small_family()) {
    const TemporaryFolder whole, parts;
    const auto data = make_windows(config, 20, 10, 2);
    auto options = options_in(whole.path());
    options.config = config;
    const auto report = train(options, data);
    ASSERT_TRUE(report) << config.name << report.error().message;
    ASSERT_TRUE(report->final_evaluation);
    EXPECT_EQ(report->final_evaluation->parts.size(), config.info()->parts.size());
    options.run = parts.path();
    options.config.train_steps = 4;
    ASSERT_TRUE(train(options, data));
    options.config.train_steps = 6;
    options.resume = true;
    ASSERT_TRUE(train(options, data));
    EXPECT_EQ(losses(whole.path()), losses(parts.path())) << config.name;
  }
}

TEST(TrainLoop, StopsEarlyWhenTheHeldOutLossNoLongerFalls) {
  const TemporaryFolder folder;
  auto options = options_in(folder.path());
  options.config.learning_rate = 1e-30;
  options.config.min_learning_rate = 0;
  options.config.train_steps = 1000;
  options.config.eval_interval_steps = 1;
  options.config.early_stop_evals = 3;
  const auto report = train(options, make_melodies(40, 20, 16, 1));
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_TRUE(report->stopped_early);
  EXPECT_LT(report->step, 20);
}

// The steps with the lowest held-out loss and the highest sampling accuracy among `rows`.
std::pair<std::int64_t, std::int64_t> best_steps(const std::vector<MetricsRow>& rows,
                                                 const Config& config) {
  const MetricsRow *by_loss = nullptr, *by_sampling = nullptr;
  const auto loss = [&](const MetricsRow& row) {
    return row.evaluation->r_loss + config.max_beta * row.evaluation->kl_bits * std::log(2.0);
  };
  const auto accuracy = [](const MetricsRow& row) { return row.evaluation->accuracy_sampling; };
  for (const auto& row : rows) {
    if (!by_loss || loss(row) < loss(*by_loss)) by_loss = &row;
    if (!by_sampling || accuracy(row) > accuracy(*by_sampling)) by_sampling = &row;
  }
  return {by_loss->step, by_sampling->step};
}

TEST(TrainLoop, TheBestCheckpointIsThatOfTheMeasureAskedFor) {
  bool different = false;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    for (const char* rule : {kBestByLoss, kBestBySampling}) {
      const TemporaryFolder folder;
      auto options = options_in(folder.path());
      options.config.seed = seed;
      options.config.train_steps = 12;
      options.config.eval_interval_steps = 1;
      options.config.learning_rate = 0.02;
      options.config.best_by = rule;
      std::vector<MetricsRow> rows;
      options.on_row = [&](const MetricsRow& row) { rows.push_back(row); };
      ASSERT_TRUE(train(options, make_melodies(40, 20, 16, 2)));
      ASSERT_EQ(rows.size(), 12u);
      const auto [by_loss, by_sampling] = best_steps(rows, options.config);
      different |= by_loss != by_sampling;
      const auto run = load_run(folder.path(), WhichCheckpoint::kBest);
      ASSERT_TRUE(run) << run.error().message;
      EXPECT_EQ(run->step, rule == std::string(kBestByLoss) ? by_loss : by_sampling) << rule;
    }
  }
  EXPECT_TRUE(different) << "the two rules never chose differently: the test shows nothing";
}

TEST(TrainLoop, AnotherRuleForTheBestStartsAfreshOnResume) {
  const TemporaryFolder folder;
  auto options = options_in(folder.path());
  options.config.eval_interval_steps = 2;
  const auto data = make_melodies(40, 20, 16, 2);
  ASSERT_TRUE(train(options, data));
  const ParameterLayout layout(options.config);
  const auto same = load_checkpoint(folder.path(), options.config, layout);
  ASSERT_TRUE(same);
  EXPECT_TRUE(same->progress.best);
  options.config.best_by = kBestBySampling;
  const auto other = load_checkpoint(folder.path(), options.config, layout);
  ASSERT_TRUE(other);
  EXPECT_FALSE(other->progress.best);
  EXPECT_EQ(other->progress.best_step, other->progress.step);
  options.resume = true;
  options.config.train_steps = 10;
  ASSERT_TRUE(train(options, data));
  const auto after = load_checkpoint(folder.path(), options.config, layout);
  ASSERT_TRUE(after && after->progress.best);
  EXPECT_LE(*after->progress.best, 1.0);  // an accuracy, not a loss
}

TEST(TrainLoop, AFrozenEncoderStaysAsItIs) {
  const TemporaryFolder folder;
  auto options = options_in(folder.path());
  options.config.freeze_encoder = true;
  const ParameterLayout layout(options.config);
  const Weights before = to_weights(layout, initial_values(layout, options.config));
  options.init = before;
  ASSERT_TRUE(train(options, make_melodies(40, 20, 16, 1)));
  const auto after = load_run(folder.path(), WhichCheckpoint::kLatest);
  ASSERT_TRUE(after);
  for (const auto& [name, array] : before.arrays) {
    const bool frozen = name.rfind("core.", 0) != 0;
    EXPECT_EQ(after->weights.arrays.at(name) == array, frozen) << name;
  }
}

TEST(Evaluation, ACollapsedPosteriorIsSaidInWords) {
  const Config config;
  Evaluation e;
  e.windows = 10;
  EXPECT_NE(collapse_warning(config, e).find("max_beta"), std::string::npos);
  e.active_dimensions = 40;
  EXPECT_EQ(collapse_warning(config, e), "");
}

TEST(Evaluation, DoesNotDependOnThreadsAndKnowsAPerfectModel) {
  const Config config = small_config();
  const auto data = make_melodies(0, 300, 16, 4);
  const ParameterLayout layout(config);
  const auto values = initial_values(layout, config);
  ReplicaPool one(1), two(2);
  const auto a = evaluate(config, Engine::kFusedBlas, one, data, 0, values);
  const auto b = evaluate(config, Engine::kFusedBlas, two, data, 0, values);
  EXPECT_EQ(a.windows, 300);
  EXPECT_EQ(a.accuracy_teacher_forcing, b.accuracy_teacher_forcing);
  EXPECT_EQ(a.accuracy_sampling, b.accuracy_sampling);
  EXPECT_NEAR(a.kl_bits, b.kl_bits, 1e-6);
  // A network whose output bias says "no event" is right wherever nothing happens.
  auto certain = torch::zeros({layout.size});
  for (const auto& entry : layout.entries) {
    if (entry.name == "core.0.output.bias") certain[entry.offset] = 50.0f;
  }
  const auto quiet = evaluate(config, Engine::kFusedBlas, one, data, 0, certain);
  double silent = 0;
  for (const auto token : data.eval.tokens) silent += token == 0;
  EXPECT_NEAR(quiet.accuracy_teacher_forcing, silent / static_cast<double>(data.eval.tokens.size()),
              1e-9);
  EXPECT_EQ(quiet.accuracy_sampling, quiet.accuracy_teacher_forcing);
}

}  // namespace
}  // namespace segue
