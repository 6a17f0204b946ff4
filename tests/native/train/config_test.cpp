// SPDX-License-Identifier: Apache-2.0
#include "native/train/config.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "native/train/data_meter.h"
#include "shared/music/window_config.h"

namespace segue {
namespace {

// REFERENCE 3.4 and 5.3; 17.5 M and 176.1 M are published rounded.
TEST(Config, ParameterCountsAreThoseOfTheReferenceSystems) {
  const std::pair<const char*, std::int64_t> published[] = {
      {"cat-mel_2bar_small", 4423770},
      {"mel_2bar_small", 4423770},
      {"cat-mel_2bar_big", 134571098},
      {"cat-drums_2bar_small", 4636672},
      {"cat-drums_2bar_big", 137582080},
      {"flat-mel_16bar", 235250778},
      {"hierdec-mel_16bar", 176061530},
      {"hier-mel_16bar", 72547418},
      {"flat-trio_16bar", 251279028},
      {"hierdec-trio_16bar", 230975156},
      {"hier-trio_16bar", 122529460},
      {"groovae_4bar", 4085019},
      {"groovae_2bar_humanize", 4085019},
      {"groovae_2bar_tap_fixed_velocity", 4085019},
      {"groovae_2bar_add_closed_hh", 4085019},
      {"polyphony", 1645571},
      {"polyphony_small", 495235},
      {"drum_rnn", 2705706}};  // 512 classes and 6 counters, 3x256, 729898 for attention
  for (const auto& [name, count] : published) {
    const auto config = find_config(name);
    ASSERT_TRUE(config) << name;
    EXPECT_EQ(parameter_count(*config), count) << name;
  }
  EXPECT_NEAR(static_cast<double>(parameter_count(*find_config("cat-mel_2bar_med_chords"))), 17.5e6,
              5e4);
  EXPECT_NEAR(static_cast<double>(parameter_count(*find_config("altmann_roll_16bar"))), 176.1e6,
              1e5);
}

TEST(Config, EveryNamedConfigurationCanWorkAndTheShippedOnesAreSmall) {
  for (const auto& config : config_table()) {
    const auto fine = check_config(config);
    EXPECT_TRUE(fine) << config.name << ": " << fine.error().message;
    if (config.name.find("_tiny") != std::string::npos) {
      EXPECT_LE(parameter_count(config), 6000000)
          << config.name;  // a byte each when stored as int8
    }
    EXPECT_EQ(*find_config(config.name), config);
  }
}

Dataset waltzes(int bars) {
  Dataset dataset;
  dataset.attributes[kMeterAttribute] = "3/4";
  dataset.bars = bars;
  dataset.steps = 12 * bars;
  return dataset;
}

TEST(DataMeter, EveryConfigurationIsTakenToAnotherMeter) {
  for (const auto& config : config_table()) {
    if (config.is_rnn() || config.info()->steps_per_quarter != 4) continue;  // events, not time
    const auto moved = in_meter_of(waltzes(config.steps / 16), config);
    EXPECT_EQ(moved.meter, "3/4") << config.name;
    EXPECT_EQ(moved.steps, config.steps / 16 * 12) << config.name;
    const auto fine = check_config(moved);
    EXPECT_TRUE(fine) << config.name << ": " << fine.error().message;
    EXPECT_EQ(parameter_count(moved), parameter_count(config)) << config.name;
    EXPECT_EQ(in_meter_of(Dataset{}, config), config) << config.name;
  }
}

TEST(DataMeter, StepsThatFitAlreadyAreKept) {
  Config config;
  config.steps = 24;  // as runs did before there was the setting
  EXPECT_EQ(in_meter_of(waltzes(2), config).steps, 24);
  EXPECT_EQ(in_meter_of(waltzes(2), config).meter, "3/4");
}

TEST(Config, SegueDatasetBuildKnowsTheWindowsOfEveryConfiguration) {
  for (const auto& config : config_table()) {
    const auto* windows = find_window_config(config.name);
    ASSERT_NE(windows, nullptr) << config.name;
    EXPECT_EQ(windows->representation, config.representation) << config.name;
    if (config.is_rnn()) continue;  // streams of any length
    const int events = config.info()->fixed_rows;
    EXPECT_EQ(events > 0 ? events : windows->steps(), config.steps) << config.name;
    EXPECT_EQ(windows->steps_per_quarter, config.info()->steps_per_quarter) << config.name;
    for (const auto& control : config.controls) {
      if (control == "hits") continue;  // taken from the groove itself
      EXPECT_NE(windows->controls.find(control), std::string_view::npos) << config.name;
    }
  }
}

TEST(Config, TheFlatAndTheHierarchicalNetworkThatAreComparedAreEquallyLarge) {
  const auto flat = parameter_count(*find_config("mel_16bar_flat_tiny"));
  const auto hierarchical = parameter_count(*find_config("mel_16bar_tiny"));
  EXPECT_NEAR(static_cast<double>(flat) / static_cast<double>(hierarchical), 1.0, 0.03);
}

TEST(Config, RunsOfTheFirstVersionAreRead) {
  auto json = config_to_json(*find_config("mel_2bar_small"));
  json.erase("encoder_sizes");
  json["encoder_size"] = 77;
  json["classes"] = 90;
  const auto config = config_from_json(json);
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->encoder_sizes, std::vector<int>{77});
  Config changed;
  ASSERT_TRUE(set_config_field(changed, "encoder_size=33"));
  EXPECT_EQ(changed.encoder_sizes, std::vector<int>{33});
}

TEST(Config, ListsMayBeEmptyAndFlagsAreTrueOrFalse) {
  Config config = *find_config("mel_16bar_tiny");
  ASSERT_TRUE(set_config_field(config, "conductor_sizes="));
  EXPECT_TRUE(config.conductor_sizes.empty());
  EXPECT_FALSE(check_config(config));  // levels without sizes
  ASSERT_TRUE(set_config_field(config, "conductor_levels="));
  EXPECT_TRUE(check_config(config));
  ASSERT_TRUE(set_config_field(config, "freeze_encoder=true"));
  EXPECT_TRUE(config.freeze_encoder);
  EXPECT_FALSE(set_config_field(config, "freeze_encoder=maybe"));
  ASSERT_TRUE(set_config_field(config, "controls=chords,key"));
  EXPECT_EQ(config.controls, (std::vector<std::string>{"chords", "key"}));
}

TEST(Config, ADataSetsNameMeansTheNetworkThatFitsALaptop) {
  for (const char* name : {"mel_16bar", "trio_4bar", "drums_2bar"}) {
    const auto config = find_config(name);
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->name, std::string(name) + "_tiny");
  }
  EXPECT_EQ(find_config("polyphony")->name, "polyphony") << "a name of its own goes first";
}

