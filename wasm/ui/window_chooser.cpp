// SPDX-License-Identifier: Apache-2.0
// All windows of a file: bars, track, and what they look like.
#include <algorithm>

#include "wasm/ui/clip_music.h"
#include "wasm/ui/forms.h"
#include "wasm/ui/panels.h"
#include "wasm/ui/roll.h"
#include "wasm/ui/view_model.h"
#include "wasm/ui/widgets.h"

namespace segue {
namespace {

bool draw_row(Ui& ui, Slot slot, const InputFile& file, int index, bool chosen,
              const ImRect& rect) {
  const MusicWindow& window = file.windows[static_cast<std::size_t>(index)];
  const std::string name = window_name(file, window);
  const std::string label = name + " (" + std::to_string(index + 1) + ")";
  const Interaction press =
      press_area(ui, label.c_str(), rect, {.checkable = true, .checked = chosen});
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  const float rounding = ui.px(8);
  if (press.hovered || press.focused)
    draw.AddRectFilled(rect.Min, rect.Max, ui.colors.raised, rounding);
  Cutter cut{shrink(rect, ui.px(8), ui.px(6))};
  const ImRect roll = cut.left(ui.px(112), ui.px(12));
  draw.AddRectFilled(roll.Min, roll.Max, ui.colors.roll, ui.px(6));
  const Score score = make_score(to_clip(window), file.form);
  draw_mini_roll(ui, shrink(roll, ui.px(5), ui.px(4)), score, range_of({&score, 1}),
                 ui.slot_color(slot));
  const ImRect mark = cut.right(ui.px(18), ui.px(4));
  if (chosen) draw_icon(draw, Icon::kCheck, mark.GetCenter(), ui.px(18), ui.slot_color(slot));
  const std::size_t dot = name.find(" \xC2\xB7 ");
  const ImRect upper = cut.top(cut.rect.GetHeight() / 2);
  draw_text(ui, upper, Type::kLabel, ui.colors.text, std::string_view(name).substr(0, dot));
  const std::string_view track = dot == std::string::npos ? std::string_view("Track without a name")
                                                          : std::string_view(name).substr(dot + 4);
  draw_text(ui, cut.rect, Type::kSmall, ui.colors.text_soft, track);
  if (press.focused) draw_focus_ring(ui, shrink(rect, ui.px(2), ui.px(2)), rounding);
  return press.pressed;
}

}  // namespace

void draw_window_chooser(Ui& ui, Slot slot, const ImRect& anchor) {
  const InputSlot& input = ui.state.document.input(slot);
  if (!input.file) return;
  const std::string id = std::string("windows ") + (slot == Slot::kA ? "A" : "B");
  const int count = static_cast<int>(input.file->windows.size());
  const float row = ui.px(56), pad = ui.px(8), all = row * static_cast<float>(count);
  if (!begin_menu(ui, id.c_str(), anchor, std::max(anchor.GetWidth(), ui.px(328)),
                  std::min(all, row * 6.5F) + pad * 2))
    return;
  const ImRect inner = shrink(ImGui::GetCurrentWindow()->Rect(), pad, pad);
  const ImVec2 at = begin_scroll(ui, "window list", inner);
  if (ImGui::IsWindowAppearing())
    ImGui::SetScrollY(row * std::max(0.0F, static_cast<float>(input.window) - 2));
  const float scroll = ImGui::GetScrollY();
  const int first = std::max(0, static_cast<int>(scroll / row) - 2);
  const int last = std::min(count, static_cast<int>((scroll + inner.GetHeight()) / row) + 3);
  for (int i = first; i < last; ++i) {
    const float y = at.y + row * static_cast<float>(i);
    if (draw_row(ui, slot, *input.file, i, i == input.window,
                 ImRect(at.x, y, at.x + inner.GetWidth(), y + row))) {
      ui.push(ChooseWindow{slot, i});
      ImGui::CloseCurrentPopup();
    }
  }
  end_scroll(ui, at, all);
  end_menu();
}

}  // namespace segue
