// SPDX-License-Identifier: Apache-2.0
// Dear ImGui's triangles as pixels: enough to look at the page without a GPU.
#pragma once

#include <cstdint>
#include <vector>

#include "imgui.h"

namespace segue {

struct Picture {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgb;  ///< [height, width, 3]
};

/// Draws at the framebuffer's scale with the context's font atlas as the only texture.
Picture rasterise(const ImDrawData& data);

}  // namespace segue
