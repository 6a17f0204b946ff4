// SPDX-License-Identifier: Apache-2.0
// The only place where AppState changes.
#pragma once

#include "wasm/ui/app_state.h"
#include "wasm/ui/commands.h"
#include "wasm/ui/platform.h"

namespace segue {

/// Applies one command and asks the platform for what follows from it.
void update(AppState& state, const Command& command, Platform& platform);

}  // namespace segue
