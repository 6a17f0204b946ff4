// SPDX-License-Identifier: Apache-2.0
// The whole family against plain loops: the posterior, and that fed with what the loops decoded,
// the network decides the same at every step.
#include <gtest/gtest.h>

#include <cmath>

#include "native/train/batches.h"
#include "native/train/heads.h"
#include "native/train/music_vae_module.h"
#include "native/train/parameters.h"
#include "shared/codec/multitrack_codec.h"
#include "tests/native/train/reference_network.h"
#include "tests/native/train/train_test_support.h"

namespace segue {
namespace {

using torch::Tensor;

// A network with the random weights of the plain loops, and one window.
struct Fixture {
  explicit Fixture(const Config& c) : config(c), weights(make_random_network(c, 5)) {
    const ParameterLayout layout(config);
    values = *from_weights(layout, weights);
    gradients = torch::zeros({layout.size});
    bind_parameters(*module, layout, values, gradients);
    const auto data = make_windows(config, 3, 0, 4);
    std::vector<WindowPick> picks = {{1, 0, Rng(3)}};
    batch = gather_windows(config, data, data.train, picks);
    const RepresentationInfo& info = *config.info();
    for (int t = 0; t < config.steps; ++t) {
      std::vector<float> row(static_cast<std::size_t>(info.input_depth()));
      if (batch.tokens.defined()) {
        std::vector<std::uint16_t> tokens;
        for (std::size_t p = 0; p < info.parts.size(); ++p) {
          tokens.push_back(static_cast<std::uint16_t>(
              batch.tokens[t][0][static_cast<int>(p)].item<std::int64_t>()));
        }
        fill_input_row(info, tokens, row);
      } else {
        const float* seen = batch.seen.data_ptr<float>() + t * info.input_depth();
        row.assign(seen, seen + info.input_depth());
      }
      Row control_row;
      for (std::size_t k = 0; k < config.controls.size(); ++k) {
        const int depth = find_control(config.controls[k])->depth;
        for (int i = 0; i < depth; ++i) {
          const Tensor value = batch.controls[t][0];
          const bool hits = config.controls[k] == "hits";
          control_row.push_back(hits ? value[i].item<float>()
                                     : value[static_cast<int>(k)].item<std::int64_t>() == i);
        }
      }
      rows.emplace_back(row.begin(), row.end());
      rows.back().insert(rows.back().end(), control_row.begin(), control_row.end());
      controls.push_back(control_row);
    }
  }
  Config config;
  Weights weights;
  Tensor values, gradients;
  MusicVaeModule module{config};
  WindowBatch batch;
  std::vector<Row> rows, controls;
};

TEST(Network, TheEncoderAgreesWithPlainLoops) {
  at::NoGradGuard no_grad;
  for (const Config& config : small_family()) {
    Fixture f(config);
    const auto expected = reference_latent(f.weights, config, f.rows);
    for (const Engine engine : {Engine::kTorchLstm, Engine::kFusedBlas}) {
      const auto q = f.module->encode(f.batch, engine);
      for (int i = 0; i < config.z_size; ++i) {
        const auto at = static_cast<std::size_t>(i);
        EXPECT_NEAR(q.mu[0][i].item<float>(), expected.mu[at], 2e-5) << config.name;
        EXPECT_NEAR(q.sigma[0][i].item<float>(), expected.sigma[at], 2e-5) << config.name;
      }
    }
  }
}

TEST(Network, TheDecoderDecidesAsPlainLoopsDo) {
  at::NoGradGuard no_grad;
  for (const Config& config : small_family()) {
    Fixture f(config);
    const RepresentationInfo& info = *config.info();
    const auto columns = static_cast<std::size_t>(info.output_depth());
    const bool tokens = info.head == DecoderHead::kCategorical;
    Rng rng(8);
    Row z;
    for (int i = 0; i < config.z_size; ++i) z.push_back(rng.normal());
    std::vector<Row> noise(static_cast<std::size_t>(config.steps), Row(columns, 0.0));
    for (auto& row : noise) {
      for (double& x : row) x = tokens ? 0.0 : rng.uniform();
    }
    const auto clip = reference_clip(f.weights, config, z, noise, 1.0, f.controls);
    ASSERT_GT(clip.margin, 1e-5) << config.name;  // else rounding decides
    const auto width = static_cast<std::int64_t>(tokens ? info.parts.size() : columns);
    const Tensor decoded = torch::tensor(clip.values, torch::kDouble).view({-1, 1, width});
    WindowBatch batch = f.batch;
    if (tokens) batch.tokens = decoded.to(torch::kLong);
    if (!tokens) batch.features = decoded.to(torch::kFloat);
    const Tensor latent = torch::tensor(z, torch::kDouble).to(torch::kFloat).view({1, -1});
    auto& decoder = *f.module->decoder;
    for (const Engine engine : {Engine::kTorchLstm, Engine::kFusedBlas}) {
      const Tensor outputs =
          decoder.forward(latent, decoder.teacher_inputs(batch), batch, engine).contiguous();
      if (tokens) {
        for (const double right : count_right(config, outputs, batch)) {
          EXPECT_EQ(right, config.steps) << config.name;
        }
        continue;
      }
      const Tensor found =
          info.head == DecoderHead::kGroove ? groove_features(outputs) : torch::sigmoid(outputs);
      for (int t = 0; t < config.steps; ++t) {
        for (std::int64_t i = 0; i < width; ++i) {
          const float x = found[t][0][i].item<float>();
          const float expected = batch.features[t][0][i].item<float>();
          const double draw = noise[static_cast<std::size_t>(t)][static_cast<std::size_t>(i)];
          if (info.head == DecoderHead::kGroove) {
            EXPECT_NEAR(x, expected, 2e-5) << config.name;
          } else {
            EXPECT_EQ(draw < x ? 1.0f : 0.0f, expected) << config.name;
          }
        }
      }
    }
  }
}

// What fills a track behind its end is easy to guess: it may not count.
TEST(Family, OfATrackWhatIsBehindItsEndDoesNotCount) {
  Config config = small_config();
  config.representation = "multitrack_490";
  config.steps = kMultitrackRows;
  WindowBatch batch;
  batch.tokens = torch::full({kMultitrackRows, 1, 1}, kTrackEnd, torch::kLong);
  batch.tokens[0] = kTrackProgram;
  batch.tokens[1] = 60;  // with an end and seven tracks that are not there: 3 + 7 events
  const Tensor counted = counted_steps(config, batch);
  ASSERT_EQ(counted.sizes(), (std::vector<std::int64_t>{kMultitrackRows, 1}));
  EXPECT_EQ(counted.sum().item<float>(), 10);
  EXPECT_EQ(counted[2][0].item<float>(), 1);
  EXPECT_EQ(counted[3][0].item<float>(), 0);
  EXPECT_EQ(counted[kMultitrackEvents][0].item<float>(), 1);
  Tensor outputs = torch::zeros({kMultitrackRows, 1, kMultitrackTokens});
  EXPECT_NEAR(reconstruction_loss(config, outputs, batch).item<float>(),
              10 * std::log(float{kMultitrackTokens}), 1e-3);
  outputs.select(2, kTrackEnd).fill_(1);  // ends everywhere: 8 of the 10
  EXPECT_NEAR(count_right(config, outputs, batch)[0], 0.8 * kMultitrackRows, 1e-3);
  EXPECT_FALSE(counted_steps(small_config(), batch).defined());
}

}  // namespace
}  // namespace segue
