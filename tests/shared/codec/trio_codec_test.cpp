// SPDX-License-Identifier: Apache-2.0
#include "shared/codec/trio_codec.h"

#include <gtest/gtest.h>

#include <vector>

namespace segue {
namespace {

using Tokens = std::vector<std::uint16_t>;

TEST(TrioCodec, EachPartBecomesItsInstrument) {
  const auto trio = decode_trio(Tokens{41, 17, 1, 0, 0, 2, 1, 0, 0, 43, 19, 0}, 100, 5);
  ASSERT_TRUE(trio.ok());
  ASSERT_EQ(trio->instruments.size(), 3u);
  EXPECT_TRUE(trio->instruments[2].is_drum);
  EXPECT_EQ(trio->instruments[1].program, 33);
  EXPECT_EQ(trio->tempo_qpm, 100);
  std::vector<std::vector<int>> notes;
  for (const auto& n : trio->notes) {
    notes.push_back({n.instrument, n.pitch, n.start_step, n.end_step, n.program});
  }
  EXPECT_EQ(notes, (std::vector<std::vector<int>>{{0, 60, 0, 2, 5},
                                                  {1, 36, 0, 3, 33},
                                                  {2, 36, 0, 1, 0},
                                                  {2, 38, 1, 2, 0},
                                                  {0, 62, 3, 4, 5},
                                                  {1, 38, 3, 4, 33}}));
}

TEST(TrioCodec, WhatIsNoTrioIsAReadableError) {
  EXPECT_FALSE(decode_trio(Tokens{0, 0}).ok());
  EXPECT_FALSE(decode_trio(Tokens{90, 0, 0}).ok());
  EXPECT_FALSE(decode_trio(Tokens{0, 0, 512}).ok());
  const auto bass = decode_trio(Tokens{0, 0, 0, 0, 91, 0});
  ASSERT_FALSE(bass.ok());
  EXPECT_EQ(bass.error().message, "bass token 91 at step 1: melody tokens are 0 to 89");
}

}  // namespace
}  // namespace segue
