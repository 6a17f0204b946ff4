// SPDX-License-Identifier: Apache-2.0
// The rare paths of the event decoder: long numbers and repairs.
#include "shared/midi/smf_walker.h"

#include <string>

namespace segue::detail {

VariableLength read_variable(ByteReader in, MidiWarnings& warnings) {
  const std::size_t offset = in.offset();
  std::uint64_t value = 0;
  while (const auto byte = in.read_u8()) {
    value = std::min<std::uint64_t>(value << 7 | (*byte & 0x7F), std::uint64_t{1} << 40);
    if (*byte >= 0x80) continue;
    const std::size_t length = in.offset() - offset;
    if (length > 4) {
      warnings.add(offset, "a number of " + std::to_string(length) + " bytes: expected at most 4");
    }
    return {static_cast<std::uint32_t>(std::min<std::uint64_t>(value, kMaxVariableLength)), in};
  }
  return {std::nullopt, in};
}

std::uint8_t repair_data_byte(std::uint8_t byte, std::size_t offset, MidiWarnings& warnings) {
  if (byte < 0x80) return byte;
  warnings.add(offset, "a data byte of the event that ends here is " + std::to_string(byte) +
                           ": expected at most 127; read as 127");
  return 127;
}

ByteReader skip_illegal_status(ByteReader in, std::uint8_t status, MidiWarnings& warnings) {
  warnings.add(in.offset() - 1,
               "status byte " + std::to_string(status) + " does not belong in a file; skipped");
  int data_bytes = 0;
  if (status == 0xF1 || status == 0xF3) data_bytes = 1;  // time code, song select
  if (status == 0xF2) data_bytes = 2;                    // song position
  for (; data_bytes > 0; --data_bytes) {
    const auto next = in.peek();
    if (!next || *next >= 0x80) break;
    in.skip_up_to(1);
  }
  return in;
}

ByteReader skip_stray_data(ByteReader in, MidiWarnings& warnings) {
  const std::size_t start = in.offset() - 1;
  while (in.peek().value_or(0x80) < 0x80) in.skip_up_to(1);
  warnings.add(start,
               std::to_string(in.offset() - start) + " data bytes without a status byte skipped");
  return in;
}

void warn_cut_off(std::size_t offset, MidiWarnings& warnings) {
  warnings.add(offset, "the last event is cut off; dropped");
}

}  // namespace segue::detail
