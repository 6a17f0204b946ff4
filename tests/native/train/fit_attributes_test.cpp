// SPDX-License-Identifier: Apache-2.0
// Latent vectors and attributes that are known sums of them, so that the right steps are known.
#include "native/train/fit_attributes.h"

#include <gtest/gtest.h>

#include <cmath>

#include "shared/base/rng.h"

namespace segue {
namespace {

constexpr int kZ = 5;

// Attribute 0 is z0, attribute 1 is 0.8 z0 + 0.6 z1 (they go together), z4 is hardly used.
MeasuredWindows two_that_go_together(int count) {
  MeasuredWindows windows;
  windows.z_size = kZ;
  windows.infos = {{"first", "", ""}, {"second", "", ""}};
  Rng rng(3);
  for (int i = 0; i < count; ++i) {
    float z[kZ];
    for (float& x : z) x = static_cast<float>(rng.normal());
    z[4] *= 1e-4f;
    windows.latents.insert(windows.latents.end(), z, z + kZ);
    windows.values.push_back(z[0] + 0.3f * static_cast<float>(rng.normal()));
    windows.values.push_back(0.8f * z[0] + 0.6f * z[1] + 0.3f * static_cast<float>(rng.normal()));
  }
  return windows;
}

double attribute(const std::vector<float>& vectors, int row, int which) {
  const float* v = vectors.data() + row * kZ;
  return which == 0 ? v[0] : 0.8 * v[0] + 0.6 * v[1];
}

TEST(FitAttributes, QuartilesMoveTheirAttributeAndWhateverGoesWithIt) {
  const auto field = fit_attributes(two_that_go_together(20000), AttributeMethod::kQuartiles);
  ASSERT_TRUE(field) << field.error().message;
  EXPECT_NEAR(attribute(field->vectors, 0, 0), 1 / 1.09, 0.03);  // what noise leaves of a deviation
  EXPECT_NEAR(attribute(field->vectors, 0, 1), 0.8 / 1.09, 0.05);
}

TEST(FitAttributes, LeastSquaresMoveOneAndLeaveTheOther) {
  const auto field = fit_attributes(two_that_go_together(20000), AttributeMethod::kLeastSquares);
  ASSERT_TRUE(field) << field.error().message;
  for (int row = 0; row < 2; ++row) {
    for (int which = 0; which < 2; ++which) {
      EXPECT_NEAR(attribute(field->vectors, row, which), row == which ? 1 : 0, 0.02);
    }
    for (const int unused : {2, 3})
      EXPECT_NEAR(field->vectors[static_cast<std::size_t>(row * kZ + unused)], 0, 0.05);
    EXPECT_LT(std::fabs(field->vectors[static_cast<std::size_t>(row * kZ + 4)]), 1e-2);
  }
}

// Attribute 0 grows with the size of z0, whichever way: no straight direction raises it.
TEST(FitAttributes, GradientsFindAWayWhereNoDirectionHoldsEverywhere) {
  MeasuredWindows windows;
  windows.z_size = kZ;
  windows.infos = {{"leaps", "", ""}, {"height", "", ""}};
  Rng rng(5);
  for (int i = 0; i < 20000; ++i) {
    float z[kZ];
    for (float& x : z) x = static_cast<float>(rng.normal());
    windows.latents.insert(windows.latents.end(), z, z + kZ);
    windows.values.push_back((z[0] * z[0] - 1) / std::sqrt(2.0f));
    windows.values.push_back(z[1]);
  }
  const auto field = fit_attributes(windows, AttributeMethod::kGradients);
  ASSERT_TRUE(field) << field.error().message;
  EXPECT_EQ(field->rank, kZ);
  const std::vector<AttributeChange> up = {{"leaps", 1}}, down = {{"leaps", -0.5}};
  for (const float side : {-1.5f, 1.5f}) {
    const std::vector<float> z = {side, 0.3f, 0, 0, 1};
    const auto more = apply_attributes(z, *field, up), less = apply_attributes(z, *field, down);
    const auto leaps = [](const std::vector<float>& at) {
      return (at[0] * at[0] - 1) / std::sqrt(2.0);
    };
    EXPECT_NEAR(leaps(more) - leaps(z), 1, 0.15);
    EXPECT_NEAR(leaps(less) - leaps(z), -0.5, 0.1);
    EXPECT_NEAR(more[1], z[1], 0.05) << "the other stays";
    EXPECT_NEAR(more[4], z[4], 0.05) << "what no attribute depends on stays";
  }
  const auto higher = apply_attributes(std::vector<float>{1, 0, 0, 0, 0}, *field,
                                       std::vector<AttributeChange>{{"height", 2}});
  EXPECT_NEAR(higher[1], 2, 0.1);
  EXPECT_NEAR(higher[0], 1, 0.1);
}

TEST(FitAttributes, TooFewWindowsAreRefused) {
  const auto field = fit_attributes(two_that_go_together(50), AttributeMethod::kQuartiles);
  ASSERT_FALSE(field);
  EXPECT_NE(field.error().message.find("found 50"), std::string::npos);
}

}  // namespace
}  // namespace segue
