// SPDX-License-Identifier: Apache-2.0
#include "native/train/weight_storage.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace segue {
namespace {

TEST(WeightStorage, EveryHalfSurvivesAFloat) {
  for (int bits = 0; bits < 65536; ++bits) {
    const auto half = static_cast<std::uint16_t>(bits);
    const float value = from_half(half);
    if (std::isnan(value)) {
      EXPECT_TRUE(std::isnan(from_half(to_half(value))));
    } else {
      ASSERT_EQ(to_half(value), half) << bits;
    }
  }
}

TEST(WeightStorage, HalvesRoundToNearestEven) {
  EXPECT_EQ(to_half(1.0f), 0x3c00);
  EXPECT_EQ(to_half(65504.0f), 0x7bff);
  EXPECT_EQ(to_half(65519.0f), 0x7bff);
  EXPECT_EQ(to_half(65520.0f), 0x7c00);
  EXPECT_EQ(to_half(1.0f + 0x1p-11f), 0x3c00);      // a tie: to even
  EXPECT_EQ(to_half(1.0f + 3 * 0x1p-11f), 0x3c02);  // a tie: to even, upwards
  EXPECT_EQ(to_half(std::nextafter(1.0f + 0x1p-11f, 2.0f)), 0x3c01);
  EXPECT_EQ(to_half(0x1p-24f), 0x0001);  // the smallest subnormal
  EXPECT_EQ(to_half(-0.0f), 0x8000);
}

TEST(WeightStorage, RowsAreScaledByTheirLargestValue) {
  const std::vector<float> values = {1.27f, -0.635f, 0.01f, 0, 0, 0};
  const auto matrix = quantize_rows(values, 2, 3);
  EXPECT_FLOAT_EQ(matrix.scales[0], 0.01f);
  EXPECT_EQ(matrix.values[0], 127);
  EXPECT_EQ(matrix.values[1], -64);  // -63.5: to even
  EXPECT_EQ(matrix.values[2], 1);
  EXPECT_EQ(matrix.scales[1], 1.0f);
  EXPECT_EQ(matrix.values[3], 0);
}

TEST(WeightStorage, OnlyLargeMatricesBecomeBytesAndStayWithinHalfAStep) {
  Weights weights;
  auto& large = weights.arrays["large"];
  large.shape = {64, 64};
  for (int i = 0; i < 4096; ++i) large.values.push_back(std::sin(static_cast<float>(i)));
  weights.arrays["small"] = {{2, 2}, {0.1f, 0.2f, 0.3f, 0.4f}};
  weights.arrays["bias"] = {{4096}, std::vector<float>(4096, 0.123f)};
  const auto rounded = round_weights(weights, WeightStorage::kInt8);
  EXPECT_EQ(rounded.arrays.at("small"), weights.arrays.at("small"));
  EXPECT_EQ(rounded.arrays.at("bias"), weights.arrays.at("bias"));
  EXPECT_NE(rounded.arrays.at("large"), large);
  for (std::size_t i = 0; i < 4096; ++i) {
    EXPECT_NEAR(rounded.arrays.at("large").values[i], large.values[i], 0.5f / 127 + 1e-6f);
  }
  EXPECT_EQ(round_weights(weights, WeightStorage::kF32), weights);
  EXPECT_EQ(round_weights(rounded, WeightStorage::kInt8).arrays.at("large").shape, large.shape);
}

TEST(WeightStorage, AnUnknownNameIsAnError) { EXPECT_FALSE(parse_weight_storage("int4")); }

}  // namespace
}  // namespace segue
