// SPDX-License-Identifier: Apache-2.0
// Under the roll: a line that opens into a slider for each of the model's attributes.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "wasm/ui/forms.h"
#include "wasm/ui/panels.h"
#include "wasm/ui/view_model.h"
#include "wasm/ui/widgets.h"

namespace segue {
namespace {

constexpr double kStep = 0.1;

const std::vector<AttributeInfo>& attributes_of(const Ui& ui) {
  static const std::vector<AttributeInfo> kNone;
  return ui.state.model.package ? ui.state.model.package->attributes : kNone;
}

int columns_for(const Ui& ui, float inner) {
  return std::clamp(static_cast<int>(inner / ui.px(140)), 1, 3);
}

float cell_height(const Ui& ui) {
  return line_height(ui, Type::kLabel) + ui.px(ui.layout.touch ? 46.0F : 34.0F);
}

float head_height(const Ui& ui) { return ui.target() + ui.px(8); }
float padding(const Ui& ui) { return ui.px(ui.layout.phone() ? 12.0F : 18.0F); }

std::string amount_text(double amount) {
  if (std::fabs(amount) < kStep / 2) return "as it is";
  char text[24];
  std::snprintf(text, sizeof text, "%s%.1f", amount > 0 ? "+" : "\xE2\x88\x92", std::fabs(amount));
  return text;
}

// "Note density +1.0, Register −0.5".
std::string summary(const Ui& ui, const NamedClip& clip) {
  std::string text;
  for (const AttributeInfo& info : attributes_of(ui)) {
    const double amount = clip.shape.amount(info.name);
    if (amount != 0) text += (text.empty() ? "" : ", ") + info.label + " " + amount_text(amount);
  }
  return text;
}

std::string tip_of(const AttributeInfo& info) {
  char text[200];
  std::snprintf(text, sizeof text, "+1 aims at %.2g more %s; the model's music has %.2g on average",
                info.sd, info.unit.c_str(), info.mean);
  return text;
}

void draw_head(Ui& ui, const ImRect& rect, const NamedClip& clip, int index) {
  const bool open = ui.state.shape_open, moved = !clip.shape.wanted.empty();
  Cutter head{rect};
  if (open && moved) {
    const ButtonSpec reset{.label = "Reset##shape",
                           .icon = Icon::kUndo,
                           .look = Look::kBare,
                           .tip = "All sliders back: the clip as it was"};
    if (button_at_right(ui, head, reset, ui.px(4))) ui.push(ResetShape{index});
  }
  const Interaction press =
      press_area(ui, "Shape", head.rect, {.checkable = true, .checked = open});
  const float lit = ui.memory.animator.glide(press.id, press.hovered ? 1.0F : 0.0F);
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  const ImU32 ink = mix(ui.colors.text_soft, ui.colors.text, lit);
  Cutter line{head.rect};
  const ImRect arrow = line.left(ui.px(20), ui.px(6)), icon = line.left(ui.px(20), ui.px(10));
  draw_icon(draw, open ? Icon::kDown : Icon::kRight, arrow.GetCenter(), ui.px(18), ink);
  draw_icon(draw, Icon::kShape, icon.GetCenter(), ui.px(20), moved ? clip_color(ui, index) : ink);
  const std::string title = std::string("Shape this ") + words_of(ui.state.document.form).one;
  const float width = draw_text(ui, line.rect, Type::kLabel, ui.colors.text, title);
  line.left(width, ui.px(14));
  const std::string said = open ? "" : summary(ui, clip);
  if (!said.empty() && measure(ui, Type::kSmall, said).x < line.rect.GetWidth())
    draw_text(ui, line.rect, Type::kSmall, ui.colors.text_soft, said, Align::kRight);
  if (press.focused) draw_focus_ring(ui, head.rect, ui.px(10));
  tooltip(ui, press, open ? "Close the sliders" : "Denser, higher, wider: move it with sliders",
          "E");
  if (press.pressed) ui.push(ShowShape{!open});
}

void draw_cell(Ui& ui, const ImRect& rect, const AttributeInfo& info, const NamedClip& clip,
               int index) {
  Cutter cut{rect};
  const double amount = clip.shape.amount(info.name);
  field_label(ui, cut.top(line_height(ui, Type::kLabel)), info.label.c_str(),
              amount == 0 ? std::string() : amount_text(amount), tip_of(info));
  ImGui::PushID(static_cast<int>(clip.id));
  const std::string label = "Shape: " + info.label;
  const SliderChange change = slider(ui, cut.top(ui.px(ui.layout.touch ? 44.0F : 32.0F)), amount,
                                     {.label = label.c_str(),
                                      .min = -kMostAttributeAmount,
                                      .max = kMostAttributeAmount,
                                      .step = kStep,
                                      .origin = 0,
                                      .color = clip_color(ui, index)});
  ImGui::PopID();
  if (change.value) {  // 0 is found again without aiming
    const double value = std::fabs(*change.value) < kStep / 2 ? 0 : *change.value;
    ui.push(SetAttribute{index, info.name, value});
  }
  if (change.done) ui.push(EndEdit{});
}

}  // namespace

float shape_card_height(const Ui& ui, float width) {
  if (!ui.state.model.has_attributes() || shown_clip(ui.state) < 0 ||
      !same_form(ui.state.document.form, ui.state.model.form()))
    return 0;
  const float closed = head_height(ui) + ui.px(4);
  if (!ui.state.shape_open) return closed;
  const auto& attributes = attributes_of(ui);
  if (attributes.empty()) return closed + line_height(ui, Type::kSmall) + ui.px(12);
  const int columns = columns_for(ui, width - padding(ui) * 2);
  const int rows = (static_cast<int>(attributes.size()) + columns - 1) / columns;
  return closed + cell_height(ui) * static_cast<float>(rows) + ui.px(8);
}

float draw_shape_card(Ui& ui, ImVec2 at, float width) {
  const int index = shown_clip(ui.state);
  const NamedClip& clip = ui.state.document.clips()[static_cast<std::size_t>(index)];
  const ImRect card(at, at + ImVec2(width, shape_card_height(ui, width)));
  draw_card(ui, card, 18);
  Cutter cut{shrink(card, padding(ui), ui.px(2))};
  draw_head(ui, cut.top(head_height(ui)), clip, index);
  if (!ui.state.shape_open) return card.GetHeight();
  const auto& attributes = attributes_of(ui);
  if (attributes.empty()) {
    const bool failed = ui.state.model.phase == LoadPhase::kFailed;
    draw_text(ui, cut.top(line_height(ui, Type::kSmall)), Type::kSmall, ui.colors.text_soft,
              failed ? "The model could not be loaded." : "The model is on its way\xE2\x80\xA6");
    return card.GetHeight();
  }
  const int columns = columns_for(ui, cut.rect.GetWidth());
  const float gap = ui.px(ui.layout.phone() ? 18.0F : 28.0F);
  const float cell =
      (cut.rect.GetWidth() - gap * static_cast<float>(columns - 1)) / static_cast<float>(columns);
  for (std::size_t i = 0; i < attributes.size(); ++i) {
    const auto column = static_cast<float>(static_cast<int>(i) % columns);
    const auto row = static_cast<float>(static_cast<int>(i) / columns);
    const ImVec2 corner = cut.rect.Min + ImVec2((cell + gap) * column, cell_height(ui) * row);
    draw_cell(ui, ImRect(corner, corner + ImVec2(cell, cell_height(ui))), attributes[i], clip,
              index);
  }
  return card.GetHeight();
}

}  // namespace segue
