// SPDX-License-Identifier: Apache-2.0
// The rnn: its network, the pieces of streams it sees, and training on them.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "native/train/eval_streams.h"
#include "native/train/parameters.h"
#include "native/train/rnn_module.h"
#include "native/train/stream_batches.h"
#include "native/train/train_loop.h"
#include "native/train/trainer.h"
#include "shared/codec/polyphony_codec.h"
#include "tests/native/train/stream_test_support.h"
#include "tests/native/train/train_test_support.h"

namespace segue {
namespace {

using torch::Tensor;

Config with_counters() {
  Config config = small_rnn_config();
  config.representation = "drums_9";
  config.counters = 6;
  return config;
}

// Random weights, larger than a fresh start has, so that what is compared differs from zero.
RnnModule make_rnn(const Config& config, Tensor& values, Tensor& gradients) {
  const ParameterLayout layout(config);
  values = initial_values(layout, config) * 2;
  gradients = torch::zeros_like(values);
  RnnModule module(config);
  bind_parameters(*module, layout, values, gradients);
  return module;
}

WindowBatch some_batch(const Config& config, std::int64_t max_events = 0) {
  const Dataset data = make_streams(4, 0, 7);
  std::vector<StreamLane> lanes;
  for (int i = 0; i < 4; ++i) lanes.push_back({.index = i});
  return gather_streams(config, data, data.train, lanes, max_events);
}

TEST(Rnn, EveryEngineComputesWhatTorchDoes) {
  for (const Config& config : {small_rnn_config(), with_counters()}) {
    const WindowBatch batch = some_batch(config);
    Tensor values, gradients;
    RnnModule module = make_rnn(config, values, gradients);
    const auto run = [&](Engine engine) {
      gradients.zero_();
      Tensor state = module->initial_state(4);
      const Tensor logits = module->forward(batch.tokens, state, engine);
      event_nats(logits, batch.next).sum().backward();
      return std::vector<Tensor>{logits.detach(), state, gradients.clone()};
    };
    const auto expected = run(Engine::kTorchLstm);
    EXPECT_GT(expected[2].norm().item<double>(), 0.1);
    for (const Engine engine : available_engines()) {
      const double allowed = engine == Engine::kDnnlBf16 ? 0.03 : 1e-4;
      const auto found = run(engine);
      for (std::size_t i = 0; i < found.size(); ++i) {
        const double scale = expected[i].abs().max().item<double>();
        EXPECT_LT((found[i] - expected[i]).abs().max().item<double>(), allowed * scale)
            << config.representation << " " << engine_name(engine) << " " << i;
      }
    }
  }
}

TEST(Rnn, StreamsInPiecesGiveTheLossesOfWholeOnes) {
  for (const Config& config : {small_rnn_config(), with_counters()}) {
    Tensor values, gradients;
    RnnModule module = make_rnn(config, values, gradients);
    at::NoGradGuard no_grad;
    const Dataset data = make_streams(4, 0, 7);
    std::vector<StreamLane> lanes;
    for (int i = 0; i < 4; ++i) lanes.push_back({.index = i});
    const WindowBatch whole = gather_streams(config, data, data.train, lanes, 0);
    Tensor state = module->initial_state(4);
    const Tensor expected =
        event_nats(module->forward(whole.tokens, state, Engine::kTorchLstm), whole.next);
    double sum = 0;
    std::int64_t events = 0;
    state = module->initial_state(4);
    for (std::int64_t offset = 0; offset < whole.steps(); offset += 5) {
      for (auto& lane : lanes) lane.offset = offset;
      const WindowBatch piece = gather_streams(config, data, data.train, lanes, 5);
      const Tensor nats =
          event_nats(module->forward(piece.tokens, state, Engine::kTorchLstm), piece.next);
      sum += nats.sum().item<double>();
      events += piece.events();
    }
    EXPECT_EQ(events, whole.events());
    EXPECT_NEAR(sum, expected.sum().item<double>(), 1e-3);
  }
}

TEST(StreamSource, AnEpochIsEveryEventOfEveryStreamOnceInPiecesThatFollowEachOther) {
  Config config = small_rnn_config();
  config.augment_semitones = 0;
  const Dataset data = make_streams(10, 0, 3);
  StreamSource source(config, data);
  std::int64_t all = 0;
  for (int i = 0; i < 10; ++i) all += foretold_events(data, data.train, i);
  std::vector<std::vector<std::uint16_t>> lanes(4);  // what each lane saw
  std::int64_t seen = 0;
  std::multiset<std::vector<std::uint16_t>> streams;
  for (std::int64_t step = 0; seen < 3 * all; ++step) {
    const WindowBatch batch = source.read(4 * step, 4);
    EXPECT_LE(batch.steps(), config.bptt_steps);
    for (std::int64_t b = 0; b < 4; ++b) {
      auto& lane = lanes[static_cast<std::size_t>(b)];
      if (batch.goes_on[0][b].item<float>() == 0) {
        if (!lane.empty()) streams.insert(lane);
        lane = {kPolyphonyStart};
      }
      for (std::int64_t t = 0; t < batch.steps(); ++t) {
        const auto next = batch.next[t][b].item<std::int64_t>();
        if (next == kNothingNext) continue;
        EXPECT_EQ(batch.tokens[t][b][0].item<std::int64_t>(), lane.back());
        lane.push_back(static_cast<std::uint16_t>(next));
        ++seen;
      }
    }
  }
  // Of three epochs every stream was finished at least twice, and none that is not in the set.
  for (int i = 0; i < 10; ++i) {
    const auto stream = data.window(data.train, i);
    EXPECT_GE(streams.count({stream.begin(), stream.end()}), 2u) << i;
  }
  std::set<std::vector<std::uint16_t>> different(streams.begin(), streams.end());
  EXPECT_LE(different.size(), 10u);
}

TEST(StreamSource, IsAFunctionOfSeedAndPosition) {
  const Config config = small_rnn_config();
  const Dataset data = make_streams(10, 0, 3);
  StreamSource walked(config, data), fresh(config, data);
  WindowBatch batch;
  for (int step = 0; step <= 30; ++step) batch = walked.read(4 * step, 4);
  const WindowBatch again = fresh.read(4 * 30, 4);
  EXPECT_TRUE(torch::equal(batch.tokens, again.tokens));
  EXPECT_TRUE(torch::equal(batch.next, again.next));
  EXPECT_TRUE(torch::equal(walked.read(0, 4).tokens, StreamSource(config, data).read(0, 4).tokens));
  Config other = config;
  other.seed = 9;
  StreamSource another(other, data);
  bool differs = false;
  for (int step = 0; step < 10 && !differs; ++step) {
    const auto a = another.read(4 * step, 4).tokens, b = fresh.read(4 * step, 4).tokens;
    differs = a.sizes() != b.sizes() || !torch::equal(a, b);
  }
  EXPECT_TRUE(differs);
}

TEST(StreamSource, StreamsAreMovedAnewInEveryEpochAndOnlyAsFarAsTheyCanBe) {
  Config config = small_rnn_config();
  config.bptt_steps = 0;
  config.augment_semitones = 4;
  Dataset data = make_streams(1, 0, 3);
  int highest = 0;
  for (const auto token : data.train.tokens) {
    if (token >= kPolyphonyNewNote) highest = std::max(highest, (token - 3) % 128);
  }
  for (auto& token : data.train.tokens) {  // two semitones of room above
    if (token >= kPolyphonyNewNote) token = static_cast<std::uint16_t>(token + 125 - highest);
  }
  EXPECT_EQ(transposition_room(*config.info(), data.window(data.train, 0)).second, 2);
  StreamSource source(config, data);
  std::map<std::int64_t, int> firsts;  // the first note, by its pitch
  for (int step = 0; step < 60; ++step) {
    const auto batch = source.read(4 * step, 4);
    for (std::int64_t b = 0; b < 4; ++b) ++firsts[batch.next[0][b].item<std::int64_t>()];
  }
  EXPECT_EQ(firsts.size(), 7u);  // -4 .. +2
  for (const auto& [token, count] : firsts) EXPECT_GT(count, 10) << token;
}

TEST(StreamSource, WholeStreamsOfSimilarLengthComeTogether) {
  Config config = small_rnn_config();
  config.bptt_steps = 0;
  const Dataset data = make_streams(64, 0, 3);
  StreamSource source(config, data);
  double events = 0, places = 0;
  for (int step = 0; step < 16; ++step) {
    const auto batch = source.read(4 * step, 4);
    events += static_cast<double>(batch.events());
    places += static_cast<double>(batch.next.numel());
  }
  EXPECT_GT(events / places, 0.9);
}

TEST(StreamSource, CountersTellThePlaceOfTheNextEvent) {
  const Config config = with_counters();
  const WindowBatch batch = some_batch(config);
  EXPECT_EQ(batch.tokens.size(2), 2);
  for (std::int64_t t = 0; t < 10; ++t) {
    EXPECT_EQ(batch.tokens[t][0][1].item<std::int64_t>(), (t + 1) % 64);
  }
  EXPECT_EQ(transposition_room(*config.info(), std::vector<std::uint16_t>{1, 5, 9}),
            std::pair(0, 0));
}

TrainOptions options_in(const std::string& run) {
  TrainOptions options;
  options.config = small_rnn_config();
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

TEST(RnnTraining, ResumingGivesTheLossesOfARunThatNeverStopped) {
  for (const int bptt_steps : {8, 0}) {
    const TemporaryFolder whole, parts;
    const auto data = make_streams(10, 6, 2);
    auto options = options_in(whole.path());
    options.config.bptt_steps = bptt_steps;
    options.config.ema_decay = 0.9;
    ASSERT_TRUE(train(options, data));
    options.run = parts.path();
    options.config.train_steps = 4;  // in the middle of streams
    ASSERT_TRUE(train(options, data));
    options.config.train_steps = 6;
    options.resume = true;
    const auto report = train(options, data);
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(losses(whole.path()).size(), 7u);
    EXPECT_EQ(losses(whole.path()), losses(parts.path())) << bptt_steps;
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
    auto options = options_in(folder.path());
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

TEST(RnnTraining, DrumsWithPositionCountersAreLearnedToo) {
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
  auto options = options_in(folder.path());
  options.config = with_counters();
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
  auto options = options_in(folder.path());
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
