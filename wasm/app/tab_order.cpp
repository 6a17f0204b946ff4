// SPDX-License-Identifier: Apache-2.0
// Works on the widget list of the last frame.
#include "wasm/app/tab_order.h"

#include <vector>

namespace segue {
namespace {

// A child window with widgets is itself an item; its widgets are stops, it is not.
bool is_child_window(const ImGuiContext& context, ImGuiID id) {
  for (const ImGuiWindow* window : context.Windows) {
    if (window->ChildId == id) return true;
  }
  return false;
}

void focus(const Widget& widget) {
  ImGuiContext& context = *ImGui::GetCurrentContext();
  ImGui::ClearActiveID();
  ImGui::FocusWindow(widget.window);
  ImGui::SetNavID(widget.id, ImGuiNavLayer_Main, widget.focus_scope,
                  ImGui::WindowRectAbsToRel(widget.window, widget.rect));
  context.NavDisableHighlight = false;
  context.NavDisableMouseHover = true;
  ImGui::ScrollToRect(widget.window, widget.rect,
                      ImGuiScrollFlags_KeepVisibleEdgeX | ImGuiScrollFlags_KeepVisibleEdgeY);
}

}  // namespace

bool move_tab_focus(const WidgetTree& tree, bool backwards) {
  ImGuiContext& context = *ImGui::GetCurrentContext();
  const ImGuiWindow* popup =
      context.OpenPopupStack.empty() ? nullptr : context.OpenPopupStack.back().Window;
  std::vector<const Widget*> stops;
  int current = -1;
  for (const Widget& widget : tree.widgets()) {
    if (!widget.tab_stop() || is_child_window(context, widget.id)) continue;
    if (popup && widget.window->RootWindow != popup->RootWindow) continue;
    if (widget.id == context.NavId && !context.NavDisableHighlight)
      current = static_cast<int>(stops.size());
    if (widget.id == context.ActiveId) current = static_cast<int>(stops.size());
    stops.push_back(&widget);
  }
  if (stops.empty()) return false;
  const int count = static_cast<int>(stops.size());
  int next = current < 0 ? (backwards ? count - 1 : 0) : current + (backwards ? -1 : 1);
  if (popup) next = (next + count) % count;
  if (next < 0 || next >= count) {
    ImGui::ClearActiveID();
    context.NavId = 0;
    context.NavDisableHighlight = true;
    return false;
  }
  focus(*stops[static_cast<std::size_t>(next)]);
  return true;
}

bool focus_widget(const WidgetTree& tree, ImGuiID id) {
  for (const Widget& widget : tree.widgets()) {
    if (widget.id != id || widget.disabled()) continue;
    focus(widget);
    return true;
  }
  return false;
}

}  // namespace segue
