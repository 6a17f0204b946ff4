// SPDX-License-Identifier: Apache-2.0
// Small questions about the state.
#include "wasm/ui/app_state.h"

namespace segue {

const MelodyWindow* InputSlot::chosen() const {
  if (!file || window < 0 || static_cast<std::size_t>(window) >= file->windows.size())
    return nullptr;
  return &file->windows[static_cast<std::size_t>(window)];
}

const NamedClip* Document::selected_clip() const {
  const auto index = static_cast<std::size_t>(selected());
  return selected() >= 0 && index < clips().size() ? &clips()[index] : nullptr;
}

}  // namespace segue
