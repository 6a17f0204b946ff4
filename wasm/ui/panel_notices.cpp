// SPDX-License-Identifier: Apache-2.0
// What the page has to say, in cards above the transport (on a phone below the header): errors stay
// until dismissed.
#include <algorithm>

#include "wasm/ui/panels.h"
#include "wasm/ui/widgets.h"

namespace segue {
namespace {

float draw_one(Ui& ui, const Notice& notice, float edge, bool from_top) {
  const float width = std::min(ui.px(420), ui.layout.screen.GetWidth() - ui.px(24)),
              pad = ui.px(14), side = ui.target();
  const float text_width = width - pad - ui.px(34) - side - ui.px(8);
  const float text = measure_paragraph(ui, Type::kBody, notice.text, text_width);
  const float height = std::max(text + pad * 2, side + ui.px(8));
  const ImGuiID id = static_cast<ImGuiID>(notice.id * 2654435761U);
  const float slide = ui.memory.animator.glide_from(id, 1, 0, 12);
  const float x = ui.layout.phone() ? (ui.layout.screen.GetWidth() - width) / 2
                                    : ui.layout.transport.Max.x - width;
  const float y = from_top ? edge - slide * ui.px(16) : edge - height + slide * ui.px(16);
  const ImRect rect(ImVec2(x, y), ImVec2(x + width, y + height));
  ImGui::SetNextWindowPos(rect.Min - ImVec2(ui.px(8), ui.px(8)));
  ImGui::SetNextWindowSize(rect.GetSize() + ImVec2(ui.px(16), ui.px(16)));
  const std::string name = "Notice " + std::to_string(notice.id);
  ImGui::Begin(name.c_str(), nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoFocusOnAppearing |
                   ImGuiWindowFlags_NoBackground);
  draw_card(ui, rect, 14);
  const bool error = notice.kind == NoticeKind::kError;
  const ImU32 color = error ? ui.colors.error : ui.colors.second;
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  draw.AddRect(rect.Min, rect.Max, fade(color, 0.8F), ui.px(14), 0, ui.px(1.5F));
  Cutter cut{rect};
  draw_icon(draw, error ? Icon::kWarning : Icon::kCheck, cut.left(pad + ui.px(34)).GetCenter(),
            ui.px(22), color);
  const ImRect close = cut.right(side + ui.px(4));
  if (button(ui,
             ImRect(close.Min.x, rect.Min.y + ui.px(4), close.Min.x + side,
                    rect.Min.y + ui.px(4) + side),
             {.label = "Dismiss", .icon = Icon::kClose, .look = Look::kBare, .icon_only = true})) {
    ui.push(DismissNotice{notice.id});
  }
  const float top = rect.GetCenter().y - text / 2;
  draw_paragraph(ui, ImRect(cut.rect.Min.x, top, cut.rect.Min.x + text_width, rect.Max.y),
                 Type::kBody, ui.colors.text, notice.text);
  ImGui::End();
  return height + ui.px(10);
}

}  // namespace

void draw_notices(Ui& ui) {
  const bool from_top = ui.layout.phone();
  float edge = from_top ? ui.layout.header.Max.y + ui.px(8) : ui.layout.transport.Min.y - ui.px(14);
  constexpr std::size_t kShown = 3;
  const auto& notices = ui.state.notices;
  const std::size_t first = notices.size() > kShown ? notices.size() - kShown : 0;
  for (std::size_t i = notices.size(); i > first; --i) {
    const float height = draw_one(ui, notices[i - 1], edge, from_top);
    edge += from_top ? height : -height;
  }
}

}  // namespace segue
