// SPDX-License-Identifier: Apache-2.0
#include "shared/base/math.h"

#include <gtest/gtest.h>

#include <cmath>

namespace segue {
namespace {

TEST(PortableMath, LogAgreesWithTheLibrary) {
  for (double x = 1e-300; x < 1e300; x *= 1.37) EXPECT_NEAR(portable_log(x) / std::log(x), 1, 4e-15) << x;
  for (double x = 0.5; x < 2; x += 0.0007) EXPECT_NEAR(portable_log(x), std::log(x), 4e-16) << x;
  EXPECT_EQ(portable_log(1), 0);
  EXPECT_NEAR(portable_log(5e-324), std::log(5e-324), 1e-12);
}

TEST(PortableMath, LogOfZeroAndBelow) {
  EXPECT_EQ(portable_log(0), -INFINITY);
  EXPECT_TRUE(std::isnan(portable_log(-1)));
}

TEST(PortableMath, SineAndCosineAgreeWithTheLibrary) {
  for (double x = -50; x < 50; x += 0.0137) {
    EXPECT_NEAR(portable_sin(x), std::sin(x), 1e-14) << x;
    EXPECT_NEAR(portable_cos(x), std::cos(x), 1e-14) << x;
  }
}

TEST(PortableMath, ArcCosineAgreesWithTheLibraryAndClamps) {
  for (double x = -1; x <= 1; x += 0.0003) EXPECT_NEAR(portable_acos(x), std::acos(x), 1e-14) << x;
  EXPECT_EQ(portable_acos(1.0000001), 0);
  EXPECT_NEAR(portable_acos(-2), std::acos(-1.0), 1e-15);
}

}  // namespace
}  // namespace segue
