// SPDX-License-Identifier: Apache-2.0
// Can everything be read? WCAG 2.2: 4.5:1 for text (1.4.3), 3:1 for controls and marks (1.4.11).
#include "wasm/ui/theme.h"

#include <gtest/gtest.h>

#include <cmath>

namespace segue {
namespace {

class ThemeTest : public testing::TestWithParam<Theme> {
 protected:
  const Palette& colors() const { return palette_of(GetParam()); }
};

TEST_P(ThemeTest, TextCanBeReadOnEverySurface) {
  const Palette& c = colors();
  for (const ImU32 surface : {c.background, c.card, c.raised, c.field, c.roll}) {
    EXPECT_GE(contrast(c.text, surface), 7) << "text on " << std::hex << surface;
    EXPECT_GE(contrast(c.text_soft, surface), 4.5) << "soft text on " << std::hex << surface;
  }
  EXPECT_GE(contrast(c.error, c.card), 4.5);
  EXPECT_GE(contrast(c.on_accent, c.accent), 4.5);
  EXPECT_GE(contrast(c.on_second, c.second), 4.5);
  EXPECT_GE(contrast(c.key_label, c.key_white), 4.5);
}

TEST_P(ThemeTest, NotesOfEveryStepOfAWalkStandOutFromTheRoll) {
  for (int i = 0; i <= 12; ++i) {
    const ImU32 color = journey(colors(), static_cast<float>(i) / 12);
    EXPECT_GE(contrast(color, colors().roll), 3) << i;
    EXPECT_GE(contrast(color, colors().card), 3) << i;
  }
}

TEST_P(ThemeTest, TracksStandOutFromTheRollAndFromEachOther) {
  for (int i = 0; i < 8; ++i) {
    EXPECT_GE(contrast(track_color(colors(), i), colors().roll), 3) << i;
    for (int k = 0; k < i; ++k) {
      int apart = 0;
      for (const int shift : {0, 8, 16}) {
        apart += std::abs(static_cast<int>(track_color(colors(), i) >> shift & 255U) -
                          static_cast<int>(track_color(colors(), k) >> shift & 255U));
      }
      EXPECT_GE(apart, 48) << i << " and " << k;
    }
  }
}

TEST_P(ThemeTest, AWalkBeginsWithTheColourOfAAndEndsWithThatOfB) {
  const auto near = [](ImU32 a, ImU32 b) {
    for (const int shift : {0, 8, 16}) {
      const int difference =
          static_cast<int>(a >> shift & 255U) - static_cast<int>(b >> shift & 255U);
      if (std::abs(difference) > 1) return false;
    }
    return true;
  };
  EXPECT_TRUE(near(journey(colors(), 0), colors().accent));
  EXPECT_TRUE(near(journey(colors(), 1), colors().second));
}

TEST_P(ThemeTest, ControlsHaveAnOutlineThatCanBeSeen) {
  EXPECT_GE(contrast(colors().line_strong, colors().card), 3);
}

INSTANTIATE_TEST_SUITE_P(Both, ThemeTest, testing::Values(Theme::kDark, Theme::kLight));

TEST(Theme, ContrastOfBlackAndWhiteIsTwentyOne) {
  EXPECT_NEAR(contrast(IM_COL32_BLACK, IM_COL32_WHITE), 21, 1e-9);
  EXPECT_NEAR(contrast(IM_COL32_WHITE, IM_COL32_WHITE), 1, 1e-9);
}

}  // namespace
}  // namespace segue
