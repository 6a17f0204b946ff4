// SPDX-License-Identifier: Apache-2.0
// The rnn's network, and the pieces of streams it sees.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "native/train/parameters.h"
#include "native/train/rnn_module.h"
#include "native/train/stream_batches.h"
#include "shared/codec/polyphony_codec.h"
#include "tests/native/train/stream_test_support.h"

namespace segue {
namespace {

using torch::Tensor;

const std::vector<Config>& small_configs() {
  static const std::vector<Config> configs = {small_rnn_config(), small_drum_rnn_config(0),
                                              small_drum_rnn_config(5)};
  return configs;
}

// Random weights, larger than a fresh start has, so that what is compared differs from zero; with
// attention two kernels stand one behind the other, and engines would differ in what grows.
RnnModule make_rnn(const Config& config, Tensor& values, Tensor& gradients) {
  const ParameterLayout layout(config);
  values = initial_values(layout, config) * (config.attention > 0 ? 1 : 2);
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
  for (const Config& config : small_configs()) {
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
            << config.representation << " " << config.attention << " " << engine_name(engine) << " "
            << i;
      }
    }
  }
}

TEST(Rnn, StreamsInPiecesGiveTheLossesOfWholeOnes) {
  for (const Config& config : small_configs()) {
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
  const Config config = small_drum_rnn_config(0);
  const WindowBatch batch = some_batch(config);
  EXPECT_EQ(batch.tokens.size(2), 2);
  for (std::int64_t t = 0; t < 10; ++t) {
    EXPECT_EQ(batch.tokens[t][0][1].item<std::int64_t>(), (t + 1) % 64);
  }
  EXPECT_EQ(transposition_room(*config.info(), std::vector<std::uint16_t>{1, 5, 9}),
            std::pair(0, 0));
}

}  // namespace
}  // namespace segue
