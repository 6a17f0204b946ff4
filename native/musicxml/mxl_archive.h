// SPDX-License-Identifier: Apache-2.0
// The score inside a packed MusicXML file: a ZIP archive whose META-INF/container.xml names it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "shared/base/result.h"

namespace segue {

/// The bytes of the first score that the container names. Nothing is written to disk.
/// Errors: kCorruptData (no archive, damaged, no container), kUnsupported (encrypted, above
/// kMostMusicXmlBytes unpacked, whatever size the archive claims).
Result<std::vector<std::uint8_t>> unpack_mxl(std::span<const std::uint8_t> bytes);

}  // namespace segue
