// SPDX-License-Identifier: Apache-2.0
// Attribute vectors' way into a package and back to a model.
#include "native/train/attributes_command.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "native/train/export_package.h"
#include "native/train/find_attributes.h"
#include "native/train/prior_command.h"
#include "shared/model/attributes.h"
#include "tests/native/temporary_folder.h"
#include "tests/native/train/package_command_support.h"
#include "tests/native/train/tiny_model.h"

namespace segue {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using test::random_melodies;
using test::read_card;

int run_attributes(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "attributes");
  return test::run_command(add_attributes_command, std::move(arguments));
}

TEST(AttributesCommand, APackageGetsVectorsThatReadBackAndLosesThemAgain) {
  const TemporaryFolder folder;
  const std::string package = folder / "tiny", dataset = folder / "data.h5";
  const auto files = make_tiny_model();
  ASSERT_TRUE(files) << files.error().message;
  ASSERT_TRUE(write_package(package, *files, Overwrite::kNo));
  ASSERT_TRUE(write_dataset(dataset, random_melodies(300), false));
  ASSERT_EQ(test::run_command(add_prior_command, {"prior", "--package", package, "--dataset",
                                                  dataset, "--components", "2", "--quiet"}),
            0);

  testing::internal::CaptureStdout();
  ASSERT_EQ(run_attributes({"--package", package, "--dataset", dataset, "--held-out", "60",
                            "--calibration", "60", "--json"}),
            0);
  const Json told = Json::parse(testing::internal::GetCapturedStdout(), nullptr, false);
  ASSERT_FALSE(told.is_discarded());
  EXPECT_EQ(told["training_windows"], 300);
  EXPECT_EQ(told["measured_windows"], 60);
  ASSERT_EQ(told["methods"].size(), 3u);
  EXPECT_EQ(told["methods"][2]["method"], "gradients");
  EXPECT_EQ(told["methods"][2]["kept"], true);

  const auto card = read_card(package);
  ASSERT_TRUE(card) << card.error().message;
  EXPECT_TRUE(card->prior) << "what was there stays";
  ASSERT_EQ(card->attributes.size(), 6u);
  EXPECT_EQ(card->attributes[0].name, "density");
  EXPECT_NEAR(card->attributes[0].mean, 16 * 0.3, 0.3);
  ASSERT_TRUE(card->attribute_file);
  const auto bytes = read_file((fs::path(package) / card->attribute_file->file).string());
  ASSERT_TRUE(bytes);
  EXPECT_TRUE(verify_graph(*card->attribute_file, bytes->data(), bytes->size()));
  const auto field = parse_attributes(*bytes, *card);
  ASSERT_TRUE(field) << field.error().message;
  EXPECT_GT(field->rank, 0);

  ASSERT_EQ(run_attributes({"--package", package, "--remove"}), 0);
  EXPECT_FALSE(read_card(package)->attribute_file);
  EXPECT_TRUE(read_card(package)->prior);
  EXPECT_FALSE(fs::exists(fs::path(package) / "attributes.safetensors"));
}

TEST(AttributesCommand, ADataSetOfAnotherKindIsRefusedAndThePackageStaysAsItWas) {
  const TemporaryFolder folder;
  const std::string package = folder / "tiny", dataset = folder / "data.h5";
  ASSERT_TRUE(write_package(package, *make_tiny_model(), Overwrite::kNo));
  ASSERT_TRUE(write_dataset(dataset, test::shorter_melodies(64), false));
  EXPECT_EQ(run_attributes({"--package", package, "--dataset", dataset, "--quiet"}), 1);
  EXPECT_FALSE(read_card(package)->attribute_file);
  EXPECT_EQ(run_attributes({"--package", package}), 2) << "a data set is needed";
}

