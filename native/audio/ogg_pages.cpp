// SPDX-License-Identifier: Apache-2.0
#include "native/audio/ogg_pages.h"

#include <array>
#include <cstddef>
#include <cstring>

namespace segue {
namespace {

constexpr std::size_t kHeader = 27, kSerial = 14, kChecksum = 22, kSegments = 26;
constexpr std::uint32_t kPolynomial = 0x04c11db7;

constexpr std::array<std::uint32_t, 256> make_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i << 24;
    for (int bit = 0; bit < 8; ++bit) value = value << 1 ^ (value >> 31 != 0 ? kPolynomial : 0);
    table[i] = value;
  }
  return table;
}

std::uint32_t checksum(std::span<const std::uint8_t> page) {
  static constexpr auto kTable = make_table();
  std::uint32_t sum = 0;
  for (const std::uint8_t byte : page) sum = sum << 8 ^ kTable[sum >> 24 ^ byte];
  return sum;
}

void put_number(std::span<std::uint8_t> page, std::size_t at, std::uint32_t number) {
  for (std::size_t i = 0; i < 4; ++i) page[at + i] = static_cast<std::uint8_t>(number >> (8 * i));
}

}  // namespace

void set_ogg_serial(std::span<std::uint8_t> file, std::uint32_t serial) {
  while (file.size() >= kHeader && std::memcmp(file.data(), "OggS", 4) == 0) {
    const std::size_t segments = file[kSegments];
    if (file.size() < kHeader + segments) return;
    std::size_t size = kHeader + segments;
    for (std::size_t i = 0; i < segments; ++i) size += file[kHeader + i];
    if (file.size() < size) return;
    const auto page = file.first(size);
    put_number(page, kSerial, serial);
    put_number(page, kChecksum, 0);
    put_number(page, kChecksum, checksum(page));
    file = file.subspan(size);
  }
}

}  // namespace segue
