// SPDX-License-Identifier: Apache-2.0
// The melodies that were made: cards to choose, hear and download.
#include <algorithm>
#include <cmath>

#include "wasm/ui/clip_music.h"
#include "wasm/ui/forms.h"
#include "wasm/ui/panels.h"
#include "wasm/ui/roll.h"
#include "wasm/ui/view_model.h"
#include "wasm/ui/widgets.h"

namespace segue {
namespace {

void draw_clip_card(Ui& ui, int index, const Score& score, const PitchRange& range,
                    const PlayingPoint& point, const ImRect& rect) {
  const auto& clips = ui.state.document.clips();
  const NamedClip& clip = clips[static_cast<std::size_t>(index)];
  const bool selected = index == shown_clip(ui.state), plays = index == point.clip;
  ImGui::PushID(static_cast<int>(clip.id));
  ImGui::SetNextItemAllowOverlap();
  const std::string label = "Show " + clip.name;
  const Interaction press =
      press_area(ui, label.c_str(), rect, {.checkable = true, .checked = selected});
  const float lit = ui.memory.animator.glide(press.id, press.hovered ? 1.0F : 0.0F),
              chosen = ui.memory.animator.glide(press.id + 1, selected ? 1.0F : 0.0F);
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  const ImU32 color = clip_color(ui, index);
  const float rounding = ui.px(14);
  ImRect card = rect;
  card.Translate(ImVec2(0, -ui.px(2) * lit));
  draw_card(ui, card, 14);
  draw.AddRectFilled(card.Min, card.Max, fade(color, 0.07F * chosen), rounding);
  if (chosen > 0.01F) draw.AddRect(card.Min, card.Max, fade(color, chosen), rounding, 0, ui.px(2));
  Cutter cut{shrink(card, ui.px(6), ui.px(4))};
  Cutter head{cut.top(ui.target())};
  const std::string play = (plays ? "Stop " : "Play ") + clip.name, save = "Download " + clip.name;
  const float side = ui.target();
  if (button(ui, head.right(side),
             {.label = play.c_str(),
              .icon = plays ? Icon::kStop : Icon::kPlay,
              .look = Look::kBare,
              .icon_only = true,
              .tip = plays ? "Stop" : "Play",
              .tint = plays || press.hovered ? color : 0})) {
    ui.push(PlayClip{index});
  }
  const bool room = measure(ui, Type::kLabel, clip.name).x + side * 2 + ui.px(24) < rect.GetWidth();
  if (room && button(ui, head.right(side),
                     {.label = save.c_str(),
                      .icon = Icon::kDownload,
                      .look = Look::kBare,
                      .icon_only = true,
                      .tip = "Download as MIDI"})) {
    ui.push(DownloadClip{index});
  }
  head.rect.Min.x += ui.px(8);
  draw_text(ui, head.rect, Type::kLabel, selected ? ui.colors.text : ui.colors.text_soft,
            clip.name);
  const ImRect roll =
      ImRect(cut.rect.Min + ImVec2(ui.px(8), ui.px(2)), cut.rect.Max - ImVec2(ui.px(8), ui.px(10)));
  draw_mini_roll(ui, roll, score, range, color, plays ? point.step : -1);
  if (press.focused) draw_focus_ring(ui, card, rounding);
  const bool focus_came = press.focused && GImGui->NavJustMovedToId == press.id;
  if (press.pressed || (focus_came && !selected)) ui.push(SelectClip{index});
  ImGui::PopID();
}

}  // namespace

float draw_clip_cards(Ui& ui, ImVec2 at, float width) {
  const auto& clips = ui.state.document.clips();
  const int count = static_cast<int>(clips.size());
  const FormWords& words = words_of(ui.state.document.form);
  Cutter cut{ImRect(at, at + ImVec2(width, 1e6F))};
  Cutter head{cut.top(ui.target(), ui.px(8))};
  const ButtonSpec all{.label = "Download all",
                       .icon = Icon::kDownloadAll,
                       .look = Look::kBare,
                       .tip = "All of them, a MIDI file each",
                       .key = "Shift D"};
  if (button(ui, head.right(button_width(ui, all), ui.px(8)), all)) ui.push(DownloadAll{});
  draw_text(ui, head.rect, Type::kHeading, ui.colors.text,
            std::to_string(count) + " " + (count == 1 ? words.one : words.many));

  const float gap = ui.px(12), least = ui.px(ui.layout.phone() ? 140.0F : 152.0F);
  const int fit = std::max(1, static_cast<int>((width + gap) / (least + gap)));
  int columns = std::clamp(count, std::min(fit, 5), fit);  // a few are no wider than five
  if (count > fit) {                                       // rows of about the same length
    const int rows = (count + fit - 1) / fit;
    columns = (count + rows - 1) / rows;
  }
  const float card = (width - gap * static_cast<float>(columns - 1)) / static_cast<float>(columns),
              height = ui.target() + ui.px(76);
  const auto scores = make_scores(clips, ui.state.document.form);
  const PlayingPoint point = playing_point(ui.state);
  for (int i = 0; i < count; ++i) {
    const float x = cut.rect.Min.x + (card + gap) * static_cast<float>(i % columns),
                y = cut.rect.Min.y + (height + gap) * static_cast<float>(i / columns);
    const Score& score = scores[static_cast<std::size_t>(i)];
    draw_clip_card(ui, i, score, range_of({&score, 1}), point,
                   ImRect(std::floor(x), y, std::floor(x + card), y + height));
  }
  const int rows = (count + columns - 1) / columns;
  return cut.rect.Min.y - at.y + (height + gap) * static_cast<float>(rows);
}

}  // namespace segue
