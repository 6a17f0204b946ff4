// SPDX-License-Identifier: Apache-2.0
// The step graph in ONNX Runtime beside LibTorch's network, and the package around it.
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>

#include "native/train/onnx_rnn.h"
#include "native/train/parameters.h"
#include "native/train/rnn_module.h"
#include "native/train/starting_point.h"
#include "tests/native/train/exported_network.h"
#include "tests/native/train/stream_test_support.h"

namespace segue {
namespace {

// Tokens [T, B] and what goes with them; h and c are zero, what attention remembers is not.
NamedTensors make_inputs(const Config& config, std::int64_t t_count, std::int64_t b_count) {
  const auto layers = static_cast<std::int64_t>(config.decoder_sizes.size());
  const std::int64_t size = config.decoder_sizes.front();
  Rng rng(5);
  NamedTensors inputs;
  std::vector<std::int64_t> tokens;
  std::vector<float> counters;
  for (std::int64_t t = 0; t < t_count; ++t) {
    for (std::int64_t b = 0; b < b_count; ++b) {
      tokens.push_back(static_cast<std::int64_t>(rng.below(259)));
      for (int k = 0; k < config.counters; ++k) {
        counters.push_back((t + 1) >> k & 1 ? 1.0f : -1.0f);
      }
    }
  }
  inputs["tokens"] = {{t_count, b_count}, tokens};
  const std::vector<float> zeros(static_cast<std::size_t>(layers * b_count * size));
  inputs["h"] = inputs["c"] = {{layers, b_count, size}, zeros};
  if (config.attention > 0) {
    std::vector<float> memory(static_cast<std::size_t>((config.attention + 1) * b_count * size));
    for (float& x : memory) x = static_cast<float>(2 * rng.uniform() - 1);
    inputs["attention"] = {{config.attention + 1, b_count, size}, std::move(memory)};
  }
  if (config.counters > 0) inputs["counters"] = {{t_count, b_count, config.counters}, counters};
  return inputs;
}

float furthest(const std::vector<float>& a, const float* b) {
  float most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const float apart = std::abs(a[i] - b[i]);
    if (!(apart <= most)) most = apart;  // what is no number is far away
  }
  return most;
}

using Run = std::function<NamedTensors(NamedTensors)>;

/// `run` is the step graph of a network of these weights.
void expect_agreement(const Config& config, const Weights& weights, const Run& run) {
  constexpr std::int64_t kT = 9, kB = 3;
  const auto inputs = make_inputs(config, kT, kB);
  const auto outputs = run(inputs);
  const ParameterLayout layout(config);
  const torch::Tensor values = *from_weights(layout, weights);
  const torch::Tensor no_gradients = torch::zeros_like(values);
  at::NoGradGuard no_grad;
  RnnModule module(config);
  bind_parameters(*module, layout, values, no_gradients);
  torch::Tensor tokens = torch::tensor(*inputs.at("tokens").ints()).view({kT, kB, 1});
  if (config.counters > 0) {
    const auto places = (torch::arange(kT, torch::kLong) + 1).remainder(64).view({kT, 1, 1});
    tokens = torch::cat({tokens, places.expand({kT, kB, 1})}, 2);
  }
  torch::Tensor state = module->initial_state(kB);  // [R, B, H]
  const auto layers = static_cast<std::int64_t>(config.decoder_sizes.size());
  const auto memory_rows = state.size(0) - 2 * layers;
  if (memory_rows > 0) {
    state.narrow(0, 2 * layers, memory_rows)
        .copy_(torch::tensor(*inputs.at("attention").floats()).view({memory_rows, kB, -1}));
  }
  const torch::Tensor logits =
      module->forward(tokens.contiguous(), state, Engine::kTorchLstm).contiguous();
  EXPECT_GT(logits.std().item<double>(), 0.01);
  const auto& found = outputs.at("logits");
  EXPECT_EQ(found.shape, (std::vector<std::int64_t>{kT, kB, config.info()->output_depth()}));
  EXPECT_LT(furthest(*found.floats(), logits.data_ptr<float>()), 1e-4f);
  const auto expect_state = [&](const char* name, std::int64_t first, std::int64_t rows) {
    const auto& part = outputs.at(name);
    EXPECT_EQ(part.shape, (std::vector<std::int64_t>{rows, kB, config.decoder_sizes.front()}));
    const torch::Tensor expected = state.narrow(0, first, rows).contiguous();
    EXPECT_LT(furthest(*part.floats(), expected.data_ptr<float>()), 1e-4f) << name;
  };
  expect_state("h_out", 0, layers);
  expect_state("c_out", layers, layers);
  if (memory_rows > 0) expect_state("attention_out", 2 * layers, memory_rows);
}

TEST(RnnExport, TheStepGraphComputesWhatTheNetworkDoes) {
  for (const Config& config :
       {small_rnn_config(), small_drum_rnn_config(0), small_drum_rnn_config(4)}) {
    for (const auto storage : {WeightStorage::kF32, WeightStorage::kF16, WeightStorage::kInt8}) {
      ExportedNetwork exported(config, storage, /*seed=*/3);
      expect_agreement(config, exported.rounded, [&](NamedTensors inputs) {
        return exported.run("step", std::move(inputs));
      });
    }
  }
}

TEST(RnnExport, ShippedGraphsComputeWhatTheirNetworksDo) {
  int compared = 0;
  for (const auto& entry : std::filesystem::directory_iterator(SEGUE_MODELS_FOLDER)) {
    const std::string folder = entry.path().string();
    const auto card = read_text_file(folder + "/model.json");
    if (!card) continue;  // README.md
    const auto package = parse_model_package(*card);
    ASSERT_TRUE(package) << package.error().message;
    if (package->kind != kRnnKind) continue;
    SCOPED_TRACE(package->id);
    const auto start = load_starting_point(folder);
    ASSERT_TRUE(start) << start.error().message;
    const auto backend = OrtBackend::create(*package, folder);
    ASSERT_TRUE(backend) << backend.error().message;
    expect_agreement(start->config, start->weights, [&](NamedTensors inputs) {
      NamedTensors outputs;
      (*backend)->run("step", std::move(inputs), [&](Result<NamedTensors> result) {
        EXPECT_TRUE(result) << result.error().message;
        if (result) outputs = std::move(*result);
      });
      return outputs;
    });
    ++compared;
  }
  EXPECT_GE(compared, 1);
}

TEST(RnnExport, StepAfterStepGivesWhatAllStepsAtOnceGive) {
  for (const int attention : {0, 3}) {
    const Config config = small_drum_rnn_config(attention);
    ExportedNetwork exported(config, WeightStorage::kF32, /*seed=*/3);
    constexpr std::int64_t kT = 7, kB = 2;
    const auto inputs = make_inputs(config, kT, kB);
    const auto whole = exported.run("step", inputs);
    const std::vector<float>& expected = *whole.at("logits").floats();
    NamedTensors step = inputs;
    const auto piece = [&](const auto& all, std::int64_t t, std::int64_t row) {
      return std::vector(all.begin() + t * row, all.begin() + (t + 1) * row);
    };
    for (std::int64_t t = 0; t < kT; ++t) {
      step["tokens"] = {{1, kB}, piece(*inputs.at("tokens").ints(), t, kB)};
      step["counters"] = {{1, kB, 6}, piece(*inputs.at("counters").floats(), t, kB * 6)};
      const auto outputs = exported.run("step", step);
      EXPECT_LT(furthest(*outputs.at("logits").floats(), expected.data() + t * kB * 512), 1e-5f)
          << t;
      step["h"] = outputs.at("h_out");
      step["c"] = outputs.at("c_out");
      if (attention > 0) step["attention"] = outputs.at("attention_out");
    }
  }
}

TEST(RnnExport, ThePackageSaysWhatItIsAndCanBeTrainedOn) {
  const Config config = small_drum_rnn_config(3);
  PackageInfo info = info_for(config, WeightStorage::kInt8);
  info.metrics = {{"loss", 0.7}};
  info.defaults.temperature = 1;
  ExportedNetwork exported(info, /*seed=*/3);
  const ModelPackage& package = exported.package;
  EXPECT_EQ(package.kind, kRnnKind);
  EXPECT_EQ(package.rnn, (RnnShape{2, 12, 6, 3}));
  EXPECT_EQ(package.representation.classes, 512);
  EXPECT_EQ(package.metrics.at(0).name, "loss");
  EXPECT_EQ(package.defaults.temperature, 1);
  const auto start = load_starting_point(exported.folder());
  ASSERT_TRUE(start) << start.error().message;
  EXPECT_EQ(start->config, config);
  EXPECT_EQ(start->weights, exported.rounded);
}

TEST(RnnExport, WeightsOfAnotherNetworkAreRefusedByName) {
  Weights weights = make_random_network(small_rnn_config(), 3);
  weights.arrays.erase("rnn.1.weight_hh");
  const auto graph = make_step_graph(weights, small_rnn_config(), WeightStorage::kF32);
  ASSERT_FALSE(graph);
  EXPECT_NE(graph.error().message.find("rnn.1.weight_hh"), std::string::npos)
      << graph.error().message;
}

}  // namespace
}  // namespace segue
