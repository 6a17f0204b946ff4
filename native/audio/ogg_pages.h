// SPDX-License-Identifier: Apache-2.0
// Makes Ogg files of the same music the same bytes: their streams carry a number that libsndfile
// draws at random.
#pragma once

#include <cstdint>
#include <span>

namespace segue {

/// Gives every page of `file` the stream's number `serial` and the checksum that follows from it
/// (RFC 3533, section 6). Stops at what is no page.
void set_ogg_serial(std::span<std::uint8_t> file, std::uint32_t serial);

}  // namespace segue
