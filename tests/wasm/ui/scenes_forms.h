// SPDX-License-Identifier: Apache-2.0
// Scenes of models that are none of two-bar melodies.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "wasm/ui/app_state.h"

namespace segue {

using BuildScene = void (*)(AppState&);
const std::vector<std::pair<std::string_view, BuildScene>>& form_scenes();

}  // namespace segue
