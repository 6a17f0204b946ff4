// SPDX-License-Identifier: Apache-2.0
#include "native/train/warm_start.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "native/train/code_training.h"
#include "native/train/parameters.h"
#include "tests/native/train/train_test_support.h"

namespace segue {
namespace {

// Two bars of melody, and what the longer network below can take of it: core.0.*.
StartingPoint short_model() {
  StartingPoint start;
  start.config = *find_config("mel_2bar_tiny");
  start.config.encoder_sizes = {5};
  start.config.decoder_sizes = {4, 4};
  start.config.z_size = 3;
  const ParameterLayout layout(start.config);
  start.weights = to_weights(layout, initial_values(layout, start.config));
  return start;
}

Config long_network() {
  Config config = *find_config("mel_16bar_tiny");
  config.encoder_sizes = {6};
  config.conductor_sizes = {3, 3};
  config.decoder_sizes = {4, 4};
  config.z_size = 3;  // the biases of mu and sigma would fit, their kernels do not
  config.seed = 9;
  return config;
}

TEST(WarmStart, ALongModelTakesTheShortOnesDecoderAndNothingElse) {
  const auto start = short_model();
  const Config config = long_network();
  const auto warm = warm_start(start, config);
  ASSERT_TRUE(warm) << warm.error().message;
  const ParameterLayout layout(config);
  const auto fresh = to_weights(layout, initial_values(layout, config));
  for (const auto& [name, array] : warm->weights.arrays) {
    const bool core = name.rfind("core.0.", 0) == 0;
    const auto& expected = core ? start.weights.arrays.at(name) : fresh.arrays.at(name);
    EXPECT_EQ(array, expected) << name;
    const auto& list = core ? warm->taken : warm->fresh;
    EXPECT_EQ(std::count(list.begin(), list.end(), name), 1) << name;
  }
  EXPECT_EQ(warm->weights.arrays.size(), layout.entries.size());
  EXPECT_EQ(warm->taken.size(), 10u) << "init, two layers, output";
  EXPECT_TRUE(from_weights(layout, warm->weights));
}

TEST(WarmStart, SaysWhatToChangeWhenNothingFits) {
  Config config = long_network();
  config.decoder_sizes = {8, 8};
  config.conductor_sizes = {9, 9};
  const auto warm = warm_start(short_model(), config);
  ASSERT_FALSE(warm);
  EXPECT_EQ(warm.error().code, ErrorCode::kInvalidArgument);
  EXPECT_NE(warm.error().message.find("decoder_sizes"), std::string::npos);
}

TEST(WarmStart, AnotherRepresentationIsRefused) {
  const auto warm = warm_start(short_model(), *find_config("drums_2bar_tiny"));
  ASSERT_FALSE(warm);
  EXPECT_NE(warm.error().message.find("drums_9"), std::string::npos);
}

// Four segments of 8 steps each; the short model is random, but a function of its input all the
// same.
struct CodeCase {
  StartingPoint lower;
  Config config = small_config();
  Dataset data;
  WarmStart warm;

