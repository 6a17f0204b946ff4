// SPDX-License-Identifier: Apache-2.0
// Which model plays: a pill with its state, and the list behind it.
#include <algorithm>

#include "wasm/ui/panels.h"
#include "wasm/ui/view_model.h"
#include "wasm/ui/widgets.h"

namespace segue {
namespace {

void draw_state_dot(Ui& ui, ImVec2 center) {
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  const float r = ui.px(4.5F);
  switch (ui.state.model.phase) {
    case LoadPhase::kIdle:
      draw.AddCircle(center, r, ui.colors.line_strong, 0, ui.px(1.6F));
      break;
    case LoadPhase::kLoading: {
      const auto turn = static_cast<float>(ui.state.now_s * 5);
      draw.PathArcTo(center, r, turn, turn + 4);
      draw.PathStroke(ui.colors.accent, 0, ui.px(2));
      ui.memory.animator.keep_moving();
      break;
    }
    case LoadPhase::kReady:
      draw.AddCircleFilled(center, r, ui.colors.second);
      break;
    case LoadPhase::kFailed:
      draw.AddCircleFilled(center, r, ui.colors.error);
      break;
  }
}

const char* state_word(LoadPhase phase) {
  switch (phase) {
    case LoadPhase::kIdle:
      return "loads when you first use it";
    case LoadPhase::kLoading:
      return "loading";
    case LoadPhase::kReady:
      return "ready";
    case LoadPhase::kFailed:
      break;
  }
  return "could not be loaded";
}

float draw_facts(Ui& ui, ImRect rect, bool measure_only) {
  const auto& package = ui.state.model.package;
  if (!package) return 0;
  std::string text = package->description;
  for (const std::string& credit : package->credits) text += (text.empty() ? "" : "\n") + credit;
  if (!package->license.empty())
    text += (text.empty() ? "" : "\n") + ("Licence: " + package->license);
  const float height = measure_paragraph(ui, Type::kSmall, text, rect.GetWidth());
  if (!measure_only) draw_paragraph(ui, rect, Type::kSmall, ui.colors.text_soft, text);
  return height + ui.px(14);
}

std::string detail_of(const ModelEntry& entry) {
  return bytes_text(entry.download_bytes) + " to fetch" +
         (entry.description.empty() ? "" : " \xC2\xB7 " + entry.description);
}

void draw_list(Ui& ui, const ImRect& anchor) {
  const float pad = ui.px(8), room = ui.layout.screen.Max.x - anchor.Min.x - ui.px(16);
  const float width = std::max(anchor.GetWidth(), std::min(ui.px(420), room));
  const auto& models = ui.state.model.models;
  float rows = models.empty() ? ui.px(56) : 0;
  for (const ModelEntry& entry : models)
    rows += menu_row_height(ui, detail_of(entry), width - pad * 2 - ui.px(10));
  const float facts = draw_facts(ui, ImRect(0, 0, width - ui.px(40), 0), /*measure_only=*/true);
  const float height = pad * 2 + rows + facts,
              tall = ui.layout.screen.GetHeight() - anchor.Max.y - ui.px(24);
  if (!begin_menu(ui, "models", anchor, width, std::min(height, std::max(tall, ui.px(300)))))
    return;
  const ImRect inner = shrink(ImGui::GetCurrentWindow()->Rect(), pad, pad);
  const ImVec2 at = begin_scroll(ui, "models list", inner);
  Cutter cut{ImRect(at, at + ImVec2(inner.GetWidth(), 1e6F))};
  for (const ModelEntry& entry : models) {
    const bool chosen = entry.id == ui.state.model.chosen_id;
    const std::string detail = detail_of(entry);
    const float row = menu_row_height(ui, detail, width - pad * 2 - ui.px(10));
    ImRect place = cut.top(row);
    place.Max.x = place.Min.x + width - pad * 2 - ui.px(10);  // beside the scroll bar
    if (menu_row(ui, place, ("Model " + entry.title).c_str(), entry.title, detail, chosen)) {
      ui.push(ChooseModel{entry.id});
      ImGui::CloseCurrentPopup();
    }
  }
  if (models.empty())
    draw_text(ui, shrink(cut.top(rows), ui.px(10), 0), Type::kBody, ui.colors.text_soft,
              "No models were found");
  cut.top(ui.px(4));
  cut.rect = shrink(cut.rect, ui.px(10), 0);
  draw_facts(ui, cut.rect, /*measure_only=*/false);
  end_scroll(ui, at, height - pad * 2);
  end_menu();
}

}  // namespace

void draw_model_chooser(Ui& ui, const ImRect& rect) {
  const ModelEntry* entry = ui.state.model.chosen();
  const std::string title = entry                           ? entry->title
                            : ui.state.model.models.empty() ? "Looking for models\xE2\x80\xA6"
                                                            : "Choose a model";
  const Interaction press = press_area(ui, "Model", rect);
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  const float lit = ui.memory.animator.glide(
      press.id, press.hovered || ImGui::IsPopupOpen("models") ? 1.0F : 0.0F);
  const float rounding = rect.GetHeight() / 2;
  draw.AddRectFilled(rect.Min, rect.Max, mix(ui.colors.card, ui.colors.raised, lit), rounding);
  draw.AddRect(rect.Min, rect.Max, mix(ui.colors.line, ui.colors.line_strong, lit * 0.6F),
               rounding);
  Cutter cut{shrink(rect, ui.px(16), 0)};
  draw_state_dot(ui, cut.left(ui.px(9), ui.px(10)).GetCenter());
  draw_icon(draw, Icon::kDown, cut.right(ui.px(14), ui.px(8)).GetCenter(), ui.px(18),
            ui.colors.text_soft);
  draw_text(ui, cut.rect, Type::kBody, ui.colors.text, title);
  if (press.focused) draw_focus_ring(ui, rect, rounding);
  tooltip(ui, press, std::string("The model: ") + state_word(ui.state.model.phase));
  if (press.pressed) ImGui::OpenPopup("models");
  draw_list(ui, rect);
}

}  // namespace segue
