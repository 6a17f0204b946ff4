// SPDX-License-Identifier: Apache-2.0
#include "shared/tensor/half.h"

#include <gtest/gtest.h>

#include <cmath>

namespace segue {
namespace {

TEST(Half, EveryHalfComesBackAsItself) {
  for (int bits = 0; bits < 0x10000; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    const float value = from_half(half);
    if (std::isnan(value)) continue;
    EXPECT_EQ(to_half(value), half);
  }
}

TEST(Half, RoundsToTheNearestAndTiesToEven) {
  EXPECT_EQ(from_half(to_half(1.0f + 0x1p-12f)), 1.0f);
  EXPECT_EQ(from_half(to_half(1.0f + 0x1p-11f)), 1.0f);                // half way, even below
  EXPECT_EQ(from_half(to_half(1.0f + 3 * 0x1p-11f)), 1.0f + 0x1p-9f);  // half way, even above
  EXPECT_TRUE(std::isinf(from_half(to_half(1e6f))));
  EXPECT_TRUE(std::isnan(from_half(to_half(NAN))));
}

}  // namespace
}  // namespace segue
