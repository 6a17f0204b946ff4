// SPDX-License-Identifier: Apache-2.0
#include "shared/music/meter.h"

#include <gtest/gtest.h>

namespace segue {
namespace {

TEST(Meter, NamesAreReadAndWritten) {
  for (const char* name : {"4/4", "3/4", "6/8", "5/4", "12/8", "1/64", "64/1"}) {
    const auto meter = parse_meter(name);
    ASSERT_TRUE(meter) << name;
    EXPECT_EQ(meter_name(*meter), name);
  }
  for (const char* wrong : {"", "/", "4", "4/", "/4", "0/4", "4/0", "3/5", "65/4", "4/128", "-3/4",
                            "3/4 ", "3 /4", "3/4/4", "a/4", "999999999999/4"}) {
    EXPECT_FALSE(parse_meter(wrong)) << wrong;
  }
}

TEST(Meter, BarsAndBeatsHaveTheirSteps) {
  EXPECT_EQ(steps_per_bar({4, 4}, 4), 16);
  EXPECT_EQ(steps_per_bar({2, 2}, 4), 16);
  EXPECT_EQ(steps_per_bar({3, 4}, 4), 12);
  EXPECT_EQ(steps_per_bar({6, 8}, 4), 12);
  EXPECT_EQ(steps_per_bar({5, 8}, 4), 10);
  EXPECT_EQ(steps_per_bar({3, 32}, 4), 0);  // one and a half sixteenths
  EXPECT_EQ(steps_per_beat({4, 4}, 4), 4);
  EXPECT_EQ(steps_per_beat({3, 4}, 4), 4);
  EXPECT_EQ(steps_per_beat({6, 8}, 4), 6);
  EXPECT_EQ(steps_per_beat({12, 8}, 4), 6);
  EXPECT_EQ(steps_per_beat({3, 8}, 4), 2);
  EXPECT_EQ(steps_per_beat({5, 8}, 4), 2);
  EXPECT_EQ(steps_per_beat({2, 2}, 4), 8);
  EXPECT_EQ(steps_per_beat({7, 32}, 4), 1);
}

}  // namespace
}  // namespace segue
