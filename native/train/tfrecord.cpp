// SPDX-License-Identifier: Apache-2.0
#include "native/train/tfrecord.h"

#include <array>

namespace segue {
namespace {

constexpr std::uint32_t kReversedPolynomial = 0x82f63b78;
constexpr std::uint32_t kMaskDelta = 0xa282ead8;  // TensorFlow's constant

std::array<std::uint32_t, 256> make_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? kReversedPolynomial : 0);
    table[i] = crc;
  }
  return table;
}

void append_little_endian(std::string& out, std::uint64_t value, int size_bytes) {
  for (int i = 0; i < size_bytes; ++i) out.push_back(static_cast<char>(value >> (8 * i) & 255));
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
  static const auto table = make_table();
  std::uint32_t crc = ~0u;
  for (const char byte : bytes) {
    crc = crc >> 8 ^ table[(crc ^ static_cast<std::uint8_t>(byte)) & 255];
  }
  return ~crc;
}

std::uint32_t masked_crc32c(std::string_view bytes) {
  const std::uint32_t crc = crc32c(bytes);
  return (crc >> 15 | crc << 17) + kMaskDelta;
}

std::string to_tfrecord(std::string_view record) {
  std::string out;
  append_little_endian(out, record.size(), 8);
  append_little_endian(out, masked_crc32c(out), 4);
  out += record;
  append_little_endian(out, masked_crc32c(record), 4);
  return out;
}

}  // namespace segue
