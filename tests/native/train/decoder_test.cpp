// SPDX-License-Identifier: Apache-2.0
// The sampling decoder, and the network against plain loops.
#include "native/train/decoder.h"

#include <gtest/gtest.h>

#include "native/train/music_vae_module.h"
#include "native/train/parameters.h"
#include "shared/base/rng.h"
#include "tests/native/train/reference_vae.h"
#include "tests/native/train/train_test_support.h"

namespace segue {
namespace {

using torch::Tensor;

// A network with the random weights of the plain-loop reference.
struct Fixture {
  Fixture() {
    config = small_config();
    config.encoder_size = 12;
    config.decoder_sizes = {10, 10};
    config.z_size = 8;
    weights = make_random_weights(ReferenceSizes{}, 5);
    const ParameterLayout layout(config);
    values = *from_weights(layout, weights);
    module = MusicVaeModule(config);
    gradients = torch::zeros({layout.size});
    bind_parameters(*module, layout, values, gradients);
  }
  Config config;
  Weights weights;
  Tensor values, gradients;
  MusicVaeModule module{nullptr};
};

TEST(Network, TheEncoderAgreesWithPlainLoops) {
  Fixture f;
  const std::vector<std::uint8_t> window = {40, 0, 0, 42, 1, 0, 89, 2, 0, 0, 44, 0, 1, 45, 0, 0};
  Tensor tokens = torch::empty({16, 1}, torch::kLong);
  for (int t = 0; t < 16; ++t) tokens[t][0] = window[static_cast<std::size_t>(t)];
  const auto expected = reference_encode(f.weights, window);
  for (const Engine engine : {Engine::kTorchLstm, Engine::kFusedBlas}) {
    at::NoGradGuard no_grad;
    const auto q = f.module->encode(tokens, engine);
    for (int i = 0; i < 8; ++i) {
      EXPECT_NEAR(q.mu[0][i].item<float>(), expected.mu[static_cast<std::size_t>(i)], 1e-5);
      EXPECT_NEAR(q.sigma[0][i].item<float>(), expected.sigma[static_cast<std::size_t>(i)], 1e-5);
    }
  }
}

TEST(Network, GreedyDecodingAgreesWithPlainLoops) {
  Fixture f;
  at::NoGradGuard no_grad;
  const std::vector<float> z = {0.5f, -1, 2, 0.1f, -0.7f, 1.5f, -2, 0.3f};
  const auto expected = reference_decode(f.weights, z, std::vector<float>(16 * 90, 0.0f), 1.0f);
  const Tensor z_tensor = torch::tensor(z).view({1, 8});
  Tensor tokens = torch::zeros({16, 1}, torch::kLong);
  for (int t = 0; t < 16; ++t) {  // each step sees the tokens chosen so far
    const Tensor logits = f.module->decoder->forward(
        z_tensor, f.module->decoder->teacher_inputs(tokens), Engine::kFusedBlas);
    tokens[t][0] = logits[t][0].argmax();
  }
  for (int t = 0; t < 16; ++t) {
    EXPECT_EQ(tokens[t][0].item<std::int64_t>(), expected[static_cast<std::size_t>(t)]) << t;
  }
}

TEST(Sampling, InverseTransformGivesEachClassItsShare) {
  const float logits[] = {std::log(1.0f), std::log(2.0f), std::log(5.0f)};
  EXPECT_EQ(sample_class(logits, 0.0f), 0);
  EXPECT_EQ(sample_class(logits, 0.124f), 0);
  EXPECT_EQ(sample_class(logits, 0.126f), 1);
  EXPECT_EQ(sample_class(logits, 0.374f), 1);
  EXPECT_EQ(sample_class(logits, 0.376f), 2);
  EXPECT_EQ(sample_class(logits, 0.99999f), 2);
}

TEST(Sampling, CoinsDecideBetweenTargetAndSampleStepByStep) {
  Fixture f;
  at::NoGradGuard no_grad;
  const std::int64_t steps = 16, batch = 6;
  Rng rng(9);
  std::vector<float> coins(steps * batch), uniforms(coins.size());
  for (float& x : coins) x = static_cast<float>(rng.uniform());
  for (float& x : uniforms) x = static_cast<float>(rng.uniform());
  Tensor z = torch::empty({batch, 8});
  rng.fill_normal({z.data_ptr<float>(), 8 * batch});
  const Tensor targets = torch::full({steps, batch}, 33, torch::kLong);
  auto& decoder = *f.module->decoder;
  for (const Engine engine : {Engine::kTorchLstm, Engine::kFusedBlas}) {
    const Tensor inputs = decoder.sampled_inputs(z, targets, 0.5, coins, uniforms, engine);
    const Tensor logits =
        decoder.forward(z, inputs, engine).contiguous();  // with those very inputs
    for (std::int64_t b = 0; b < batch; ++b) {
      EXPECT_EQ(inputs[0][b].item<std::int64_t>(), decoder.start_token());
      for (std::int64_t t = 0; t + 1 < steps; ++t) {
        const auto at = static_cast<std::size_t>(t * batch + b);
        const float* row = logits.data_ptr<float>() + at * 90;
        const std::int64_t expected = coins[at] < 0.5f ? sample_class({row, 90}, uniforms[at]) : 33;
        EXPECT_EQ(inputs[t + 1][b].item<std::int64_t>(), expected) << t << " " << b;
      }
    }
  }
  EXPECT_TRUE(
      torch::equal(decoder.sampled_inputs(z, targets, 0, coins, uniforms, Engine::kFusedBlas),
                   decoder.teacher_inputs(targets)));
}

}  // namespace
}  // namespace segue
