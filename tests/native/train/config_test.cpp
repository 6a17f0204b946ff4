// SPDX-License-Identifier: Apache-2.0
#include "native/train/config.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace segue {
namespace {

TEST(Config, ParameterCountsAreThoseOfTheReferenceSystems) {
  EXPECT_EQ(parameter_count(*find_config("mel_2bar_small")), 4423770);
  EXPECT_EQ(parameter_count(*find_config("cat-mel_2bar_small")), 4423770);
  EXPECT_EQ(parameter_count(*find_config("cat-mel_2bar_big")), 134571098);
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
                          "ema_decay=1", "classes=91"}) {
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
