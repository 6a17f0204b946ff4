// SPDX-License-Identifier: Apache-2.0
#include "tests/native/train/tiny_model.h"

#include "shared/codec/polyphony_codec.h"
#include "tests/native/train/reference_network.h"

namespace segue {

namespace {

Weights make_melodist(const Config& config) {
  Weights weights = make_random_network(config, /*seed=*/2026);
  // A melody is mostly held notes, in the middle of the keyboard: without this, clips are noise.
  auto& bias = weights.arrays.at("core.0.output.bias").values;
  for (std::size_t token = 2; token < bias.size(); ++token) {
    bias[token] -= token < 30 || token > 60 ? 6.0f : 0.5f;
  }
  bias[0] += 1.5f;
  return weights;
}

// `config` gets the package's name.
PackageInfo tiny_package(const std::string& id, const std::string& title, const Config& config) {
  PackageInfo info;
  info.id = id;
  info.title = title;
  info.description = "Random weights, for tests only.";
  info.license = "CC0-1.0";
  info.storage = WeightStorage::kInt8;
  info.config = config;
  info.config.name = id;
  return info;
}

}  // namespace

Result<PackageFiles> make_tiny_model() {
  auto info = tiny_package("tiny", "Tiny random network", small_config(8, 16, 16, 2));
  info.credits = {"Nobody: these weights were drawn at random."};
  info.metrics = {{"accuracy_teacher_forcing", 0.0}};
  return make_package(make_melodist(info.config), info);
}

Result<PackageFiles> make_tiny_waltz() {
  auto info = tiny_package("tiny_waltz", "Tiny random waltz", small_config(8, 16, 16, 2));
  info.config.meter = "3/4";
  info.config.steps = 24;
  return make_package(make_melodist(info.config), info);
}

Result<PackageFiles> make_tiny_trio() {
  auto info = tiny_package("tiny_trio", "Tiny random trio", small_config(8, 8, 8, 2));
  info.config.representation = "trio_692";
  info.config.encoder_levels = {16, 2};
  info.config.conductor_sizes = {8, 8};
  info.config.conductor_levels = {2};
  info.config.split_cores = true;
  return make_package(make_random_network(info.config, /*seed=*/2027), info);
}

Result<PackageFiles> make_tiny_rnn() {
  auto info = tiny_package("tiny_rnn", "Tiny random stream", *find_config("polyphony"));
  info.defaults.temperature = 1;
  info.config.decoder_sizes = {8, 8};
  Weights weights = make_random_network(info.config, /*seed=*/2028);
  // Some notes a step, in the middle of the keyboard, that go on for a while.
  auto& bias = weights.arrays.at("rnn.output.bias").values;
  bias[kPolyphonyStart] -= 6.0f;
  bias[kPolyphonyEnd] -= 6.0f;
  bias[kPolyphonyStepEnd] += 3.5f;
  for (std::size_t pitch = 0; pitch < 128; ++pitch) {
    bias[kPolyphonyNewNote + pitch] -= pitch < 48 || pitch > 84 ? 6.0f : 0.5f;
    bias[kPolyphonyContinuedNote + pitch] += 2.0f;
  }
  return make_package(weights, info);
}

Result<PackageFiles> make_tiny_attention() {
  auto info = tiny_package("tiny_attention", "Tiny random look back", *find_config("melody_rnn"));
  info.defaults.temperature = 1;
  info.config.decoder_sizes = {8, 8};
  info.config.counters = 6;
  info.config.attention = 4;
  return make_package(make_random_network(info.config, /*seed=*/2029), info);
}

}  // namespace segue
