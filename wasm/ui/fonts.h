// SPDX-License-Identifier: Apache-2.0
// The sizes of type on the page and the atlas they come from.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "imgui.h"

namespace segue {

enum class Type { kSmall, kBody, kLabel, kHeading, kTitle, kDisplay };
inline constexpr int kTypeCount = 6;

/// Height of a line of this type in CSS pixels at scale 1, and whether it is semibold.
struct TypeSpec {
  float size;
  bool semibold;
};
constexpr TypeSpec type_spec(Type type) {
  constexpr TypeSpec kSpecs[kTypeCount] = {{16, false}, {18, false}, {18, true},
                                           {22, true},  {29, true},  {46, true}};
  return kSpecs[static_cast<int>(type)];
}

using FontSet = std::array<ImFont*, kTypeCount>;

/// Fills `atlas` anew with all types at `scale` * `pixel_ratio`. Letters of European scripts for
/// small and body type, which show file names; Latin for the rest. Without usable font bytes: Dear
/// ImGui's own font.
FontSet build_fonts(ImFontAtlas& atlas, const std::vector<std::uint8_t>& regular,
                    const std::vector<std::uint8_t>& semibold, float scale, float pixel_ratio);

}  // namespace segue
