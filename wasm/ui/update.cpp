// SPDX-License-Identifier: Apache-2.0
// Each command to its rule.
#include "wasm/ui/update.h"

#include <variant>

#include "wasm/ui/updater.h"

namespace segue {

void update(AppState& state, const Command& command, Platform& platform) {
  Updater updater{state, platform};
  std::visit([&updater](const auto& one) { updater.on(one); }, command);
}

}  // namespace segue