  explicit CodeCase(const std::string& representation = "melody_90") {
    config.representation = representation;
    config.split_cores = config.info()->parts.size() > 1;
    lower.config = config;
    lower.config.steps = 8;
    lower.config.latent_init_stddev = 1;
    const ParameterLayout layout(lower.config);
    lower.weights = to_weights(layout, initial_values(layout, lower.config));
    config.steps = 32;
    config.encoder_levels = {8, 4};
    config.conductor_levels = {4};
    config.conductor_sizes = {lower.config.z_size, lower.config.z_size};
    config.z_size = 24;
    config.batch_size = 16;
    config.augment_semitones = 0;
    config.max_beta = 0;
    config.learning_rate = 0.01;
    config.log_interval_steps = 50;
    config.code_steps = 200;
    data =
        config.split_cores ? make_windows(config, 64, 0, 3) : make_melodies(64, 0, config.steps, 3);
    warm = *warm_start(lower, config);
  }
};

TEST(CodeTraining, TheUpperLevelsLearnToCarryTheCodesAndTheRestStays) {
  CodeCase c;
  ASSERT_TRUE(check_config(c.config)) << check_config(c.config).error().message;
  const auto before = c.warm.weights;
  std::vector<double> errors;
  CodeTrainingOptions options;
  options.on_report = [&](std::int64_t, double error, double) { errors.push_back(error); };
  const auto done = train_on_codes(c.config, c.lower, c.data, options, c.warm.weights);
  ASSERT_TRUE(done) << done.error().message;
  ASSERT_EQ(errors.size(), 4u);
  EXPECT_LT(errors.back(), errors.front() / 2);
  int scaled = 0, learned = 0;
  for (const auto& [name, array] : c.warm.weights.arrays) {
    const auto& old = before.arrays.at(name);
    if (name == "core.0.init.weight") {
      for (std::size_t i = 0; i < array.values.size(); ++i) {
        EXPECT_EQ(array.values[i], 4 * old.values[i]);
      }
    } else if (name == "core.0.0.weight_ih") {  // [4D, 90 + C]
      const auto columns = static_cast<std::size_t>(array.shape[1]);
      for (std::size_t i = 0; i < array.values.size(); ++i) {
        const bool latent = i % columns >= 90;
        scaled += latent;
        EXPECT_EQ(array.values[i], (latent ? 4 : 1) * old.values[i]);
      }
    } else if (name.rfind("core.", 0) == 0 || name.rfind("encoder.0.", 0) == 0) {
      EXPECT_EQ(array, old) << name;
    } else if (name != "conductor.0.0.weight_ih") {  // its input is always zero
      EXPECT_NE(array, old) << name;
      ++learned;
    }
  }
  EXPECT_GT(scaled, 0);
  EXPECT_GT(learned, 8);
  // The same seed, the same weights.
  CodeCase again;
  ASSERT_TRUE(train_on_codes(again.config, again.lower, again.data, {}, again.warm.weights));
  EXPECT_EQ(again.warm.weights, c.warm.weights);
}

TEST(CodeTraining, EveryCoreOfATrioIsToldTheCodesInTheirNewScale) {
  CodeCase c("trio_692");
  c.config.code_steps = 50;
  ASSERT_TRUE(check_config(c.config)) << check_config(c.config).error().message;
  const auto before = c.warm.weights;
  const auto done = train_on_codes(c.config, c.lower, c.data, {}, c.warm.weights);
  ASSERT_TRUE(done) << done.error().message;
  const auto& parts = c.config.info()->parts;
  ASSERT_EQ(parts.size(), 3u);
  for (std::size_t p = 0; p < parts.size(); ++p) {
    const std::string core = "core." + std::to_string(p);
    const auto& start = c.warm.weights.arrays.at(core + ".init.weight");
    for (std::size_t i = 0; i < start.values.size(); ++i) {
      EXPECT_EQ(start.values[i], 4 * before.arrays.at(core + ".init.weight").values[i]);
    }
    const auto& input = c.warm.weights.arrays.at(core + ".0.weight_ih");  // [4D, own tokens + C]
    const auto columns = static_cast<std::size_t>(input.shape[1]);
    for (std::size_t i = 0; i < input.values.size(); ++i) {
      const bool latent = i % columns >= static_cast<std::size_t>(parts[p].classes);
      EXPECT_EQ(input.values[i],
                (latent ? 4 : 1) * before.arrays.at(core + ".0.weight_ih").values[i]);
    }
  }
  auto other = c.lower;
  other.config.split_cores = false;
  const auto refused = train_on_codes(c.config, other, c.data, {}, c.warm.weights);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("split_cores"), std::string::npos);
}

TEST(CodeTraining, AModelThatDoesNotFitIsRefusedWithWhatToSet) {
  CodeCase c;
  const auto message = [&](const StartingPoint& lower) {
    const auto done = train_on_codes(c.config, lower, c.data, {}, c.warm.weights);
    return done ? std::string() : done.error().message;
  };
  auto other = c.lower;
  other.config.steps = 16;
  EXPECT_NE(message(other).find("encoder_levels"), std::string::npos);
  other = c.lower;
  other.config.encoder_sizes.front() += 1;
  EXPECT_NE(message(other).find("encoder_sizes"), std::string::npos);
  other = c.lower;
  other.config.z_size += 1;
  EXPECT_NE(message(other).find("conductor_sizes"), std::string::npos);
  Config flat = small_config();
  flat.code_steps = 10;
  EXPECT_FALSE(check_config(flat));
  const std::atomic<bool> interrupted{true};
  CodeTrainingOptions options;
  options.interrupted = &interrupted;
  const auto stopped = train_on_codes(c.config, c.lower, c.data, options, c.warm.weights);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::kCancelled);
}

}  // namespace
}  // namespace segue
