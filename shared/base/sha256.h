// SPDX-License-Identifier: Apache-2.0
// SHA-256, for checking that a file is the one that was meant. Source: FIPS 180-4.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>

namespace segue {

/// Takes bytes in pieces of any size; `finish` may be called once.
class Sha256 {
 public:
  void update(std::span<const std::uint8_t> bytes);
  std::array<std::uint8_t, 32> finish();

 private:
  void compress(const std::uint8_t* block);

  std::array<std::uint32_t, 8> state_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<std::uint8_t, 64> buffer_{};
  std::uint64_t length_bytes_ = 0;
};

/// 64 lower-case hexadecimal digits.
std::string sha256_hex(std::span<const std::uint8_t> bytes);

}  // namespace segue
