// SPDX-License-Identifier: Apache-2.0
// TFRecord framing, as TensorBoard reads it: length, its masked CRC, the bytes, their masked CRC,
// little-endian.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace segue {

/// CRC-32C (Castagnoli, RFC 3720 appendix B.4).
std::uint32_t crc32c(std::string_view bytes);

/// Rotated right by 15 bits and shifted by a constant, so that a CRC of data with CRCs inside stays
/// strong.
std::uint32_t masked_crc32c(std::string_view bytes);

/// `record` framed.
std::string to_tfrecord(std::string_view record);

}  // namespace segue
