// SPDX-License-Identifier: Apache-2.0
// The Tab key over all panels, in the order in which they are drawn, and out of the canvas at both
// ends. Dear ImGui's own tabbing stays inside one window and goes round for ever.
#pragma once

#include "wasm/app/widget_tree.h"

namespace segue {

/// Moves the keyboard focus by one widget; between frames. False when it would leave: then nothing
/// has focus and the browser should take the key. An open popup keeps the focus inside.
bool move_tab_focus(const WidgetTree& tree, bool backwards);

/// Gives the widget keyboard focus and scrolls it into view; between frames. False when it is not
/// on screen.
bool focus_widget(const WidgetTree& tree, ImGuiID id);

}  // namespace segue
