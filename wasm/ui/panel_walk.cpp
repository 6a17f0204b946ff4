// SPDX-License-Identifier: Apache-2.0
// The walk from A to B as one strip: every step a small roll, the colours going from A's to B's,
// and the playing point moving along it.
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

double walk_length_s(const Document& document) {
  const double steps = static_cast<double>(document.walk.size()) * clip_steps(document.form);
  return steps_to_s(steps, document.settings.tempo_qpm, document.form);
}

void draw_head(Ui& ui, Cutter& cut) {
  const Document& document = ui.state.document;
  Cutter head{cut.top(ui.px(52))};
  const bool plays = ui.state.playback.target == PlayTarget::kWalk;
  const ButtonSpec play{.label = plays ? "Stop the walk###walk" : "Play the walk###walk",
                        .icon = plays ? Icon::kStop : Icon::kPlay,
                        .look = Look::kPrimary,
                        .tip = plays ? "Stop" : "Hear every step from A to B",
                        .key = "Space"};
  const bool beside = !ui.layout.phone();  // there the transport's button is enough
  if (beside && button_at_right(ui, head, play, ui.px(6))) {
    if (plays) {
      ui.push(StopPlayback{});
    } else {
      ui.push(PlayWalk{});
    }
  }
  const ButtonSpec all{.label = "Download all",
                       .icon = Icon::kDownloadAll,
                       .look = Look::kBare,
                       .icon_only = ui.layout.phone(),
                       .tip = "The walk as one MIDI file, and each step",
                       .key = "Shift D"};
  if (button_at_right(ui, head, all, ui.px(8))) ui.push(DownloadAll{});
  draw_titled(ui, head.rect, Type::kHeading, "From A to B",
              std::to_string(document.walk.size()) + " steps \xC2\xB7 " +
                  time_text(walk_length_s(document)));
}

// The line from A to B with a stop for every step.
void draw_line(Ui& ui, const ImRect& rect, const PlayingPoint& point) {
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  const float radius = ui.px(12), y = rect.GetCenter().y, left = rect.Min.x + radius,
              right = rect.Max.x - radius;
  const int count = static_cast<int>(ui.state.document.walk.size());
  const float thick = ui.px(1.5F);
  fill_journey(ui, ImRect(left, y - thick, right, y + thick), 0, 1);
  const int shown = shown_clip(ui.state);
  for (int i = 1; i + 1 < count; ++i) {
    const float x = left + (right - left) * static_cast<float>(i) / static_cast<float>(count - 1);
    draw.AddCircleFilled(ImVec2(x, y), ui.px(i == shown ? 7.0F : 5.0F), clip_color(ui, i));
    draw.AddCircleFilled(ImVec2(x, y), ui.px(i == shown ? 4.0F : 2.5F), ui.colors.card);
  }
  draw_badge(ui, ImVec2(left, y), radius, ui.colors.accent, ui.colors.on_accent, "A");
  draw_badge(ui, ImVec2(right, y), radius, ui.colors.second, ui.colors.on_second, "B");
  double at = -1;  // in clips: between stop i and i + 1 while clip i plays
  if (point.clip >= 0 && count > 1) {
    at = point.walk_part >= 0
             ? (point.clip + point.step / clip_steps(ui.state.document.form)) / count
             : static_cast<double>(point.clip) / (count - 1);
  }
  if (at < 0) return;
  const float x = left + (right - left) * static_cast<float>(at);
  const ImU32 color = journey(ui.colors, static_cast<float>(at));
  const float pulse = 0.5F + 0.5F * static_cast<float>(std::sin(ui.state.now_s * 6));
  draw.AddCircleFilled(ImVec2(x, y), ui.px(13) + ui.px(3) * pulse, fade(color, 0.25F));
  draw.AddCircleFilled(ImVec2(x, y), ui.px(9), ui.colors.text);
  draw.AddCircleFilled(ImVec2(x, y), ui.px(5), color);
}