TEST(Config, AnUnknownNameListsThoseThereAre) {
  const auto config = find_config("mel_3bar");
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().code, ErrorCode::kNotFound);
  EXPECT_NE(config.error().message.find("mel_2bar_tiny"), std::string::npos);
}

TEST(Config, EveryFieldSurvivesJson) {
  Config config = *find_config("mel_2bar_tiny");
  ASSERT_TRUE(set_config_field(config, "decoder_sizes=64,64,64"));
  ASSERT_TRUE(set_config_field(config, "learning_rate=2.5e-3"));
  ASSERT_TRUE(set_config_field(config, "sampling_schedule=constant"));
  ASSERT_TRUE(set_config_field(config, "sampling_rate=0.25"));
  ASSERT_TRUE(set_config_field(config, "seed=18446744073709551615"));
  const auto back = config_from_json(config_to_json(config));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(*back, config);
}

TEST(Config, ASettingThatDoesNotFitSaysWhatItNeeds) {
  Config config;
  const Config before = config;
  for (const char* bad : {"batch_size=many", "batch_size=", "batch_size", "batch_size=99999999999",
                          "seed=-1", "max_beta=nan", "decoder_sizes=1,,2", "no_such_thing=1"}) {
    const auto done = set_config_field(config, bad);
    ASSERT_FALSE(done) << bad;
    EXPECT_EQ(done.error().code, ErrorCode::kInvalidArgument) << bad;
  }
  EXPECT_NE(set_config_field(config, "batch_size=x").error().message.find("whole number"),
            std::string::npos);
  EXPECT_EQ(config, before);
}

TEST(Config, ValuesThatCannotWorkAreRefused) {
  for (const char* bad : {"batch_size=0", "beta_rate=1", "decoder_sizes=8,16", "decay_rate=0",
                          "sampling_schedule=linear", "sampling_rate=0", "min_learning_rate=1",
                          "ema_decay=1", "representation=none", "encoder_levels=3,5",
                          "dropout_keep=0", "controls=weather", "split_cores=true"}) {
    Config config;
    ASSERT_TRUE(set_config_field(config, bad)) << bad;
    EXPECT_FALSE(check_config(config)) << bad;
  }
}

TEST(Config, JsonOfAWrongKindNamesTheField) {
  auto json = config_to_json(Config());
  json["z_size"] = "large";
  const auto config = config_from_json(json);
  ASSERT_FALSE(config);
  EXPECT_NE(config.error().message.find("z_size"), std::string::npos);
  EXPECT_FALSE(config_from_json(nlohmann::json::array()));
}

}  // namespace
}  // namespace segue
