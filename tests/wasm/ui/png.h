// SPDX-License-Identifier: Apache-2.0
// Pictures as PNG files, stored without compression: small code matters here, not small files.
#pragma once

#include <cstdint>
#include <vector>

#include "rasteriser.h"

namespace segue {

/// Source: W3C, "Portable Network Graphics (PNG) Specification", third edition; RFC 1950 and 1951.
std::vector<std::uint8_t> to_png(const Picture& picture);

}  // namespace segue
