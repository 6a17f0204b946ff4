// SPDX-License-Identifier: Apache-2.0
// The layer that looks back: its formula, its gradients, what it remembers.
#include <gtest/gtest.h>

#include "native/train/parameters.h"
#include "native/train/rnn_module.h"
#include "tests/native/train/reference_network.h"
#include "tests/native/train/stream_test_support.h"

namespace segue {
namespace {

using torch::Tensor;

struct Looking {
  static constexpr std::int64_t kSteps = 11, kStreams = 3, kClasses = 512, kUnits = 12;

  explicit Looking(int attention) : config(without_counters(attention)) {
    torch::manual_seed(1);
    values = initial_values(ParameterLayout(config), config);
    values.add_(torch::randn_like(values), 0.3);  // so that it does look
    gradients = torch::zeros_like(values);
    module = RnnModule(config);
    bind_parameters(*module, layout, values, gradients);
    input.add({.classes = kClasses, .first_column = 0, .codes = {}});
    tokens = torch::randint(kClasses, {kSteps, kStreams, 1}, torch::kLong);
    memory = torch::zeros({attention + 1, kStreams, kUnits});
    h0 = c0 = torch::zeros({kStreams, kUnits});
  }

  static Config without_counters(int attention) {
    Config config = small_drum_rnn_config(attention);
    config.counters = 0;
    return config;
  }

  AttentionOutput run(Engine engine) {
    return attention_lstm(module->layers[0], module->attention, input, tokens, h0, c0, memory,
                          engine);
  }

  Config config;
  Tensor values, gradients, tokens, memory, h0, c0;
  ParameterLayout layout{config};
  RnnModule module{nullptr};
  TokenInput input;
};

TEST(Attention, EveryEngineComputesTheFormula) {
  for (const int length : {1, 4, 20}) {  // shorter and longer than what there is to look back at
    Looking looking(length);
    const Weights weights = to_weights(looking.layout, looking.values);
    for (const Engine engine : available_engines()) {
      const Tensor outputs = looking.run(engine).outputs;  // [T, B, H]
      const double allowed = engine == Engine::kDnnlBf16 ? 0.1 : 1e-4;
      for (std::int64_t b = 0; b < Looking::kStreams; ++b) {
        std::vector<Row> inputs;
        for (std::int64_t t = 0; t < Looking::kSteps; ++t) {
          inputs.emplace_back(Looking::kClasses);
          inputs.back()[looking.tokens[t][b][0].item<std::int64_t>()] = 1;
        }
        const auto expected = reference_attention(weights, length, inputs);
        double furthest = 0, largest = 0;
        for (std::int64_t t = 0; t < Looking::kSteps; ++t) {
          for (std::int64_t i = 0; i < Looking::kUnits; ++i) {
            const double value = expected[static_cast<std::size_t>(t)][static_cast<std::size_t>(i)];
            const double apart = std::abs(outputs[t][b][i].item<double>() - value);
            if (!(apart <= furthest)) furthest = apart;  // what is no number is far away
            largest = std::max(largest, std::abs(value));
          }
        }
        EXPECT_LT(furthest, allowed * largest) << length << " " << engine_name(engine);
      }
    }
  }
}

TEST(Attention, GradientsAreTheSlopesOfTheLoss) {
  Looking looking(4);
  looking.memory =
      torch::randn({5, Looking::kStreams, Looking::kUnits});  // what gradients do not go into
  looking.h0 = torch::randn({Looking::kStreams, Looking::kUnits}).tanh();
  looking.c0 = torch::randn({Looking::kStreams, Looking::kUnits});
  const Tensor pull = torch::randn({Looking::kSteps, Looking::kStreams, Looking::kUnits});
  const auto loss = [&](Engine engine) { return (looking.run(engine).outputs * pull).sum(); };
  for (const Engine engine : {Engine::kTorchLstm, Engine::kFusedBlas}) {
    looking.gradients.zero_();
    loss(engine).backward();
    for (const auto& entry : looking.layout.entries) {
      const bool used =
          entry.name.rfind("rnn.attention.", 0) == 0 || entry.name.rfind("rnn.0.", 0) == 0;
      const Tensor gradient = looking.gradients.narrow(0, entry.offset, entry.count);
      const double norm = gradient.norm().item<double>();
      ASSERT_EQ(norm > 0, used) << entry.name;
      if (!used) continue;
      at::NoGradGuard no_grad;
      const Tensor values = looking.values.narrow(0, entry.offset, entry.count);
      const Tensor before = values.clone();
      constexpr double kStep = 1e-3;  // along the gradient the slope is its norm
      const auto loss_at = [&](double way) {
        values.copy_(before + gradient * (way / norm));
        return loss(engine).to(torch::kDouble).item<double>();
      };
      const double slope = (loss_at(kStep) - loss_at(-kStep)) / (2 * kStep);
      values.copy_(before);
      EXPECT_NEAR(slope, norm, 0.02 * norm) << entry.name << " " << engine_name(engine);
    }
  }
}

TEST(Attention, WhatItRemembersIsItsLastOutputsAndWhatItReadOfThem) {
  for (const Engine engine : available_engines()) {
    Looking looking(4);
    const AttentionOutput out = looking.run(engine);
    EXPECT_TRUE(
        torch::equal(out.memory.narrow(0, 0, 4), out.outputs.narrow(0, Looking::kSteps - 4, 4)));
    EXPECT_FALSE(out.memory.requires_grad());
    // The next step with another window puts out something else.
    looking.tokens = looking.tokens.narrow(0, 0, 1);
    looking.memory = out.memory;
    looking.h0 = out.h;
    looking.c0 = out.c;
    const Tensor next = looking.run(engine).outputs;
    for (const std::int64_t row : {0, 3, 4}) {
      looking.memory = out.memory.clone();
      looking.memory[row] += 1;
      EXPECT_GT((looking.run(engine).outputs - next).abs().max().item<double>(), 1e-3)
          << row << " " << engine_name(engine);
    }
  }
}

}  // namespace
}  // namespace segue
