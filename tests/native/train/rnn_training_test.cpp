// SPDX-License-Identifier: Apache-2.0
// Training of the rnn on small sets: it learns, resumes, is shared by ranks, and refuses.
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "native/train/eval_streams.h"
#include "native/train/parameters.h"
#include "native/train/ranks.h"
#include "native/train/run_folder.h"
#include "native/train/stream_batches.h"
#include "native/train/train_loop.h"
#include "native/train/trainer.h"
#include "tests/native/train/stream_test_support.h"
#include "tests/native/train/train_test_support.h"

namespace segue {
namespace {

using torch::Tensor;

TrainOptions rnn_options(const std::string& run) {
  TrainOptions options;
  options.config = small_rnn_config();
  options.run = run;
  options.engine = available_engines().back();
  options.replicas = 2;
  options.quiet = true;
  return options;
}

// metrics.csv without the columns that hold times.
std::vector<std::string> rnn_losses(const std::string& run) {
  std::vector<std::string> rows;
  for (const auto& line : read_lines(run + "/metrics.csv")) {
    const auto first = line.find(','), second = line.find(',', first + 1);
    rows.push_back(line.substr(0, first) + line.substr(line.find(',', second + 1)));
  }
  return rows;
}

TEST(RnnTraining, ResumingGivesTheLossesOfARunThatNeverStopped) {
  for (const auto& [bptt_steps, attention] : {std::pair(8, 0), std::pair(0, 0), std::pair(8, 3)}) {
    const TemporaryFolder whole, parts;
    const auto data = make_streams(10, 6, 2);
    auto options = rnn_options(whole.path());
    options.config.bptt_steps = bptt_steps;
    options.config.attention = attention;
    options.config.ema_decay = 0.9;
    ASSERT_TRUE(train(options, data));
    options.run = parts.path();
    options.config.train_steps = 4;  // in the middle of streams
    ASSERT_TRUE(train(options, data));
    options.config.train_steps = 6;
    options.resume = true;
    const auto report = train(options, data);
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(rnn_losses(whole.path()).size(), 7u);
    EXPECT_EQ(rnn_losses(whole.path()), rnn_losses(parts.path())) << bptt_steps << " " << attention;
    EXPECT_EQ(load_run(whole.path(), WhichCheckpoint::kLatest)->weights,
              load_run(parts.path(), WhichCheckpoint::kLatest)->weights);
  }
}

TEST(RnnTraining, TheLossesDoNotDependOnHowManyThreadsShareABatch) {
  const auto data = make_streams(10, 0, 2);
  Config config = small_rnn_config();
  config.dropout_keep = 1;  // masks are drawn by replica
  const ParameterLayout layout(config);
  const auto run = [&](int replicas) {
    Trainer trainer(config, available_engines().front(), replicas,
                    make_optimizer_state(initial_values(layout, config), config));
    StreamSource source(config, data);
    double sum = 0;
    for (int step = 0; step < 12; ++step) sum += trainer.step(source.read(4 * step, 4), step).loss;
    return sum;
  };
  EXPECT_NEAR(run(3), run(1), 1e-3);
}

/// Ranks that are threads of one process.
class ThreadRanks : public Ranks {
 public:
  struct Meeting {
    std::mutex mutex;
    std::condition_variable all_there;
    Tensor sums[2];  // of this round and the one before, which others may still read
    int there = 0;
    std::int64_t round = 0;
  };
  ThreadRanks(int rank, int size, Meeting& meeting) : rank_(rank), size_(size), meeting_(meeting) {}
  int rank() const override { return rank_; }
  int size() const override { return size_; }
  Result<void> add_up(Tensor& values) override {
    std::unique_lock lock(meeting_.mutex);
    const auto round = meeting_.round;
    Tensor& sum = meeting_.sums[round % 2];
    sum = meeting_.there == 0 ? values.clone() : sum + values;
    if (++meeting_.there == size_) {
      meeting_.there = 0;
      ++meeting_.round;
      meeting_.all_there.notify_all();
    }
    meeting_.all_there.wait(lock, [&] { return meeting_.round != round; });
    values.copy_(sum);
    return {};
  }

