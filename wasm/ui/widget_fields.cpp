// SPDX-License-Identifier: Apache-2.0
// Segmented choices, sliders, steppers, field labels and choosers.
#include <algorithm>
#include <cmath>
#include <string>

#include "wasm/ui/widgets.h"

namespace segue {
namespace {

ImDrawList* drawing() { return ImGui::GetWindowDrawList(); }

double snap(double value, const SliderSpec& spec) {
  const double steps = std::round((value - spec.min) / spec.step);
  return std::clamp(spec.min + steps * spec.step, spec.min, spec.max);
}

// Arrow keys on a focused slider. Dear ImGui would move the focus with them: the key is taken away
// from it.
std::optional<double> arrow_keys(const Interaction& press, double value, const SliderSpec& spec) {
  if (!press.focused) return std::nullopt;
  const double page = spec.page > 0 ? spec.page : spec.step * 10;
  const double by = ImGui::GetIO().KeyShift ? page : spec.step;
  double target = value;
  for (const auto& [key, sign] :
       {std::pair{ImGuiKey_LeftArrow, -1}, std::pair{ImGuiKey_RightArrow, 1}}) {
    ImGui::SetKeyOwner(key, press.id);
    if (ImGui::IsKeyPressed(key, press.id, ImGuiInputFlags_Repeat)) target += sign * by;
  }
  for (const auto& [key, end] :
       {std::pair{ImGuiKey_Home, spec.min}, std::pair{ImGuiKey_End, spec.max}}) {
    ImGui::SetKeyOwner(key, press.id);
    if (ImGui::IsKeyPressed(key, press.id)) target = end;
  }
  target = snap(target, spec);
  if (target == value) return std::nullopt;
  return target;
}

}  // namespace

std::optional<int> segmented(Ui& ui, const ImRect& rect, std::span<const Segment> segments,
                             int selected) {
  const float rounding = ui.px(12), inset = ui.px(4);
  drawing()->AddRectFilled(rect.Min, rect.Max, ui.colors.field, rounding);
  drawing()->AddRect(rect.Min, rect.Max, ui.colors.line, rounding);
  const float width = (rect.GetWidth() - inset * 2) / static_cast<float>(segments.size());
  const ImGuiID id = ImGui::GetID(segments[0].label);
  const float at = ui.memory.animator.glide(id + 1, static_cast<float>(selected), 18);
  const ImRect thumb(rect.Min.x + inset + width * at, rect.Min.y + inset,
                     rect.Min.x + inset + width * (at + 1), rect.Max.y - inset);
  drawing()->AddRectFilled(thumb.Min + ImVec2(0, ui.px(1)), thumb.Max + ImVec2(0, ui.px(2)),
                           fade(ui.colors.shadow, 0.5F), rounding - inset);
  drawing()->AddRectFilled(
      thumb.Min, thumb.Max,
      ui.colors.dark ? mix(ui.colors.raised, IM_COL32_WHITE, 0.07F) : ui.colors.card,
      rounding - inset);
  std::optional<int> chosen;
  for (int i = 0; i < static_cast<int>(segments.size()); ++i) {
    const Segment& segment = segments[static_cast<std::size_t>(i)];
    const ImRect part(rect.Min.x + inset + width * static_cast<float>(i), rect.Min.y,
                      rect.Min.x + inset + width * static_cast<float>(i + 1), rect.Max.y);
    const Interaction press =
        press_area(ui, segment.label, part, {.checkable = true, .checked = i == selected});
    const float lit =
        ui.memory.animator.glide(press.id, i == selected || press.hovered ? 1.0F : 0.0F);
    const std::string_view shown(
        segment.label,
        static_cast<std::size_t>(ImGui::FindRenderedTextEnd(segment.label) - segment.label));
    draw_text(ui, shrink(part, ui.px(4), 0), Type::kLabel,
              mix(ui.colors.text_soft, ui.colors.text, lit), shown, Align::kCenter);
    if (press.focused) draw_focus_ring(ui, shrink(part, 0, inset), rounding - inset);
    tooltip(ui, press, segment.tip, segment.key);
    if (press.pressed && i != selected) chosen = i;
  }
  return chosen;
}

SliderChange slider(Ui& ui, const ImRect& rect, double value, const SliderSpec& spec) {
  const Interaction press = press_area(ui, spec.label, rect, {.enabled = spec.enabled});
  const float knob = ui.px(9), left = rect.Min.x + knob, right = rect.Max.x - knob;
  SliderChange change;
  if (press.held && ImGui::IsMouseDown(0)) {
    const double t =
        std::clamp((ImGui::GetMousePos().x - left) / std::max(1.0F, right - left), 0.0F, 1.0F);
    const double dragged = snap(spec.min + t * (spec.max - spec.min), spec);
    if (dragged != value) change.value = dragged;
  }
  if (const auto stepped = arrow_keys(press, value, spec)) change.value = stepped;
  change.done = ImGui::IsItemDeactivated() ||
                (press.focused && ImGui::IsKeyReleased(ImGuiKey_LeftArrow)) ||
                (press.focused && ImGui::IsKeyReleased(ImGuiKey_RightArrow));

  const double shown = change.value.value_or(value);
  const auto place = [&](double number) {
    const double t = (std::clamp(number, spec.min, spec.max) - spec.min) / (spec.max - spec.min);
    return left + (right - left) * static_cast<float>(t);
  };
  const float x = place(shown), y = std::round(rect.GetCenter().y), thick = ui.px(2.5F);
  const float from = spec.origin ? place(*spec.origin) : left - thick;
  const ImU32 color = spec.color != 0 ? spec.color : ui.colors.accent;
  drawing()->AddRectFilled(ImVec2(left - thick, y - thick), ImVec2(right + thick, y + thick),
                           mix(ui.colors.line, ui.colors.line_strong, 0.35F), thick);
  if (spec.enabled) {
    drawing()->AddRectFilled(ImVec2(std::min(from, x), y - thick),
                             ImVec2(std::max(from, x), y + thick), color, spec.origin ? 0 : thick);
    if (spec.origin) {
      drawing()->AddRectFilled(ImVec2(from - ui.px(1), y - ui.px(6)),
                               ImVec2(from + ui.px(1), y + ui.px(6)), ui.colors.line_strong);
    }
  }
  if (!spec.enabled) return {};
  const float lit = ui.memory.animator.glide(press.id, press.hovered || press.held ? 1.0F : 0.0F);
  drawing()->AddCircleFilled(ImVec2(x, y), knob + ui.px(6) * lit, fade(color, 0.18F * lit));
  drawing()->AddCircleFilled(ImVec2(x, y), knob, color);
  drawing()->AddCircleFilled(ImVec2(x, y), knob - ui.px(3), ui.colors.card);
  if (press.focused) draw_focus_ring(ui, ImRect(x - knob, y - knob, x + knob, y + knob), knob);
  return change;
}

std::optional<int> stepper(Ui& ui, const ImRect& rect, const char* label, int value, int min,
                           int max) {
  const float rounding = ui.px(12);
  drawing()->AddRectFilled(rect.Min, rect.Max, ui.colors.field, rounding);
  drawing()->AddRect(rect.Min, rect.Max, ui.colors.line, rounding);
  Cutter cut{rect};
  const ImRect less = cut.left(rect.GetHeight()), more = cut.right(rect.GetHeight());
  std::optional<int> chosen;
  ImGui::PushID(label);
  const std::string fewer_label = std::string("Less: ") + label,
                    more_label = std::string("More: ") + label;
  if (button(ui, less,
             {.label = fewer_label.c_str(),
              .icon = Icon::kMinus,
              .look = Look::kBare,
              .icon_only = true,
              .enabled = value > min,
              .repeat = true})) {
    chosen = value - 1;
  }
  if (button(ui, more,
             {.label = more_label.c_str(),
              .icon = Icon::kPlus,
              .look = Look::kBare,
              .icon_only = true,
              .enabled = value < max,
              .repeat = true})) {
    chosen = value + 1;
  }
  ImGui::PopID();
  draw_text(ui, cut.rect, Type::kLabel, ui.colors.text, std::to_string(value), Align::kCenter);
  return chosen;
}

void field_label(Ui& ui, const ImRect& rect, const char* label, std::string_view value,
                 std::string_view tip) {
  const float width = measure(ui, Type::kLabel, label).x;
  draw_text(ui, rect, Type::kLabel, ui.colors.text, label);
  if (!value.empty()) {
    draw_text(ui, ImRect(rect.Min.x + width + ui.px(12), rect.Min.y, rect.Max.x, rect.Max.y),
              Type::kBody, ui.colors.text_soft, value, Align::kRight);
  }
  if (tip.empty()) return;
  const ImRect area(rect.Min, ImVec2(rect.Min.x + width, rect.Max.y));
  Interaction press;
  press.id = ImGui::GetID(label) + 7;
  press.hovered = ImGui::IsWindowHovered() && ImGui::IsMouseHoveringRect(area.Min, area.Max);
  tooltip(ui, press, tip);
}

bool chooser(Ui& ui, const ImRect& rect, const char* label, std::string_view value, bool open) {
  const Interaction press = press_area(ui, label, rect);
  const float lit = ui.memory.animator.glide(press.id, press.hovered || open ? 1.0F : 0.0F),
              rounding = ui.px(12);
  drawing()->AddRectFilled(rect.Min, rect.Max, ui.colors.field, rounding);
  drawing()->AddRect(rect.Min, rect.Max, mix(ui.colors.line, ui.colors.line_strong, lit), rounding);
  Cutter cut{shrink(rect, ui.px(14), 0)};
  const ImRect arrow = cut.right(ui.px(16), ui.px(6));
  draw_icon(*drawing(), Icon::kDown, arrow.GetCenter(), ui.px(18), ui.colors.text_soft);
  draw_text(ui, cut.rect, Type::kBody, ui.colors.text, value);
  if (press.focused) draw_focus_ring(ui, rect, rounding);
  return press.pressed;
}

}  // namespace segue
