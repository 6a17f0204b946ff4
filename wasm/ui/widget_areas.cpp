// SPDX-License-Identifier: Apache-2.0
// Scroll areas and floating menus.
#include <algorithm>

#include "wasm/ui/widgets.h"

namespace segue {
ImVec2 begin_scroll(Ui&, const char* label, const ImRect& rect) {
  ImGui::SetCursorScreenPos(rect.Min);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  ImGui::BeginChild(label, rect.GetSize(), ImGuiChildFlags_None,
                    ImGuiWindowFlags_NavFlattened | ImGuiWindowFlags_NoBackground);
  ImGui::PopStyleVar();
  return ImGui::GetCursorScreenPos();
}

void end_scroll(Ui&, ImVec2 origin, float height) {
  ImGui::SetCursorScreenPos(origin);
  ImGui::Dummy(ImVec2(1, height));  // as wide as it likes: nothing scrolls sideways
  ImGui::EndChild();
}

bool begin_menu(Ui& ui, const char* id, const ImRect& anchor, float width, float height) {
  if (!ImGui::IsPopupOpen(id)) return false;
  const ImRect screen = shrink(ui.layout.screen, ui.px(8), ui.px(8));
  width = std::min(width, screen.GetWidth());
  const float below = screen.Max.y - anchor.Max.y - ui.px(6),
              above = anchor.Min.y - screen.Min.y - ui.px(6);
  const bool up = below < height && above > below;
  height = std::min(height, std::max(up ? above : below, ui.px(160)));
  const float x = std::clamp(anchor.Min.x, screen.Min.x, screen.Max.x - width);
  const float y = up ? anchor.Min.y - ui.px(6) - height : anchor.Max.y + ui.px(6);
  ImGui::SetNextWindowPos(
      ImVec2(x, std::clamp(y, screen.Min.y, std::max(screen.Min.y, screen.Max.y - height))));
  ImGui::SetNextWindowSize(ImVec2(width, height));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  const bool open = ImGui::BeginPopup(
      id, ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoTitleBar);
  ImGui::PopStyleVar();
  return open;
}

void end_menu() { ImGui::EndPopup(); }

namespace {

constexpr float kMenuSide = 10, kMenuMark = 18 + 6;  // left and right of a row's words

}  // namespace

float menu_row_height(const Ui& ui, std::string_view detail, float width) {
  const float words = width - ui.px(2 * kMenuSide + kMenuMark);
  return line_height(ui, Type::kLabel) + measure_paragraph(ui, Type::kSmall, detail, words) +
         ui.px(18);
}

bool menu_row(Ui& ui, const ImRect& rect, const char* label, std::string_view title,
              std::string_view detail, bool selected) {
  const Interaction press = press_area(ui, label, rect, {.checkable = true, .checked = selected});
  const float lit = press.hovered || press.focused ? 1.0F : 0.0F, rounding = ui.px(8);
  ImDrawList* draw = ImGui::GetWindowDrawList();
  if (lit > 0) draw->AddRectFilled(rect.Min, rect.Max, ui.colors.raised, rounding);
  Cutter cut{shrink(rect, ui.px(kMenuSide), ui.px(4))};
  const ImRect mark = cut.right(ui.px(18), ui.px(6));
  if (selected) draw_icon(*draw, Icon::kCheck, mark.GetCenter(), ui.px(18), ui.colors.accent);
  if (detail.empty()) {
    draw_text(ui, cut.rect, selected ? Type::kLabel : Type::kBody, ui.colors.text, title);
  } else {
    const float line = line_height(ui, Type::kLabel);
    const float below = measure_paragraph(ui, Type::kSmall, detail, cut.rect.GetWidth());
    cut.top((cut.rect.GetHeight() - line - below) / 2);
    draw_text(ui, cut.top(line, ui.px(1)), Type::kLabel, ui.colors.text, title);
    draw_paragraph(ui, cut.rect, Type::kSmall, ui.colors.text_soft, detail);
  }
  if (press.focused) draw_focus_ring(ui, shrink(rect, ui.px(2), ui.px(2)), rounding);
  return press.pressed;
}

}  // namespace segue
