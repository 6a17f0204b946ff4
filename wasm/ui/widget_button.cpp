// SPDX-License-Identifier: Apache-2.0
// Pressable areas, tooltips and buttons.
#include <algorithm>
#include <cmath>

#include "wasm/ui/widgets.h"

namespace segue {

Interaction press_area(Ui& ui, const char* label, const ImRect& rect, const PressOptions& options) {
  ImGuiWindow* window = ImGui::GetCurrentWindow();
  ImGuiContext& g = *GImGui;
  Interaction press;
  press.id = window->GetID(label);
  if (!options.enabled) ImGui::BeginDisabled();
  ImGuiButtonFlags flags = ImGuiButtonFlags_PressedOnClickRelease;
  if (options.repeat) flags = ImGuiButtonFlags_PressedOnClick | ImGuiButtonFlags_Repeat;
  if (ImGui::ItemAdd(rect, press.id, nullptr,
                     options.repeat ? ImGuiItemFlags_ButtonRepeat : ImGuiItemFlags_None)) {
    press.pressed = ImGui::ButtonBehavior(rect, press.id, &press.hovered, &press.held, flags);
    press.focused = g.NavId == press.id && !g.NavDisableHighlight && g.NavWindow == window;
  }
  int status = static_cast<int>(g.LastItemData.StatusFlags);
  if (options.checkable) status |= static_cast<int>(ImGuiItemStatusFlags_Checkable);
  if (options.checked) status |= static_cast<int>(ImGuiItemStatusFlags_Checked);
  IMGUI_TEST_ENGINE_ITEM_INFO(press.id, label, status);
  (void)status;
  if (!options.enabled) ImGui::EndDisabled();
  if (ui.layout.touch) press.hovered = press.held;  // fingers do not hover
  if (press.hovered && options.enabled) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  return press;
}

void tooltip(Ui& ui, const Interaction& press, std::string_view text, std::string_view key) {
  if (text.empty() || ui.layout.touch) return;
  ImGuiContext& g = *GImGui;
  if (!press.hovered || press.held) return;
  if (g.HoverItemDelayTimer < 0.45F) {
    g.HoverItemDelayId = press.id;  // counts on while the same item stays hovered
    ui.memory.animator.keep_moving();
    return;
  }
  g.HoverItemDelayId = press.id;
  const float pad = ui.px(10), key_gap = key.empty() ? 0 : ui.px(10);
  const float key_width = key.empty() ? 0 : measure(ui, Type::kSmall, key).x + ui.px(12);
  const float max_text =
      std::min(ui.px(260), ui.layout.screen.GetWidth() - ui.px(40)) - key_width - key_gap;
  const float text_width = std::min(measure(ui, Type::kSmall, text).x + 1, max_text);
  const float height = measure_paragraph(ui, Type::kSmall, text, text_width);
  const ImVec2 size(text_width + key_gap + key_width + pad * 2, height + ui.px(14));
  ImVec2 at = g.IO.MousePos + ImVec2(-size.x / 2, ui.px(22));
  if (at.y + size.y > ui.layout.screen.Max.y - ui.px(6))
    at.y = g.IO.MousePos.y - size.y - ui.px(10);
  at.x = std::clamp(at.x, ui.px(6), ui.layout.screen.Max.x - size.x - ui.px(6));
  ImGui::SetNextWindowPos(at);
  ImGui::SetNextWindowSize(size);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, ui.px(8));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 1);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowMinSize, ImVec2(1, 1));
  ImGui::PushStyleColor(ImGuiCol_PopupBg, ui.colors.raised);
  if (ImGui::BeginTooltip()) {
    ImRect box(at, at + size);
    box = shrink(box, pad, ui.px(7));
    draw_paragraph(ui, ImRect(box.Min, ImVec2(box.Min.x + text_width, box.Max.y)), Type::kSmall,
                   ui.colors.text, text);
    if (!key.empty()) {
      const ImRect cap(box.Max.x - key_width, box.Min.y - ui.px(1), box.Max.x,
                       box.Min.y + ui.px(17));
      ImGui::GetWindowDrawList()->AddRect(cap.Min, cap.Max, ui.colors.line_strong, ui.px(4));
      draw_text(ui, cap, Type::kSmall, ui.colors.text_soft, key, Align::kCenter);
    }
    ImGui::EndTooltip();
  }
  ImGui::PopStyleColor();
  ImGui::PopStyleVar(3);
}

