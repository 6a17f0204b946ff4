// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "native/train/fine_tuning.h"

namespace segue {
namespace {

StartingPoint melody_model() {
  StartingPoint start;
  start.config = *find_config("mel_2bar_small");
  start.config.encoder_sizes = {3};
  start.config.decoder_sizes = {2, 2};
  start.config.z_size = 4;
  float next = 1;
  for (const auto& [name, shape] : weight_shapes(start.config)) {
    auto& array = start.weights.arrays[name];
    array.shape = shape;
    std::size_t size = 1;
    for (const auto extent : shape) size *= static_cast<std::size_t>(extent);
    for (std::size_t i = 0; i < size; ++i) array.values.push_back(next++);
  }
  return start;
}

TEST(AddedControls, TheirColumnsAreZeroAndTheOthersStay) {
  const auto before = melody_model();
  auto start = before;
  Config config = start.config;
  config.controls = {"chords"};
  ASSERT_TRUE(add_controls(start, config));
  EXPECT_EQ(start.config.controls, config.controls);
  int widened = 0;
  for (const auto& [name, shape] : weight_shapes(config)) {
    const auto &now = start.weights.arrays.at(name), &then = before.weights.arrays.at(name);
    ASSERT_EQ(now.shape, shape) << name;
    if (then.shape == shape) {
      EXPECT_EQ(now.values, then.values) << name;
      continue;
    }
    ++widened;
    const auto columns = static_cast<std::size_t>(shape[1]);
    const auto old_columns = static_cast<std::size_t>(then.shape[1]);
    ASSERT_EQ(columns - old_columns, 49u) << name;
    for (std::size_t i = 0; i < now.values.size(); ++i) {
      const auto row = i / columns, column = i % columns;
      const float expected = column < old_columns ? then.values[row * old_columns + column] : 0;
      ASSERT_EQ(now.values[i], expected) << name << " at " << i;
    }
  }
  EXPECT_EQ(widened, 3) << "both directions of the encoder, the decoder's first layer";
}

TEST(AddedControls, WithoutNewOnesNothingChanges) {
  const auto before = melody_model();
  auto start = before;
  ASSERT_TRUE(add_controls(start, start.config));
  EXPECT_EQ(start.weights, before.weights);
}

TEST(AddedControls, ControlsThatTheWeightsKnowCannotBeTakenAway) {
  auto start = melody_model();
  start.config.controls = {"key"};
  Config config = start.config;
  for (const auto& controls : {std::vector<std::string>{}, {"chords"}, {"chords", "key"}}) {
    config.controls = controls;
    const auto added = add_controls(start, config);
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().code, ErrorCode::kInvalidArgument);
    EXPECT_NE(added.error().message.find("controls=key"), std::string::npos);
  }
}

TEST(FineTuningConfig, LearnsTheClipsAsTheyAre) {
  Config trained = *find_config("trio_4bar_tiny");
  trained.augment_semitones = 5;
  trained.mix_drums = trained.mix_parts = 0.5;
  trained.code_steps = 8000;
  const Config config = fine_tuning_config(trained, 8);
  EXPECT_EQ(config.augment_semitones, 0);
  EXPECT_EQ(config.mix_drums, 0);
  EXPECT_EQ(config.mix_parts, 0);
  EXPECT_EQ(config.code_steps, 0) << "a warm start would want a short model";
  EXPECT_EQ(config.batch_size, 8);
  EXPECT_TRUE(check_config(config));
}

}  // namespace
}  // namespace segue
