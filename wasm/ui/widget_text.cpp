// SPDX-License-Identifier: Apache-2.0
// A line of text that is typed: Dear ImGui's input in Segue's frame.
#include <algorithm>
#include <cstdio>

#include "wasm/ui/widgets.h"

namespace segue {
namespace {

constexpr std::size_t kLongestLine = 255;

}  // namespace

bool text_field(Ui& ui, const ImRect& rect, const TextFieldSpec& spec, TypedText& typed) {
  char text[kLongestLine + 1];
  std::snprintf(text, sizeof text, "%s", typed.text.c_str());
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  const float rounding = ui.px(12);
  draw.AddRectFilled(rect.Min, rect.Max, ui.colors.field, rounding);
  ImGui::PushFont(ui.fonts[static_cast<std::size_t>(Type::kBody)]);
  const float inset = (rect.GetHeight() - line_height(ui, Type::kBody)) / 2;
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(ui.px(14), inset));
  ImGui::SetCursorScreenPos(rect.Min);
  ImGui::SetNextItemWidth(rect.GetWidth());
  const bool entered = ImGui::InputTextWithHint(spec.label, spec.hint, text,
                                                std::min(spec.longest, kLongestLine) + 1,
                                                spec.flags | ImGuiInputTextFlags_EnterReturnsTrue);
  const bool left = ImGui::IsItemDeactivated();
  typed.editing = ImGui::IsItemActive();
  const bool focused = GImGui->NavId == ImGui::GetItemID() && !GImGui->NavDisableHighlight;
  ImGui::PopStyleVar();
  ImGui::PopFont();
  typed.text = text;
  const bool wrong = spec.is_wrong && spec.is_wrong(typed.text);
  const ImU32 edge = wrong ? ui.colors.error : typed.editing ? ui.colors.accent : ui.colors.line;
  draw.AddRect(rect.Min, rect.Max, edge, rounding, 0, typed.editing || wrong ? ui.px(1.5F) : 1);
  if (focused && !typed.editing) draw_focus_ring(ui, rect, rounding);
  return entered || left;
}

}  // namespace segue