// A model whose z is the attributes: what the measured effects are is known.
class Transparent : public Backend {
 public:
  void run(const std::string& graph, NamedTensors inputs, OnDone on_done) override {
    NamedTensors outputs;
    if (graph == "encoder") {
      const Tensor& sequence = inputs.at("sequence");
      const std::int64_t batch = sequence.shape[0], steps = sequence.shape[1];
      std::vector<float> mu(static_cast<std::size_t>(batch) * 2), sigma(mu.size(), 0.1f);
      for (std::int64_t b = 0; b < batch; ++b) {
        double notes = 0, pitch = 0;
        for (std::int64_t t = 0; t < steps; ++t) {
          for (std::int64_t v = 2; v < 90; ++v) {
            const auto at = static_cast<std::size_t>((b * steps + t) * 90 + v);
            if ((*sequence.floats())[at] < 0.5f) continue;
            ++notes;
            pitch += static_cast<double>(v);
          }
        }
        mu[static_cast<std::size_t>(b * 2)] = static_cast<float>(notes);
        mu[static_cast<std::size_t>(b * 2 + 1)] = static_cast<float>(pitch / std::max(notes, 1.0));
      }
      outputs["mu"] = {{batch, 2}, mu};
      outputs["sigma"] = {{batch, 2}, sigma};
    } else {
      const Tensor& z = inputs.at("z");
      std::vector<std::int64_t> tokens(static_cast<std::size_t>(z.shape[0] * 32));
      for (std::int64_t b = 0; b < z.shape[0]; ++b) {
        const auto& values = *z.floats();
        const auto notes = std::lround(values[static_cast<std::size_t>(b * 2)]);
        const auto pitch = std::lround(values[static_cast<std::size_t>(b * 2 + 1)]);
        for (std::int64_t i = 0; i < std::min<std::int64_t>(notes, 32); ++i) {
          tokens[static_cast<std::size_t>(b * 32 + i)] = std::clamp<std::int64_t>(pitch, 2, 89);
        }
      }
      outputs["tokens"] = {{z.shape[0], 32}, tokens};
    }
    on_done(std::move(outputs));
  }
};

AttributeField straight(const ModelPackage& package, std::vector<float> vectors) {
  AttributeField field;
  field.z_size = package.z_size;
  field.infos = package.attributes;
  field.vectors = std::move(vectors);
  return field;
}

TEST(AttributeEffects, OfAModelThatObeysAreOneOfTheirOwnAndNoneOfTheOthers) {
  ModelPackage package = *read_card(SEGUE_TEST_DATA "/tiny_model");
  package.z_size = 2;
  package.attributes = {{"density", "", "", 5, 2}, {"register", "", "", 60, 5}};
  Transparent backend;
  MusicVae model(package, backend);
  model.set_attributes(straight(package, {4, 0, 0, 5}));  // 4 notes of two bars, 5 semitones
  MusicVae::MusicClips windows;
  for (int i = 0; i < 20; ++i) {
    MusicClip clip;
    clip.tokens.assign(32, 0);
    for (int n = 0; n < 8 + i % 3; ++n) {
      clip.tokens[static_cast<std::size_t>(n * 2)] = static_cast<std::uint16_t>(35 + i);
    }
    windows.push_back(std::move(clip));
  }
  const auto effects = measure_effects(model, windows, package.attributes, {});
  ASSERT_TRUE(effects) << effects.error().message;
  EXPECT_EQ(effects->windows, 20);
  EXPECT_NEAR(effects->own(0), 1, 1e-9);
  EXPECT_NEAR(effects->own(1), 1, 1e-9);
  EXPECT_NEAR(effects->others(0), 0, 1e-9);
  EXPECT_NEAR(effects->plus[0], 1, 1e-9);
  EXPECT_NEAR(effects->minus[0], -1, 1e-9);
  EXPECT_EQ(effects->monotonic, (std::vector<double>{1, 1}));
  model.set_attributes(straight(package, {4, 5, 0, -5}));  // the second turned, the first mixed
  const auto mixed = measure_effects(model, windows, package.attributes, {});
  ASSERT_TRUE(mixed);
  EXPECT_NEAR(mixed->others(0), 1, 1e-9);
  EXPECT_NEAR(mixed->own(1), -1, 1e-9);
  EXPECT_EQ(mixed->monotonic[1], 0);
  int worst = -1;
  EXPECT_NEAR(mixed->worst_other(0, worst), 1, 1e-9);
  EXPECT_EQ(worst, 1);
}

}  // namespace
}  // namespace segue