 private:
  int rank_, size_;
  Meeting& meeting_;
};

TEST(RnnTraining, RanksShareABatchAndEachKnowsTheStateOfAllStreams) {
  const auto data = make_streams(10, 0, 2);
  Config config = small_rnn_config();
  config.attention = 3;
  const ParameterLayout layout(config);
  const auto run = [&](int replicas, Ranks* ranks) {
    Trainer trainer(config, Engine::kFusedBlas, replicas,
                    make_optimizer_state(initial_values(layout, config), config), ranks);
    StreamSource source(config, data);
    for (int step = 0; step < 6; ++step) trainer.step(source.read(4 * step, 4), step);
    return trainer.state();
  };
  const OptimizerState alone = run(2, nullptr);
  EXPECT_GT(alone.carried.abs().max().item<double>(), 0);
  ThreadRanks::Meeting meeting;
  std::vector<OptimizerState> states(2);
  std::thread other([&] {
    ThreadRanks ranks(1, 2, meeting);
    states[1] = run(1, &ranks);
  });
  ThreadRanks ranks(0, 2, meeting);
  states[0] = run(1, &ranks);
  other.join();
  for (const auto& state : states) {
    EXPECT_TRUE(torch::allclose(state.values, alone.values, 1e-4, 1e-6));
    EXPECT_TRUE(torch::allclose(state.carried, alone.carried, 1e-4, 1e-6));
  }
}

TEST(RnnTraining, TheStateOfARunFromBeforeAttentionGoesOn) {
  const Config config = small_rnn_config();
  const ParameterLayout layout(config);
  OptimizerState state = make_optimizer_state(initial_values(layout, config), config);
  const Tensor carried = torch::rand({2, 2, 4, 12});  // h and c, layers, streams, units
  state.carried = carried.clone();
  const Trainer trainer(config, available_engines().back(), 1, state);
  EXPECT_TRUE(torch::equal(trainer.state().carried, carried.view({4, 4, 12})));
}

TEST(RnnTraining, EachTensorIsClippedByItsOwnNorm) {
  const ParameterLayout layout(small_rnn_config());
  Tensor gradients = torch::ones({layout.size});
  clip_each(layout, gradients, 2);
  for (const auto& entry : layout.entries) {
    const double norm = gradients.narrow(0, entry.offset, entry.count).norm().item<double>();
    EXPECT_NEAR(norm, 2, 1e-4) << entry.name;
  }
  clip_each(layout, gradients, 3);
  EXPECT_NEAR(gradients.narrow(0, 0, layout.entries[0].count).norm().item<double>(), 2, 1e-4);
}

TEST(RnnTraining, TwoRunsLearnMoreThanABigramKnows) {
  const auto data = make_streams(40, 12, 4);
  std::vector<std::int64_t> all(12);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::int64_t>(i);
  Config config = small_rnn_config();
  config.augment_semitones = 0;
  const auto bigram = measure_baselines({2}, config, data, all)[0];
  for (const std::uint64_t seed : {1, 2}) {
    const TemporaryFolder folder;
    auto options = rnn_options(folder.path());
    options.config.seed = seed;
    options.config.decoder_sizes = {24, 24};
    options.config.dropout_keep = 1;
    options.config.augment_semitones = 0;
    options.config.bptt_steps = 16;
    options.config.learning_rate = 1e-2;
    options.config.batch_size = 16;
    options.config.train_steps = 250;
    options.config.eval_interval_steps = 50;
    const auto report = train(options, data);
    ASSERT_TRUE(report) << report.error().message;
    const StreamSums& held_out = *report->final_evaluation->stream;
    EXPECT_EQ(report->final_evaluation->windows, 12);
    EXPECT_LT(held_out.loss(), 0.8 * bigram.sums.loss());
    EXPECT_EQ(held_out.events, bigram.sums.events);
    EXPECT_EQ(held_out.steps, bigram.sums.steps);
  }
}

TEST(RnnTraining, DrumsWithPositionCountersAndALookBackAreLearnedToo) {
  Dataset data;
  data.representation = "drums_9";
  data.streams = true;
  data.steps = 40;
  const auto fill = [](DatasetSplit& split, int streams) {
    for (int i = 0; i < streams; ++i) {
      split.first.push_back(static_cast<std::int64_t>(split.tokens.size()));
      split.piece.push_back(0);
      split.bar.push_back(1);
      split.instrument.push_back(0);
      for (int t = 0; t < 40; ++t) {  // only who counts knows when
        split.tokens.push_back(t % 16 == 0 ? 1 : t % 16 == 12 ? 2 : t % 4 == 2 ? 4 : 0);
      }
    }
  };
  fill(data.train, 16);
  fill(data.eval, 2);
  data.pieces = {{"a.mid", std::string(64, '0'), "train", 18}};
  ASSERT_TRUE(encode_dataset(data));
  const TemporaryFolder folder;
  auto options = rnn_options(folder.path());
  options.config.representation = "drums_9";
  options.config.counters = 6;
  options.config.attention = 4;
  options.config.augment_semitones = 0;
  options.config.dropout_keep = 1;
  options.config.decoder_sizes = {16};
  options.config.bptt_steps = 10;
  options.config.learning_rate = 1e-2;
  options.config.train_steps = 150;
  options.config.eval_interval_steps = 150;
  const auto report = train(options, data);
  ASSERT_TRUE(report) << report.error().message;
  const StreamSums& held_out = *report->final_evaluation->stream;
  EXPECT_LT(held_out.loss(), 0.3);
  EXPECT_EQ(held_out.steps, held_out.events);
}

TEST(RnnTraining, DataThatDoesNotFitIsRefusedInWords) {
  const TemporaryFolder folder;
  auto options = rnn_options(folder.path());
  const auto windows = train(options, make_melodies(8, 0, 16, 1));
  ASSERT_FALSE(windows);
  EXPECT_NE(windows.error().message.find("polyphony_259"), std::string::npos)
      << windows.error().message;
  options.config.representation = "melody_90";
  const auto no_streams = train(options, make_melodies(8, 0, 16, 1));
  ASSERT_FALSE(no_streams);
  EXPECT_NE(no_streams.error().message.find("needs streams"), std::string::npos)
      << no_streams.error().message;
  options.config = small_config();
  options.config.representation = "polyphony_259";
  EXPECT_FALSE(train(options, make_streams(8, 0, 1))) << "a vae has no streams";
  Config config = small_rnn_config();
  config.representation = "groove_27";
  EXPECT_FALSE(check_config(config));
  config = small_rnn_config();
  config.clip_by = "layer";
  EXPECT_FALSE(check_config(config));
  config = Config();
  config.bptt_steps = 5;
  EXPECT_FALSE(check_config(config));
  config = Config();
  config.attention = 5;
  EXPECT_FALSE(check_config(config));
}

TEST(EvalStreams, PiecesAreChosenByTheBeginningOfTheirPathOrAPattern) {
  const Dataset data = make_streams(2, 3, 1);
  EXPECT_EQ(held_out_windows(data, "").size(), 3u);
  EXPECT_EQ(held_out_windows(data, "songs/").size(), 3u);
  EXPECT_EQ(held_out_windows(data, "*/b.*").size(), 3u);
  EXPECT_TRUE(held_out_windows(data, "hymns/").empty());
  EXPECT_TRUE(held_out_windows(data, "*/a.*").empty());
}

}  // namespace
}  // namespace segue