void draw_step(Ui& ui, int index, const Score& score, const PitchRange& range,
               const PlayingPoint& point, const ImRect& rect, ImDrawFlags corners) {
  const NamedClip& clip = ui.state.document.walk[static_cast<std::size_t>(index)];
  const bool shown = index == shown_clip(ui.state), plays = index == point.clip;
  ImGui::PushID(static_cast<int>(clip.id));
  const std::string label = "Show " + clip.name;
  const Interaction press =
      press_area(ui, label.c_str(), rect, {.checkable = true, .checked = shown});
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  const ImU32 color = clip_color(ui, index);
  const float lit = ui.memory.animator.glide(press.id, shown           ? 1.0F
                                                       : press.hovered ? 0.6F
                                                                       : 0.0F),
              rounding = ui.px(10);
  draw.AddRectFilled(rect.Min, rect.Max, blend(ui.colors.roll, fade(color, 0.08F + 0.14F * lit)),
                     rounding, corners);
  if (shown) draw.AddRect(rect.Min, rect.Max, color, rounding, corners, ui.px(2));
  draw_mini_roll(ui, shrink(rect, ui.px(5), ui.px(8)), score, range, color,
                 plays ? point.step : -1);
  if (press.focused) draw_focus_ring(ui, rect, rounding);
  tooltip(ui, press, clip.name);
  const bool focus_came = press.focused && GImGui->NavJustMovedToId == press.id;
  if (press.pressed || (focus_came && !shown)) ui.push(SelectClip{index});
  if (press.pressed && ImGui::IsMouseDoubleClicked(0)) ui.push(PlayClip{index});
  ImGui::PopID();
}

}  // namespace

float draw_walk(Ui& ui, ImVec2 at, float width) {
  const auto& walk = ui.state.document.walk;
  const int count = static_cast<int>(walk.size());
  const float pad = ui.px(ui.layout.phone() ? 12.0F : 18.0F);
  const float inner = width - pad * 2,
              least = ui.px(ui.layout.touch || ui.layout.phone() ? 48.0F : 60.0F), gap = ui.px(3);
  const int fit = std::max(1, static_cast<int>((inner + gap) / (least + gap)));
  const int rows = (count + fit - 1) / fit, columns = (count + rows - 1) / rows;
  const float height = ui.px(rows > 1 ? 64.0F : 92.0F);
  const float strip = static_cast<float>(rows) * height + gap * static_cast<float>(rows - 1);
  const float total = ui.px(52 + 32 + 8) + strip + pad + ui.px(8);
  const ImRect frame(at, at + ImVec2(width, total));
  draw_card(ui, frame, 18);
  Cutter cut{shrink(frame, pad, ui.px(8))};
  draw_head(ui, cut);
  const PlayingPoint point = playing_point(ui.state);
  draw_line(ui, cut.top(ui.px(32), ui.px(8)), point);
  const auto scores = make_scores(walk, ui.state.document.form);
  const PitchRange range = range_of(scores);
  const float step = (inner + gap) / static_cast<float>(columns);
  for (int i = 0; i < count; ++i) {
    const int row = i / columns, column = i % columns;
    const float x = cut.rect.Min.x + step * static_cast<float>(column),
                y = cut.rect.Min.y + (height + gap) * static_cast<float>(row);
    ImDrawFlags corners = ImDrawFlags_RoundCornersNone;
    if (column == 0) corners |= ImDrawFlags_RoundCornersLeft;
    if (column == columns - 1 || i == count - 1) corners |= ImDrawFlags_RoundCornersRight;
    if ((corners & ~ImDrawFlags_RoundCornersNone) != 0) corners &= ~ImDrawFlags_RoundCornersNone;
    draw_step(ui, i, scores[static_cast<std::size_t>(i)], range, point,
              ImRect(std::floor(x), y, std::floor(x + step - gap), y + height), corners);
  }
  return total;
}

}  // namespace segue
