// SPDX-License-Identifier: Apache-2.0
// States of the page worth looking at, with melodies typed in.
#pragma once

#include <string_view>
#include <vector>

#include "wasm/ui/app_state.h"

namespace segue {

/// Two bars from notes as (pitch, sixteenths); pitch 0 is a rest. Cut or filled to 32 tokens.
std::vector<std::uint8_t> melody(const std::vector<std::pair<int, int>>& notes);

std::vector<std::string_view> scene_names();
/// An unknown name gives the first visit.
AppState make_scene(std::string_view name);

}  // namespace segue
