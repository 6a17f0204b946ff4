// SPDX-License-Identifier: Apache-2.0
// The only way through bytes from outside: every read is checked against the end.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace segue {

/// Reads big-endian numbers from a view that must outlive it. A failed read moves nothing.
class ByteReader {
 public:
  explicit ByteReader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  std::size_t offset() const { return offset_; }
  std::size_t remaining() const { return bytes_.size() - offset_; }
  bool at_end() const { return remaining() == 0; }

  std::optional<std::uint8_t> peek() const {
    return at_end() ? std::nullopt : std::optional(bytes_[offset_]);
  }
  std::optional<std::uint8_t> read_u8() {
    return at_end() ? std::nullopt : std::optional(bytes_[offset_++]);
  }
  std::optional<std::uint16_t> read_u16() {
    if (remaining() < 2) return std::nullopt;
    const auto high = bytes_[offset_], low = bytes_[offset_ + 1];
    offset_ += 2;
    return static_cast<std::uint16_t>(high << 8 | low);
  }
  std::optional<std::uint32_t> read_u32() {
    if (remaining() < 4) return std::nullopt;
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i) value = value << 8 | bytes_[offset_++];
    return value;
  }
  /// The next `count` bytes, or as many as there are.
  std::span<const std::uint8_t> read_up_to(std::size_t count) {
    const auto view = bytes_.subspan(offset_, std::min(count, remaining()));
    offset_ += view.size();
    return view;
  }
  void skip_up_to(std::size_t count) { offset_ += std::min(count, remaining()); }

 private:
  std::span<const std::uint8_t> bytes_;
  std::size_t offset_ = 0;
};

}  // namespace segue
