// SPDX-License-Identifier: Apache-2.0
// LibTorch's network and the exported graphs in ONNX Runtime: mu and sigma within 1e-4, and the
// same tokens for the same noise. On the tiny model and on every package in models/; the weights
// come out of the packages themselves, as they are stored.
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "native/io/file.h"
#include "native/ort/ort_backend.h"
#include "native/train/music_vae_module.h"
#include "native/train/onnx_vae.h"
#include "native/train/parameters.h"
#include "shared/base/rng.h"
#include "shared/codec/melody_codec.h"
#include "tests/native/train/package_weights.h"
#include "tests/native/train/reference_network.h"

namespace segue {
namespace {

namespace fs = std::filesystem;
using torch::Tensor;

constexpr std::int64_t kBatch = 8;
constexpr double kTolerance = 1e-4;

std::vector<std::string> packages() {
  std::vector<std::string> folders = {SEGUE_TEST_DATA "/tiny_model"};
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(SEGUE_MODELS_FOLDER, ignored)) {
    if (fs::exists(entry.path() / "model.json")) folders.push_back(entry.path().string());
  }
  return folders;
}

/// One package in both engines.
class TorchAgreement : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    const auto text = read_text_file(GetParam() + "/model.json");
    ASSERT_TRUE(text.ok());
    auto parsed = parse_model_package(*text);
    ASSERT_TRUE(parsed.ok()) << parsed.error().message;
    package = *parsed;
    const auto json = nlohmann::json::parse(*text);
    const auto trained = config_from_json(json["training"]["config"]);
    ASSERT_TRUE(trained.ok()) << trained.error().message;
    const Config& config = *trained;
    // Networks of the other kinds, in levels, with controls or features: family_export_test.cpp.
    if (package.kind != kVaeKind || package.representation.name != "melody_90" ||
        !config.controls.empty() || !config.conductor_sizes.empty()) {
      GTEST_SKIP() << "for one melody, flat, without controls";
    }
    const auto weights = read_package_weights(*read_file(GetParam() + "/encoder.onnx"),
                                              *read_file(GetParam() + "/decoder.onnx"));
    ASSERT_TRUE(weights.ok()) << weights.error().message;
    const ParameterLayout layout(config);
    auto flat = from_weights(layout, *weights);
    ASSERT_TRUE(flat.ok()) << flat.error().message;
    values = *flat;
    gradients = torch::zeros({layout.size});
    module = MusicVaeModule(config);
    bind_parameters(*module, layout, values, gradients);
    auto opened = OrtBackend::create(package, GetParam());
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    backend = std::move(*opened);
  }

  NamedTensors run(const std::string& graph, NamedTensors inputs) {
    NamedTensors outputs;
    backend->run(graph, std::move(inputs), [&](Result<NamedTensors> result) {
      EXPECT_TRUE(result.ok()) << result.error().message;
      if (result.ok()) outputs = *result;
    });
    return outputs;
  }

  ModelPackage package;
  Tensor values, gradients;
  MusicVaeModule module{nullptr};
  std::unique_ptr<OrtBackend> backend;
};

INSTANTIATE_TEST_SUITE_P(Packages, TorchAgreement, testing::ValuesIn(packages()),
                         [](const auto& test) { return fs::path(test.param).filename().string(); });

TEST_P(TorchAgreement, MeansAndDeviationsAreTheSame) {
  at::NoGradGuard no_grad;
  Rng rng(1);
  std::vector<std::vector<std::uint8_t>> clips;
  Tensor tokens = torch::empty({package.representation.steps, kBatch}, torch::kLong);  // [T, B]
  for (std::int64_t b = 0; b < kBatch; ++b) {
    std::vector<std::uint8_t> clip(static_cast<std::size_t>(package.representation.steps));
    for (std::size_t t = 0; t < clip.size(); ++t) {
      if (rng.below(3) == 0) clip[t] = static_cast<std::uint8_t>(30 + rng.below(30));
      tokens[static_cast<std::int64_t>(t)][b] = clip[t];
    }
    clips.push_back(std::move(clip));
  }
  const auto outputs = run("encoder", {{"sequence", to_one_hot(clips)}});
  for (const Engine engine : {Engine::kTorchLstm, Engine::kFusedBlas}) {
    const auto posterior = module->encode({tokens.unsqueeze(2), {}, {}, {}}, engine);
    const auto difference = [&](const char* name, const Tensor& expected) {
      auto found = *outputs.at(name).floats();
      return (torch::from_blob(found.data(), {kBatch, package.z_size}) - expected)
          .abs()
          .max()
          .item<double>();
    };
    EXPECT_LT(difference("mu", posterior.mu), kTolerance);
    EXPECT_LT(difference("sigma", posterior.sigma), kTolerance);
  }
}

// Feeding LibTorch the tokens that ONNX Runtime chose gives the scores it would have chosen from
// itself: if at every step its choice is the same, then so is the whole clip.
TEST_P(TorchAgreement, TheSameNoiseGivesTheSameTokens) {
  at::NoGradGuard no_grad;
  const std::int64_t steps = package.representation.steps, classes = package.representation.classes;
  for (const float temperature : {0.5f, 1.0f}) {
    Rng rng(2);
    std::vector<float> z(static_cast<std::size_t>(kBatch * package.z_size));
    std::vector<float> noise(static_cast<std::size_t>(steps * kBatch * classes));
    rng.fill_normal(z);
    rng.fill_gumbel(noise);
    NamedTensors inputs;
    inputs["z"] = {{kBatch, package.z_size}, z};
    inputs["noise"] = {{steps, kBatch, classes}, noise};
    inputs["temperature"] = {{}, std::vector<float>{temperature}};
    auto chosen = *run("decoder", std::move(inputs)).at("tokens").ints();
    const Tensor tokens =
        torch::from_blob(chosen.data(), {kBatch, steps}, torch::kLong).t().contiguous();  // [T, B]
    const Tensor latent = torch::from_blob(z.data(), {kBatch, package.z_size});
    const WindowBatch batch = {tokens.unsqueeze(2), {}, {}, {}};
    const Tensor logits = module->decoder->forward(latent, module->decoder->teacher_inputs(batch),
                                                   batch, Engine::kTorchLstm);
    const Tensor scores =
        logits / temperature + torch::from_blob(noise.data(), {steps, kBatch, classes});
    const auto best = std::get<0>(scores.topk(2, /*dim=*/2));  // [T, B, 2]
    const Tensor tie = best.select(2, 0) - best.select(2, 1) < 1e-4;
    const Tensor differing = (scores.argmax(2) != tokens) & ~tie;
    EXPECT_EQ(differing.sum().item<std::int64_t>(), 0);
    EXPECT_LT(tie.sum().item<std::int64_t>(), 3) << "ties but for rounding must be rare";
  }
}

TEST(PackageWeights, ComeBackAsTheyWereStored) {
  const Config config = small_config(16, 24, 48, 2);
  const auto weights = make_random_network(config, 3);
  for (const auto storage : {WeightStorage::kF32, WeightStorage::kF16, WeightStorage::kInt8}) {
    const auto back = read_package_weights(*make_encoder_graph(weights, config, storage),
                                           *make_decoder_graph(weights, config, storage));
    ASSERT_TRUE(back.ok()) << back.error().message;
    EXPECT_TRUE(*back == round_weights(weights, storage)) << weight_storage_name(storage);
  }
}

}  // namespace
}  // namespace segue
