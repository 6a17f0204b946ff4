// SPDX-License-Identifier: Apache-2.0
// Exported graphs, run by ONNX Runtime, against the network in plain loops.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "native/train/export_package.h"
#include "native/train/onnx_vae.h"
#include "native/train/package_weights.h"
#include "shared/base/rng.h"
#include "tests/native/train/exported_network.h"

namespace segue {
namespace {

namespace fs = std::filesystem;

constexpr int kSteps = 32, kClasses = 90;

class ExportTest : public testing::TestWithParam<WeightStorage> {};

INSTANTIATE_TEST_SUITE_P(Storage, ExportTest,
                         testing::Values(WeightStorage::kF32, WeightStorage::kF16,
                                         WeightStorage::kInt8),
                         [](const auto& test) { return weight_storage_name(test.param); });

// Sizes above and below kMinQuantizedElements, so that both kinds of arrays are in the graph.
Config mixed() { return small_config(16, 24, 48, 2); }

std::vector<std::int64_t> to_tokens(const ReferenceClip& clip) {
  return {clip.values.begin(), clip.values.end()};
}

// Row t of each of T rows of V noises for clip b of a batch.
std::vector<Row> own_rows(const std::vector<float>& noise, std::size_t batch, std::size_t b) {
  std::vector<Row> rows;
  for (std::size_t t = 0; t < kSteps; ++t) {
    const auto row = noise.begin() + static_cast<std::ptrdiff_t>((t * batch + b) * kClasses);
    rows.emplace_back(row, row + kClasses);
  }
  return rows;
}

TEST_P(ExportTest, TheEncoderAgreesWithThePlainNetwork) {
  ExportedNetwork model(mixed(), GetParam(), 11);
  Rng rng(1);
  const int batch = 3;
  std::vector<std::vector<Row>> clips(batch);
  std::vector<float> one_hot(batch * kSteps * kClasses);
  for (int b = 0; b < batch; ++b) {
    for (int t = 0; t < kSteps; ++t) {
      const auto token = static_cast<std::size_t>(rng.below(kClasses));
      clips[static_cast<std::size_t>(b)].emplace_back(kClasses).at(token) = 1;
      one_hot[static_cast<std::size_t>((b * kSteps + t) * kClasses) + token] = 1;
    }
  }
  const auto outputs =
      model.run("encoder", {{"sequence", {{batch, kSteps, kClasses}, std::move(one_hot)}}});
  for (std::size_t b = 0; b < clips.size(); ++b) {
    const auto expected = reference_latent(model.rounded, mixed(), clips[b]);
    for (std::size_t i = 0; i < expected.mu.size(); ++i) {
      EXPECT_NEAR(outputs.at("mu").floats()->at(b * 16 + i), expected.mu[i], 1e-4);
      EXPECT_NEAR(outputs.at("sigma").floats()->at(b * 16 + i), expected.sigma[i], 1e-4);
    }
  }
}

TEST_P(ExportTest, TheDecoderGivesTheSameTokensForTheSameNoise) {
  ExportedNetwork model(mixed(), GetParam(), 12);
  for (const float temperature : {0.0f, 0.5f, 1.0f}) {
    Rng rng(2);
    const std::size_t batch = 20, z_size = 16;
    std::vector<float> z(batch * z_size), noise(kSteps * batch * kClasses);
    rng.fill_normal(z);
    if (temperature > 0) rng.fill_gumbel(noise);
    const auto outputs =
        model.run("decoder", {{"z", {{batch, z_size}, z}},
                              {"noise", {{kSteps, batch, kClasses}, noise}},
                              {"temperature", {{}, std::vector<float>{temperature}}}});
    const auto& tokens = *outputs.at("tokens").ints();
    int compared = 0;
    for (std::size_t b = 0; b < batch; ++b) {
      const auto from = z.begin() + static_cast<std::ptrdiff_t>(b * z_size);
      const auto expected = reference_clip(model.rounded, mixed(), Row(from, from + z_size),
                                           own_rows(noise, batch, b), temperature, {});
      // A tie but for rounding (of scores that a small divisor makes large): either token is right.
      if (expected.margin < (temperature > 0 ? 1e-4 : 100)) continue;
      ++compared;
      const auto first = tokens.begin() + static_cast<std::ptrdiff_t>(b * kSteps);
      EXPECT_EQ(std::vector<std::int64_t>(first, first + kSteps), to_tokens(expected))
          << "clip " << b << " at temperature " << temperature;
    }
    EXPECT_GE(compared, temperature > 0 ? 15 : 10);
  }
}

TEST(Export, OneAndThreeDecoderLayersWorkToo) {
  for (const int layers : {1, 3}) {
    const Config sizes = small_config(6, 5, 7, layers);
    ExportedNetwork model(sizes, WeightStorage::kF32, 13);
    const Row z = {1, -1, 0.5, 2, 0, -0.25};
    std::vector<float> noise(kSteps * kClasses);
    Rng(3).fill_gumbel(noise);
    const auto expected = reference_clip(model.weights, sizes, z, own_rows(noise, 1, 0), 1, {});
    ASSERT_GT(expected.margin, 1e-4);
    const auto outputs =
        model.run("decoder", {{"z", {{1, 6}, std::vector<float>(z.begin(), z.end())}},
                              {"noise", {{kSteps, 1, kClasses}, noise}},
                              {"temperature", {{}, std::vector<float>{1}}}});
    EXPECT_EQ(*outputs.at("tokens").ints(), to_tokens(expected));
  }
}

TEST(Export, TheFullModelInInt8TakesAtMostFiveMegabytes) {
  const Config full = small_config(256, 512, 256, 2);
  const auto files =
      make_package(make_random_network(full, 1), info_for(full, WeightStorage::kInt8));
  ASSERT_TRUE(files.ok()) << files.error().message;
  EXPECT_LE(files->at("encoder.onnx").size() + files->at("decoder.onnx").size(), 5'000'000u);
}

TEST(Export, TheSameWeightsGiveTheSameBytes) {
  const Config sizes = small_config(8, 12, 10, 2);
  const auto weights = make_random_network(sizes, 5);
  const auto info = info_for(sizes, WeightStorage::kInt8);
  EXPECT_EQ(*make_package(weights, info), *make_package(weights, info));
}

TEST(Export, ThePackageSaysWhatItWasToldAndWhatItHolds) {
  const Config sizes = small_config(8, 12, 10, 2);
  auto info = info_for(sizes, WeightStorage::kF16);
  info.description = "d";
  info.license = "CC0-1.0";
  info.credits = {"someone"};
  info.metrics = {{"accuracy_sampling", 0.91}};
  info.defaults.program = 73;
  const auto files = make_package(make_random_network(sizes, 5), info);
  ASSERT_TRUE(files.ok());
  const auto& json = files->at("model.json");
  const auto package =
      parse_model_package({reinterpret_cast<const char*>(json.data()), json.size()});
  ASSERT_TRUE(package.ok()) << package.error().message;
  EXPECT_EQ(package->license, "CC0-1.0");
  EXPECT_EQ(package->credits, info.credits);
  EXPECT_EQ(package->metrics.at(0).value, 0.91);
  EXPECT_EQ(package->defaults.program, 73);
  EXPECT_EQ(package->representation.bars, 2);
  for (const GraphFile& graph : package->graphs) {
    const auto& bytes = files->at(graph.file);
    EXPECT_TRUE(verify_graph(graph, bytes.data(), bytes.size()).ok());
  }
}

TEST(Export, APackageInAnotherMeterSaysSoAndOneOfNoWholeBarsIsRefused) {
  Config sizes = small_config(8, 12, 10, 2);
  sizes.steps = 24;
  auto info = info_for(sizes, WeightStorage::kF32);
  const auto refused = make_package(make_random_network(sizes, 5), info);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
  EXPECT_NE(refused.error().message.find("--meter"), std::string::npos);
  info.config.meter = "6/8";
  const auto files = make_package(make_random_network(sizes, 5), info);
  ASSERT_TRUE(files) << files.error().message;
  const auto& json = files->at("model.json");
  const auto package =
      parse_model_package({reinterpret_cast<const char*>(json.data()), json.size()});
  ASSERT_TRUE(package) << package.error().message;
  EXPECT_EQ(package->representation.meter, (Meter{6, 8}));
  EXPECT_EQ(package->representation.bars, 2);
}

TEST(Export, GraphsOfAnotherNetworkGiveNoWeights) {
  const Config sizes = small_config(8, 12, 10, 2);
  const auto files =
      *make_package(make_random_network(sizes, 5), info_for(sizes, WeightStorage::kInt8));
  const auto message = [](const PackageFiles& graphs, const Config& config) {
    const auto weights = read_package_weights(graphs, config);
    return weights ? std::string("it was read") : weights.error().message;
  };
  const auto expect = [](const std::string& text, const std::string& words) {
    EXPECT_NE(text.find(words), std::string::npos) << text;
  };
  expect(message(files, small_config(8, 12, 12, 2)), "decoder.onnx is not as segue-train export");
  PackageFiles half = files;
  half.erase("decoder.onnx");
  expect(message(half, sizes), "decoder.onnx is missing");
  half["decoder.onnx"] = {1, 2, 3};
  expect(message(half, sizes), "no ONNX model");
}

TEST(Export, WeightsThatFitNoMusicVaeAreRefusedByName) {
  const Config sizes = small_config(8, 12, 10, 2);
  const auto info = info_for(sizes, WeightStorage::kF32);
  const auto refused = [&](const Weights& weights, const std::string& name) {
    const auto files = make_package(weights, info);
    ASSERT_FALSE(files.ok());
    EXPECT_NE(files.error().message.find(name), std::string::npos) << files.error().message;
  };
  const auto good = make_random_network(sizes, 5);
  for (const auto& [name, array] : good.arrays) {
    Weights missing = good;
    missing.arrays.erase(name);
    EXPECT_FALSE(make_package(missing, info).ok()) << name;
    Weights reshaped = good;
    reshaped.arrays[name].shape.push_back(1);
    EXPECT_FALSE(make_package(reshaped, info).ok()) << name;
    Weights shortened = good;
    shortened.arrays[name].values.pop_back();
    EXPECT_FALSE(make_package(shortened, info).ok()) << name;
  }
  Weights extra = good;
  extra.arrays["conductor.bias"] = {{1}, {0}};
  refused(extra, "conductor.bias");
  auto other = info;
  other.config.z_size = 99;
  EXPECT_FALSE(make_package(good, other).ok());
}

TEST(CheckOnnx, RefusesWhatIsNoValidGraph) {
  EXPECT_FALSE(check_onnx({1, 2, 3}).ok());
  EXPECT_FALSE(check_onnx({}).ok());
}

TEST(WritePackage, ReplacesOnlyWhenToldAndKeepsTheCard) {
  TemporaryFolder folder;
  const std::string target = folder / "deep/model";
  const PackageFiles first = {{"model.json", {1}}, {"encoder.onnx", {2}}};
  ASSERT_TRUE(write_package(target, first, Overwrite::kNo).ok());
  ASSERT_TRUE(write_file(target + "/README.md", std::string_view("card")).ok());
  const auto again = write_package(target, first, Overwrite::kNo);
  ASSERT_FALSE(again.ok());
  EXPECT_NE(again.error().message.find("--force"), std::string::npos);
  const PackageFiles second = {{"model.json", {9}}, {"encoder.onnx", {8}}};
  ASSERT_TRUE(write_package(target + "/", second, Overwrite::kYes).ok());
  EXPECT_EQ(*read_file(target + "/model.json"), std::vector<std::uint8_t>{9});
  EXPECT_EQ(*read_text_file(target + "/README.md"), "card");
  int entries = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator(folder / "deep")) ++entries;
  EXPECT_EQ(entries, 1) << "nothing is left beside the package";
}

TEST(WritePackage, AFolderOfSomethingElseIsNeverReplaced) {
  TemporaryFolder folder;
  const std::string target = folder / "music";
  fs::create_directory(target);
  ASSERT_TRUE(write_file(target + "/song.mid", std::string_view("x")).ok());
  EXPECT_FALSE(write_package(target, {{"model.json", {1}}}, Overwrite::kYes).ok());
  EXPECT_EQ(*read_text_file(target + "/song.mid"), "x");
  EXPECT_FALSE(write_package(target + "/song.mid", {{"model.json", {1}}}, Overwrite::kYes).ok());
}

TEST(ParseMetrics, TakesTheNumbersOfAnObject) {
  const auto metrics = parse_metrics(R"({"accuracy_sampling": 0.9, "run": "runs/a", "windows": 5})",
                                     WeightStorage::kF32);
  ASSERT_TRUE(metrics.ok());
  ASSERT_EQ(metrics->size(), 2u);
  EXPECT_EQ(metrics->at(0).name, "accuracy_sampling");
  EXPECT_EQ(metrics->at(1).value, 5);
  EXPECT_FALSE(parse_metrics("[1]", WeightStorage::kF32).ok());
  EXPECT_FALSE(parse_metrics("{", WeightStorage::kF32).ok());
}

TEST(ParseMetrics, TakesTheRowOfTheStorageThatIsExported) {
  const char* json =
      R"({"step": 9, "held_out": [{"store": "f32", "kl_bits": 1}, {"store": "int8", "kl_bits": 2}]})";
  const auto metrics = parse_metrics(json, WeightStorage::kInt8);
  ASSERT_TRUE(metrics.ok());
  ASSERT_EQ(metrics->size(), 1u);
  EXPECT_EQ(metrics->at(0).value, 2);
  EXPECT_EQ(parse_metrics(json, WeightStorage::kF16).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace segue