namespace {

struct Inks {
  ImU32 fill, ink, outline;
};

Inks inks_of(const Ui& ui, const ButtonSpec& spec, float hover, bool held) {
  const Palette& c = ui.colors;
  const ImU32 lift = c.dark ? IM_COL32_WHITE : IM_COL32_BLACK;
  const float push = (held ? 0.16F : 0.10F * hover);
  switch (spec.look) {
    case Look::kPrimary:
      return {mix(c.accent, lift, push), c.on_accent, 0};
    case Look::kSecond:
      return {mix(c.second, lift, push), c.on_second, 0};
    case Look::kQuiet:
      if (spec.on) return {blend(c.card, fade(c.accent, 0.16F + push)), c.text, c.accent};
      return {mix(c.raised, lift, push * 0.6F), c.text, c.line};
    case Look::kBare:
      break;
  }
  const ImU32 wash = fade(c.dark ? IM_COL32_WHITE : IM_COL32_BLACK, held ? 0.12F : 0.07F * hover);
  return {wash, spec.on ? c.accent : mix(c.text_soft, c.text, std::max(hover, held ? 1.0F : 0.0F)),
          0};
}

}  // namespace

float button_width(const Ui& ui, const ButtonSpec& spec) {
  const float icon = spec.icon == Icon::kNone ? 0 : ui.px(20);
  if (spec.icon_only) return ui.target();
  const std::string_view shown(
      spec.label, static_cast<std::size_t>(ImGui::FindRenderedTextEnd(spec.label) - spec.label));
  return std::ceil(measure(ui, spec.type, shown).x) + icon + (icon > 0 ? ui.px(7) : 0) + ui.px(28);
}

bool button(Ui& ui, const ImRect& rect, const ButtonSpec& spec) {
  const Interaction press = press_area(ui, spec.label, rect,
                                       {.enabled = spec.enabled,
                                        .checkable = spec.toggles,
                                        .checked = spec.on,
                                        .repeat = spec.repeat});
  const float hover =
      ui.memory.animator.glide(press.id, press.hovered && spec.enabled ? 1.0F : 0.0F);
  Inks inks = inks_of(ui, spec, hover, press.held);
  if (spec.tint != 0) inks.ink = spec.tint;
  if (!spec.enabled) {
    inks = {fade(inks.fill, spec.look == Look::kBare ? 1.0F : 0.45F), fade(inks.ink, 0.38F),
            fade(inks.outline, 0.5F)};
  }
  ImDrawList* draw = ImGui::GetWindowDrawList();
  const float rounding = std::min(rect.GetHeight() / 2, ui.px(12));
  draw->AddRectFilled(rect.Min, rect.Max, inks.fill, rounding);
  if (inks.outline != 0)
    draw->AddRect(rect.Min, rect.Max, inks.outline, rounding, 0, spec.on ? ui.px(1.5F) : 1.0F);
  const float icon_size = ui.px(20);
  if (spec.icon_only) {
    draw_icon(*draw, spec.icon, rect.GetCenter(), icon_size, inks.ink);
  } else {
    const std::string_view shown(
        spec.label, static_cast<std::size_t>(ImGui::FindRenderedTextEnd(spec.label) - spec.label));
    const float text_width = std::min(measure(ui, spec.type, shown).x, rect.GetWidth());
    const float icon_room = spec.icon == Icon::kNone ? 0 : icon_size + ui.px(7);
    float x = std::max(rect.Min.x + ui.px(6), rect.GetCenter().x - (text_width + icon_room) / 2);
    if (icon_room > 0) {
      draw_icon(*draw, spec.icon, ImVec2(x + icon_size / 2, rect.GetCenter().y), icon_size,
                inks.ink);
      x += icon_room;
    }
    draw_text(ui, ImRect(x, rect.Min.y, rect.Max.x - ui.px(4), rect.Max.y), spec.type, inks.ink,
              shown);
  }
  if (press.focused) draw_focus_ring(ui, rect, rounding);
  tooltip(ui, press, spec.tip, spec.key);
  return press.pressed && spec.enabled;
}

bool button_at_right(Ui& ui, Cutter& row, const ButtonSpec& spec, float gap) {
  const ImRect column = row.right(button_width(ui, spec), gap);
  return button(ui, centered(column, column.GetWidth(), ui.target()), spec);
}

bool button_at_left(Ui& ui, Cutter& row, const ButtonSpec& spec, float gap) {
  const ImRect column = row.left(button_width(ui, spec), gap);
  return button(ui, centered(column, column.GetWidth(), ui.target()), spec);
}

}  // namespace segue
