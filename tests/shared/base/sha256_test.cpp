// SPDX-License-Identifier: Apache-2.0
#include "shared/base/sha256.h"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace segue {
namespace {

std::span<const std::uint8_t> bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// Golden values from FIPS 180-4's published examples.
TEST(Sha256, GivesThePublishedDigests) {
  EXPECT_EQ(sha256_hex({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex(bytes("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(bytes("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256_hex(std::vector<std::uint8_t>(1000000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, DoesNotDependOnHowTheBytesArriveAtAnyLengthAroundABlock) {
  for (std::size_t size = 0; size <= 200; ++size) {
    std::vector<std::uint8_t> input(size);
    for (std::size_t i = 0; i < size; ++i) input[i] = static_cast<std::uint8_t>(i * 7);
    Sha256 whole, pieces;
    whole.update(input);
    for (std::size_t i = 0; i < size; i += 3) {
      pieces.update(std::span(input).subspan(i, std::min<std::size_t>(3, size - i)));
    }
    EXPECT_EQ(whole.finish(), pieces.finish()) << size;
  }
}

}  // namespace
}  // namespace segue
