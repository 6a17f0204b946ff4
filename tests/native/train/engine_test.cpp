// SPDX-License-Identifier: Apache-2.0
// Every engine against torch::nn::LSTM: the layer with all its inputs, and the gradients of the
// whole network.
#include "native/train/engine.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <algorithm>

#include "native/train/batches.h"
#include "native/train/lstm.h"
#include "native/train/trainer.h"
#include "tests/native/train/train_test_support.h"

namespace segue {
namespace {

using torch::Tensor;

class EveryEngine : public testing::TestWithParam<Engine> {
 protected:
  // Norm of the difference relative to the norm: bfloat16 inputs have 8 bits of mantissa.
  double tolerance() const { return GetParam() == Engine::kDnnlBf16 ? 1.5e-2 : 1e-5; }
  void expect_close(const Tensor& found, const Tensor& expected, const char* what) const {
    const double difference = (found - expected).norm().item<double>();
    EXPECT_LE(difference, tolerance() * expected.norm().item<double>()) << what;
  }
};

std::string engine_test_name(const testing::TestParamInfo<Engine>& info) {
  std::string name = engine_name(info.param);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

constexpr std::int64_t kSteps = 7, kBatch = 5, kClasses = 11, kHidden = 24;

// A layer on tokens as torch::nn::LSTM computes it.
struct LayerCase {
  LayerCase()
      : lstm(torch::nn::LSTMOptions(kClasses, kHidden).bidirectional(true)),
        tokens(torch::randint(kClasses, {kSteps, kBatch}, torch::kLong)),
        h0(torch::randn({2, kBatch, kHidden}).requires_grad_()),
        c0(torch::randn({2, kBatch, kHidden}).requires_grad_()),
        output_weight(torch::randn({kSteps, kBatch, 2 * kHidden})) {
    const auto one_hot = torch::one_hot(tokens, kClasses).to(torch::kFloat);
    output = std::get<0>(lstm(one_hot, std::make_tuple(h0, c0)));
    (output * output_weight).sum().backward();
    for (auto& item : lstm->named_parameters()) {
      gradients[item.key()] = item.value().grad().clone();
      item.value().mutable_grad().reset();
    }
    h0_grad = h0.grad().clone();
    c0_grad = c0.grad().clone();
    h0.mutable_grad().reset();
    c0.mutable_grad().reset();
  }
  torch::nn::LSTM lstm;
  Tensor tokens, h0, c0, output_weight, output, h0_grad, c0_grad;
  std::map<std::string, Tensor> gradients;
};

TEST_P(EveryEngine, TheFusedLayerAgreesWithTorchOnTokens) {
  if (GetParam() == Engine::kTorchLstm) GTEST_SKIP() << "this engine has no fused layer";
  torch::manual_seed(1);
  LayerCase c;
  auto parameters = c.lstm->named_parameters();
  const auto run = [&](const std::string& suffix, int direction) {
    const Tensor table = (parameters["weight_ih_l0" + suffix].t() +
                          parameters["bias_ih_l0" + suffix] + parameters["bias_hh_l0" + suffix])
                             .contiguous();
    return fused_lstm({.tokens = c.tokens, .table = table, .gates = {}, .constant = {}},
                      parameters["weight_hh_l0" + suffix], c.h0[direction], c.c0[direction],
                      direction == 1, GetParam());
  };
  const Tensor output = torch::cat({run("", 0), run("_reverse", 1)}, 2);
  expect_close(output, c.output, "output");
  (output * c.output_weight).sum().backward();
  for (const auto& [name, expected] : c.gradients) {
    expect_close(parameters[name].grad(), expected, name.c_str());
  }
  expect_close(c.h0.grad(), c.h0_grad, "h0");
  expect_close(c.c0.grad(), c.c0_grad, "c0");
}

TEST_P(EveryEngine, TheFusedLayerAgreesWithTorchOnProducts) {
  if (GetParam() == Engine::kTorchLstm) GTEST_SKIP() << "this engine has no fused layer";
  torch::manual_seed(2);
  torch::nn::LSTM lstm(torch::nn::LSTMOptions(kClasses, kHidden));
  auto p = lstm->named_parameters();
  const Tensor x = torch::randn({kSteps, kBatch, kClasses}),
               extra = torch::randn({kBatch, 4 * kHidden});
  const Tensor zeros = torch::zeros({kBatch, kHidden});
  const auto run = [&](Engine engine, Tensor& x_leaf, Tensor& extra_leaf) {
    x_leaf = x.clone().requires_grad_();
    extra_leaf = extra.clone().requires_grad_();
    const Tensor gates = torch::linear(x_leaf, p["weight_ih_l0"], p["bias_ih_l0"]);
    return fused_lstm({.tokens = {}, .table = {}, .gates = gates, .constant = extra_leaf},
                      p["weight_hh_l0"], zeros, zeros, false, engine);
  };
  // The constant as a part of the bias is what torch::nn::LSTM can do, so compare through a loop of
  // its cell.
  Tensor h = zeros, cell = zeros, x_expected = x.clone().requires_grad_(),
         extra_expected = extra.clone().requires_grad_();
  std::vector<Tensor> states;
  for (std::int64_t t = 0; t < kSteps; ++t) {
    const auto gates = (torch::linear(x_expected[t], p["weight_ih_l0"], p["bias_ih_l0"]) +
                        torch::linear(h, p["weight_hh_l0"]) + extra_expected)
                           .chunk(4, 1);
    cell = torch::sigmoid(gates[1]) * cell + torch::sigmoid(gates[0]) * torch::tanh(gates[2]);
    h = torch::sigmoid(gates[3]) * torch::tanh(cell);
    states.push_back(h);
  }
  const Tensor expected = torch::stack(states);
  Tensor x_leaf, extra_leaf;
  const Tensor output = run(GetParam(), x_leaf, extra_leaf);
  expect_close(output, expected, "output");
  expected.square().sum().backward();
  output.square().sum().backward();
  expect_close(x_leaf.grad(), x_expected.grad(), "x");
  expect_close(extra_leaf.grad(), extra_expected.grad(), "constant");
}

/// Of all parameters, after one step from the first values.
Tensor gradients(const Config& config, Engine engine, const WindowBatch& batch) {
  const ParameterLayout layout(config);
  Trainer trainer(config, engine, 2, make_optimizer_state(initial_values(layout, config), config));
  trainer.step(batch, 5);
  return trainer.gradients().clone();
}

TEST_P(EveryEngine, TheNetworksGradientsAgreeWithTorchs) {
  Config config = small_config();
  config.sampling_schedule = "constant";
  config.sampling_rate = 0;
  const auto data = make_melodies(16, 0, config.steps, 3);
  config.augment_semitones = 0;
  BatchSource batches(config, data);
  const auto batch = batches.read(0, 16);
  const Tensor expected = gradients(config, Engine::kTorchLstm, batch);
  ASSERT_GT(expected.norm().item<double>(), 1e-3);
  expect_close(gradients(config, GetParam(), batch), expected, "all parameters");
}

// bfloat16 may draw another token where probabilities are close: all inputs are true ones here.
TEST_P(EveryEngine, TheGradientsOfTheWholeFamilyAgreeWithTorchs) {
  for (Config config : small_family()) {
    config.sampling_rate = 0;
    config.latent_init_stddev = 0.5;
    const auto data = make_windows(config, 16, 0, 3);
    BatchSource batches(config, data);
    const auto batch = batches.read(0, 8);
    const Tensor expected = gradients(config, Engine::kTorchLstm, batch);
    ASSERT_GT(expected.norm().item<double>(), 1e-3) << config.name;
    expect_close(gradients(config, GetParam(), batch), expected, config.name.c_str());
  }
}

TEST_P(EveryEngine, ItsNameChoosesIt) {
  const auto chosen = choose_engine(engine_name(GetParam()));
  ASSERT_TRUE(chosen);
  EXPECT_EQ(*chosen, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Here, EveryEngine, testing::ValuesIn(available_engines()),
                         engine_test_name);

TEST(Engine, AutoIsTheFastestAndAnUnknownNameListsThem) {
  EXPECT_EQ(*choose_engine("auto"), available_engines().back());
  const auto none = choose_engine("gpu");
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().message.find("blas"), std::string::npos);
}

}  // namespace
}  // namespace segue
