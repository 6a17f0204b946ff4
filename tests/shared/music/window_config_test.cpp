// SPDX-License-Identifier: Apache-2.0
#include "shared/music/window_config.h"

#include <gtest/gtest.h>

namespace segue {
namespace {

TEST(WindowConfig, TheMelodyModelsHaveWindowsOfTwoBars) {
  for (const char* name : {"mel_2bar_tiny", "mel_2bar_small", "mel_2bar_big"}) {
    const auto* config = find_window_config(name);
    ASSERT_NE(config, nullptr) << name;
    EXPECT_EQ(config->steps(), 32);
    EXPECT_EQ(config->representation, "melody_90");
  }
}

TEST(WindowConfig, AnUnknownNameIsNull) { EXPECT_EQ(find_window_config("mel_3bar"), nullptr); }

}  // namespace
}  // namespace segue
