// SPDX-License-Identifier: Apache-2.0
// The decoder on its own samples. What the network computes is checked in network_test.cpp.
#include "native/train/decoder.h"

#include <gtest/gtest.h>

#include "native/train/batches.h"
#include "native/train/heads.h"
#include "native/train/music_vae_module.h"
#include "native/train/parameters.h"
#include "shared/base/rng.h"
#include "tests/native/train/train_test_support.h"

namespace segue {
namespace {

using torch::Tensor;

TEST(Sampling, InverseTransformGivesEachClassItsShare) {
  const float logits[] = {std::log(1.0f), std::log(2.0f), std::log(5.0f)};
  EXPECT_EQ(sample_class(logits, 0.0f), 0);
  EXPECT_EQ(sample_class(logits, 0.124f), 0);
  EXPECT_EQ(sample_class(logits, 0.126f), 1);
  EXPECT_EQ(sample_class(logits, 0.374f), 1);
  EXPECT_EQ(sample_class(logits, 0.376f), 2);
  EXPECT_EQ(sample_class(logits, 0.99999f), 2);
}

// Whether a previous token or feature row is what the coin says, for every window and step.
TEST(Sampling, CoinsDecideBetweenTargetAndSampleStepByStep) {
  at::NoGradGuard no_grad;
  for (Config config : small_family()) {
    config.dropout_keep = 1;
    config.latent_init_stddev = 0.5;
    const auto data = make_windows(config, 6, 0, 3);
    std::vector<WindowPick> picks;
    for (int i = 0; i < 6; ++i) picks.push_back({i, 0, Rng(1)});
    const auto batch = gather_windows(config, data, data.train, picks);
    const ParameterLayout layout(config);
    const Tensor values = initial_values(layout, config), gradients = torch::zeros({layout.size});
    MusicVaeModule module(config);
    bind_parameters(*module, layout, values, gradients);
    auto& decoder = *module->decoder;
    const std::int64_t steps = config.steps, size = 6, draws = decoder.draws();
    Rng rng(9);
    std::vector<float> coins(static_cast<std::size_t>(steps * size));
    std::vector<float> uniforms(static_cast<std::size_t>(steps * size * draws));
    for (float& x : coins) x = static_cast<float>(rng.uniform());
    for (float& x : uniforms) x = static_cast<float>(rng.uniform());
    Tensor z = torch::empty({size, config.z_size});
    rng.fill_normal({z.data_ptr<float>(), static_cast<std::size_t>(z.numel())});

    for (const Engine engine : {Engine::kTorchLstm, Engine::kFusedBlas}) {
      const Tensor inputs = decoder.sampled_inputs(z, batch, 0.5, coins, uniforms, engine);
      // What the decoder says when fed those very inputs; NADE's labels stand for the true ones.
      WindowBatch fed = batch;
      const bool nade = config.info()->head == DecoderHead::kNade;
      if (nade) {
        fed.features = torch::cat({inputs.narrow(0, 1, steps - 1), inputs.narrow(0, 0, 1)});
      }
      const Tensor outputs = decoder.forward(z, inputs, fed, engine).contiguous();
      EXPECT_TRUE(torch::equal(inputs[0], decoder.teacher_inputs(batch)[0])) << config.name;
      for (std::int64_t b = 0; b < size; ++b) {
        for (std::int64_t t = 0; t + 1 < steps; ++t) {
          const auto at = static_cast<std::size_t>(t * size + b);
          const Tensor next = inputs[t + 1][b], truth = batch.target()[t][b];
          if (coins[at] >= 0.5f) {
            EXPECT_TRUE(torch::equal(next, truth)) << config.name;
            continue;
          }
          const float* draw = uniforms.data() + at * static_cast<std::size_t>(draws);
          if (config.info()->head == DecoderHead::kGroove) {
            EXPECT_TRUE(torch::allclose(next, groove_features(outputs[t][b]), 1e-4, 1e-5));
            continue;
          }
          const float* row = outputs.data_ptr<float>() + (t * size + b) * outputs.size(2);
          for (std::int64_t i = 0; i < draws; ++i) {
            if (nade) {
              const float p = 1 / (1 + std::exp(-row[i]));
              EXPECT_EQ(next[i].item<float>(), draw[i] < p ? 1.0f : 0.0f) << config.name;
              continue;
            }
            const auto v = config.info()->parts[static_cast<std::size_t>(i)].classes;
            EXPECT_EQ(next[i].item<std::int64_t>(),
                      sample_class({row, static_cast<std::size_t>(v)}, draw[i]))
                << config.name << " " << t << " " << b;
            row += v;
          }
        }
      }
    }
    EXPECT_TRUE(
        torch::equal(decoder.sampled_inputs(z, batch, 0, coins, uniforms, Engine::kFusedBlas),
                     decoder.teacher_inputs(batch)));
  }
}

}  // namespace
}  // namespace segue
