// SPDX-License-Identifier: Apache-2.0
// Every kind of network the exporter knows, run by ONNX Runtime, against the same in plain loops.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>

#include "native/train/package_weights.h"
#include "shared/base/rng.h"
#include "shared/model/music_vae.h"
#include "tests/native/train/exported_network.h"

namespace segue {
namespace {

struct Case {
  const char* name;
  std::function<void(Config&)> change;  ///< of small_config(6, 7, 8, 2)
};

void long_clip(Config& c) {
  c.steps = 64;
  c.conductor_sizes = {9, 9};
  c.conductor_levels = {4};
}

const std::vector<Case>& cases() {
  static const std::vector<Case> all = {
      {"StackedEncoder",
       [](Config& c) {
         c.encoder_sizes = {7, 5};
       }},
      {"HierarchicalEncoder",
       [](Config& c) {
         c.encoder_sizes = {7, 5};
         c.encoder_levels = {8, 4};
       }},
      {"ConductorMelody", long_clip},
      {"FullyHierarchicalMelody",
       [](Config& c) {
         long_clip(c);
         c.encoder_levels = {16, 4};
       }},
      {"Drums", [](Config& c) { c.representation = "drums_9"; }},
      {"DrumsWithNade",
       [](Config& c) {
         c.representation = "drums_9_nade";
         c.nade_size = 5;
       }},
      {"FullKitWithNadeAndConductor",
       [](Config& c) {
         long_clip(c);
         c.representation = "drums_61_nade";
         c.nade_size = 5;
       }},
      {"FlatTrio", [](Config& c) { c.representation = "trio_692"; }},
      {"HierarchicalTrio",
       [](Config& c) {
         long_clip(c);
         c.representation = "trio_692";
         c.encoder_levels = {16, 4};
         c.split_cores = true;
       }},
      {"MelodyWithChords", [](Config& c) { c.controls = {"chords"}; }},
      {"TrioWithChordsAndKey",
       [](Config& c) {
         long_clip(c);
         c.representation = "trio_692";
         c.split_cores = true;
         c.controls = {"chords", "key"};
       }},
      {"Groove", [](Config& c) { c.representation = "groove_27"; }},
      {"Roll", [](Config& c) { c.representation = "melody_roll_89"; }},
      {"MidiLike", [](Config& c) { c.representation = "melody_midi_90"; }},
      {"TracksWithChords",
       [](Config& c) {
         c.representation = "multitrack_490";
         c.steps = 512;
         c.encoder_levels = {64, 8};
         c.conductor_sizes = {9, 9};
         c.conductor_levels = {8};
         c.controls = {"chords"};
       }},
      {"GrooveWithHits", [](Config& c) {
         c.representation = "groove_27";
         c.controls = {"hits"};
       }}};
  return all;
}

Config config_of(std::size_t index) {
  Config config = small_config(6, 7, 8, 2);
  cases()[index].change(config);
  return config;
}

class FamilyExport : public testing::TestWithParam<std::tuple<std::size_t, WeightStorage>> {
 protected:
  Config config = config_of(std::get<0>(GetParam()));
  ExportedNetwork network{config, std::get<1>(GetParam()), 21};
};

INSTANTIATE_TEST_SUITE_P(Networks, FamilyExport,
                         testing::Combine(testing::Range<std::size_t>(0, 16),
                                          testing::Values(WeightStorage::kF32,
                                                          WeightStorage::kInt8)),
                         [](const auto& test) {
                           return std::string(cases()[std::get<0>(test.param)].name) + "_" +
                                  weight_storage_name(std::get<1>(test.param));
                         });

TEST_P(FamilyExport, TheEncoderAgreesWithThePlainNetwork) {
  const std::size_t batch = 3, steps = static_cast<std::size_t>(config.steps);
  const auto depth =
      static_cast<std::size_t>(config.info()->input_depth() + config.control_depth());
  Rng rng(1);
  std::vector<float> sequence(batch * steps * depth);
  for (float& x : sequence) x = rng.uniform() < 0.1 ? static_cast<float>(rng.normal()) : 0.0f;
  const std::vector<std::int64_t> shape = {3, config.steps, static_cast<std::int64_t>(depth)};
  const auto outputs = network.run("encoder", {{"sequence", {shape, sequence}}});
  for (std::size_t b = 0; b < batch; ++b) {
    std::vector<Row> rows;
    for (std::size_t t = 0; t < steps; ++t) {
      const auto begin = sequence.begin() + static_cast<std::ptrdiff_t>((b * steps + t) * depth);
      rows.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(depth));
    }
    const auto expected = reference_latent(network.rounded, config, rows);
    for (std::size_t i = 0; i < 6; ++i) {
      EXPECT_NEAR(outputs.at("mu").floats()->at(b * 6 + i), expected.mu[i], 1e-4);
      EXPECT_NEAR(outputs.at("sigma").floats()->at(b * 6 + i), expected.sigma[i], 1e-4);
    }
  }
}

TEST_P(FamilyExport, TheDecoderAgreesWithThePlainNetwork) {
  const std::size_t batch = 4, steps = static_cast<std::size_t>(config.steps);
  const DecoderHead head = config.info()->head;
  const auto width = static_cast<std::size_t>(config.info()->output_depth());
  const auto columns = static_cast<std::size_t>(config.control_depth());
  int compared = 0;
  for (const float temperature : {0.5f, 1.0f}) {
    Rng rng(2);
    std::vector<float> z(batch * 6), noise(steps * batch * width),
        controls(batch * steps * columns);
    rng.fill_normal(z);
    if (head == DecoderHead::kNade) {
      for (float& x : noise) x = static_cast<float>(rng.uniform());
    } else {
      rng.fill_gumbel(noise);
    }
    for (float& x : controls) x = rng.uniform() < 0.2 ? 1.0f : 0.0f;
    const auto b_count = static_cast<std::int64_t>(batch);
    NamedTensors inputs = {{"z", {{b_count, 6}, z}}};
    if (head != DecoderHead::kGroove) {
      inputs["noise"] = {{config.steps, b_count, static_cast<std::int64_t>(width)}, noise};
      inputs["temperature"] = {{}, std::vector<float>{temperature}};
    }
    if (columns > 0) {
      inputs["controls"] = {{b_count, config.steps, config.control_depth()}, controls};
    }
    const auto outputs = network.run("decoder", std::move(inputs));
    std::vector<double> values;
    if (head == DecoderHead::kCategorical) {
      const auto& tokens = *outputs.at("tokens").ints();
      values.assign(tokens.begin(), tokens.end());
    } else {
      const auto& features = *outputs.at("features").floats();
      values.assign(features.begin(), features.end());
    }
    for (std::size_t b = 0; b < batch; ++b) {
      std::vector<Row> own_noise, own_controls;
      for (std::size_t t = 0; t < steps; ++t) {
        const auto row = noise.begin() + static_cast<std::ptrdiff_t>((t * batch + b) * width);
        own_noise.emplace_back(row, row + static_cast<std::ptrdiff_t>(width));
        const auto told = controls.begin() + static_cast<std::ptrdiff_t>((b * steps + t) * columns);
        if (columns > 0)
          own_controls.emplace_back(told, told + static_cast<std::ptrdiff_t>(columns));
      }
      const auto begin = z.begin() + static_cast<std::ptrdiff_t>(b * 6);
      const auto expected = reference_clip(network.rounded, config, Row(begin, begin + 6),
                                           own_noise, temperature, own_controls);
      if (expected.margin < 2e-5) continue;  // a tie but for rounding: either choice is right
      ++compared;
      const std::size_t size = expected.values.size();
      ASSERT_EQ(values.size(), batch * size);
      for (std::size_t i = 0; i < size; ++i) {
        ASSERT_NEAR(values[b * size + i], expected.values[i], 1e-4) << "clip " << b << " at " << i;
      }
    }
  }
  EXPECT_GE(compared, 4);
}

TEST_P(FamilyExport, ItsWeightsComeBackAsTheyWereStored) {
  const auto files = read_package(network.folder());
  ASSERT_TRUE(files) << files.error().message;
  const auto back = read_package_weights(*files, config);
  ASSERT_TRUE(back) << back.error().message;
  Weights expected = network.rounded;
  const auto unused = expected.arrays.find("conductor.0.0.weight_ih");  // times zeros, everywhere
  if (unused != expected.arrays.end()) std::ranges::fill(unused->second.values, 0.0f);
  EXPECT_EQ(*back, expected);
}

// What the programs and the page do with a network.package: sample, and send a clip there and back.
TEST_P(FamilyExport, ItsClipsAreMadeGoThereAndBackAndBecomeMidi) {
  MusicVae model(network.package, *network.backend);
  Result<MusicVae::MusicClips> made = Error{};
  const auto keep = [&](Result<MusicVae::MusicClips> clips) { made = std::move(clips); };
  model.sample_music(3, {.temperature = 1, .seed = 4}, keep);
  ASSERT_TRUE(made) << made.error().message;
  const auto clips = *made;
  ASSERT_EQ(clips.size(), 3u);
  for (const auto& clip : clips) {
    EXPECT_TRUE(check_clip(clip, network.package.representation));
    EXPECT_EQ(clip.z.size(), 6u);
  }
  model.sample_music(1, {.temperature = 1, .seed = 4}, keep);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->front().tokens, clips[0].tokens) << "a clip does not depend on their number";
  model.reconstruct_music(clips, /*mean=*/true, {.temperature = 0}, keep);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->size(), 3u);
  const auto midi = clips_to_midi(clips, network.package.representation, 120, 0);
  ASSERT_TRUE(midi) << midi.error().message;
  EXPECT_GT(midi->size(), 30u);
}

}  // namespace
}  // namespace segue
