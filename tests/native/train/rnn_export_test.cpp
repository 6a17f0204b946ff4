// SPDX-License-Identifier: Apache-2.0
// The step graph in ONNX Runtime beside LibTorch's network, and the package around it.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "native/io/file.h"
#include "native/ort/ort_backend.h"
#include "native/train/export_package.h"
#include "native/train/fine_tuning.h"
#include "native/train/onnx_rnn.h"
#include "native/train/parameters.h"
#include "native/train/rnn_module.h"
#include "tests/native/io/temporary_folder.h"
#include "tests/native/train/reference_network.h"
#include "tests/native/train/stream_test_support.h"

namespace segue {
namespace {

Config drums_config() {
  Config config = small_rnn_config();
  config.representation = "drums_9";
  config.counters = 6;
  return config;
}

struct Exported {
  explicit Exported(const Config& config, WeightStorage storage)
      : weights(make_random_network(config, 3)), rounded(round_weights(weights, storage)) {
    PackageInfo info;
    info.id = info.title = "random";
    info.storage = storage;
    info.config = config;
    info.metrics = {{"loss", 0.7}};
    info.with_weights = true;
    info.defaults.temperature = 1;
    const auto files = make_package(weights, info);
    EXPECT_TRUE(files) << files.error().message;
    EXPECT_TRUE(write_package(folder / "random", *files, Overwrite::kNo));
    const auto read = parse_model_package(*read_text_file(folder / "random/model.json"));
    EXPECT_TRUE(read) << read.error().message;
    package = *read;
    backend = std::move(*OrtBackend::create(package, folder / "random"));
  }

  NamedTensors run(NamedTensors inputs) {
    Result<NamedTensors> outputs = NamedTensors{};
    backend->run("step", std::move(inputs),
                 [&](Result<NamedTensors> o) { outputs = std::move(o); });
    EXPECT_TRUE(outputs) << outputs.error().message;
    return outputs ? *outputs : NamedTensors{};
  }

  test::TemporaryFolder folder;
  Weights weights, rounded;
  ModelPackage package;
  std::unique_ptr<OrtBackend> backend;
};

// Tokens [T, B] and what goes with them; the state is zero.
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
  if (config.counters > 0) inputs["counters"] = {{t_count, b_count, config.counters}, counters};
  return inputs;
}

float furthest(const std::vector<float>& a, const float* b) {
  float most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(a[i] - b[i]));
  return most;
}

TEST(RnnExport, TheStepGraphComputesWhatTheNetworkDoes) {
  for (const Config& config : {small_rnn_config(), drums_config()}) {
    for (const auto storage : {WeightStorage::kF32, WeightStorage::kF16, WeightStorage::kInt8}) {
      Exported exported(config, storage);
      constexpr std::int64_t kT = 9, kB = 3;
      const auto inputs = make_inputs(config, kT, kB);
      const auto outputs = exported.run(inputs);

      const ParameterLayout layout(config);
      const torch::Tensor values = *from_weights(layout, exported.rounded);
      const torch::Tensor no_gradients = torch::zeros_like(values);
      at::NoGradGuard no_grad;
      RnnModule module(config);
      bind_parameters(*module, layout, values, no_gradients);
      torch::Tensor tokens = torch::tensor(*inputs.at("tokens").ints()).view({kT, kB, 1});
      if (config.counters > 0) {
        const auto places = (torch::arange(kT, torch::kLong) + 1).remainder(64).view({kT, 1, 1});
        tokens = torch::cat({tokens, places.expand({kT, kB, 1})}, 2);
      }
      torch::Tensor state = module->initial_state(kB);
      const torch::Tensor logits =
          module->forward(tokens.contiguous(), state, Engine::kTorchLstm).contiguous();
      EXPECT_GT(logits.std().item<double>(), 0.01);
      const auto& found = outputs.at("logits");
      EXPECT_EQ(found.shape, (std::vector<std::int64_t>{kT, kB, config.info()->output_depth()}));
      EXPECT_LT(furthest(*found.floats(), logits.data_ptr<float>()), 1e-4f);
      const torch::Tensor h = state[0].contiguous(), c = state[1].contiguous();
      EXPECT_LT(furthest(*outputs.at("h_out").floats(), h.data_ptr<float>()), 1e-4f);
      EXPECT_LT(furthest(*outputs.at("c_out").floats(), c.data_ptr<float>()), 1e-4f);
    }
  }
}

TEST(RnnExport, StepAfterStepGivesWhatAllStepsAtOnceGive) {
  const Config config = drums_config();
  Exported exported(config, WeightStorage::kF32);
  constexpr std::int64_t kT = 7, kB = 2;
  const auto inputs = make_inputs(config, kT, kB);
  const auto whole = exported.run(inputs);
  const std::vector<float>& expected = *whole.at("logits").floats();
  NamedTensors step = make_inputs(config, 1, kB);
  const auto piece = [&](const auto& all, std::int64_t t, std::int64_t row) {
    return std::vector(all.begin() + t * row, all.begin() + (t + 1) * row);
  };
  for (std::int64_t t = 0; t < kT; ++t) {
    step["tokens"].data = piece(*inputs.at("tokens").ints(), t, kB);
    step["counters"].data = piece(*inputs.at("counters").floats(), t, kB * 6);
    const auto outputs = exported.run(step);
    EXPECT_LT(furthest(*outputs.at("logits").floats(), expected.data() + t * kB * 512), 1e-5f) << t;
    step["h"] = outputs.at("h_out");
    step["c"] = outputs.at("c_out");
  }
}

TEST(RnnExport, ThePackageSaysWhatItIsAndCanBeTrainedOn) {
  Exported exported(drums_config(), WeightStorage::kInt8);
  const ModelPackage& package = exported.package;
  EXPECT_EQ(package.kind, kRnnKind);
  EXPECT_EQ(package.rnn, (RnnShape{2, 12, 6}));
  EXPECT_EQ(package.representation.classes, 512);
  EXPECT_EQ(package.metrics.at(0).name, "loss");
  EXPECT_EQ(package.defaults.temperature, 1);
  const auto start = load_starting_point(exported.folder / "random");
  ASSERT_TRUE(start) << start.error().message;
  EXPECT_EQ(start->config, drums_config());
  EXPECT_EQ(start->weights.parameter_count(), exported.weights.parameter_count());
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
