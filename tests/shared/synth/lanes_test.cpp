// SPDX-License-Identifier: Apache-2.0
// What is calculated four frames at a time is what one frame at a time gives.
#include "shared/synth/lanes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <vector>

#include "shared/synth/dsp.h"
#include "shared/synth/low_pass.h"

namespace segue::detail {
namespace {

std::vector<float> noise(int frames) {
  std::vector<float> x;
  for (Noise source(7); frames > 0; --frames) x.push_back(source.next());
  return x;
}

TEST(Lanes, TheLowPassIsThatOfTheStateVariableFilter) {
  for (const float hz : {60.0f, 1000.0f, 9000.0f}) {
    const float g = tan_of_half_turns(hz / 48000);
    StateVariableFilter one;
    one.set(g, 0.8f);
    LowPass four;
    four.set(g, 0.8f);
    LowPass::State state;
    std::vector<float> x = noise(1003), expected;
    for (const float in : x) {
      one.tick(in);
      expected.push_back(one.low);
    }
    for (int at = 0, count = 1; at < 1003; at += count, count = count % 7 + 1) {
      four.run(x.data() + at, std::min(count, 1003 - at), state);
    }
    for (int i = 0; i < 1003; ++i) {
      ASSERT_NEAR(x[static_cast<std::size_t>(i)], expected[static_cast<std::size_t>(i)], 2e-5)
          << hz << " " << i;
    }
  }
}

TEST(Lanes, TheOnePoleIsTheRecursion) {
  const std::vector<float> x = noise(203);
  std::vector<float> out(x.size());
  float state = 0.5f, expected = 0.5f;
  OnePole pole(0.13f);
  pole.run(x.data(), out.data(), 101, state);
  pole.run(x.data() + 101, out.data() + 101, 102, state);
  for (std::size_t i = 0; i < x.size(); ++i) {
    expected += (x[i] - expected) * 0.13f;
    ASSERT_NEAR(out[i], expected, 2e-6) << i;
  }
}

TEST(Lanes, PhasesBecomeTurnsAndMatricesTurnOver) {
  const Four at = turns(FourPhases{0, 0x40000000u, 0x80000000u, 0xffffffffu});
  EXPECT_EQ(at[0], 0);
  EXPECT_EQ(at[1], 0.25f);
  EXPECT_EQ(at[2], 0.5f);
  EXPECT_LT(at[3], 1);
  Four rows[4] = {{0, 1, 2, 3}, {4, 5, 6, 7}, {8, 9, 10, 11}, {12, 13, 14, 15}};
  transpose(rows[0], rows[1], rows[2], rows[3]);
  for (int i = 0; i < 4; ++i) {
    for (int j = 0; j < 4; ++j) EXPECT_EQ(rows[i][j], 4 * j + i);
  }
}

}  // namespace
}  // namespace segue::detail
