// SPDX-License-Identifier: Apache-2.0
#include "shared/base/byte_reader.h"

#include <gtest/gtest.h>

#include <vector>

namespace segue {
namespace {

TEST(ByteReader, ReadsBigEndianNumbers) {
  const std::vector<std::uint8_t> bytes{1, 2, 3, 4, 5, 6, 7};
  ByteReader reader(bytes);
  EXPECT_EQ(reader.read_u8(), 1);
  EXPECT_EQ(reader.read_u16(), 0x0203);
  EXPECT_EQ(reader.read_u32(), 0x04050607u);
  EXPECT_TRUE(reader.at_end());
}

TEST(ByteReader, AReadPastTheEndMovesNothing) {
  const std::vector<std::uint8_t> bytes{1, 2, 3};
  ByteReader reader(bytes);
  EXPECT_EQ(reader.read_u32(), std::nullopt);
  EXPECT_EQ(reader.offset(), 0u);
  EXPECT_EQ(reader.read_up_to(10).size(), 3u);
  EXPECT_EQ(reader.read_u8(), std::nullopt);
}

}  // namespace
}  // namespace segue
