// SPDX-License-Identifier: Apache-2.0
// The middle of the page: the shown clip, large, and what can be done with it.
#include <algorithm>
#include <cstdio>

#include "wasm/ui/clip_music.h"
#include "wasm/ui/forms.h"
#include "wasm/ui/panels.h"
#include "wasm/ui/roll.h"
#include "wasm/ui/view_model.h"
#include "wasm/ui/widgets.h"

namespace segue {
namespace {

constexpr double kReveal_s = 0.35;

std::string describe(const NamedClip& clip, const Score& score, bool brief) {
  const auto count = score.notes.size();
  const std::string what = score.pitched ? "note" : "stroke";
  const std::string text = std::to_string(count) + " " + what + (count == 1 ? "" : "s");
  return brief ? text : text + " \xC2\xB7 seed " + std::to_string(clip.seed);
}

// The colours of voices or tracks, named, where there is room behind the clip's own words.
void draw_legend(Ui& ui, const ImRect& line, const Score& score) {
  const auto named = named_colors(score);
  float x = line.Min.x + ui.px(14), needed = x - ui.px(12);
  for (const auto& [note, name] : named)
    needed += ui.px(25) + measure(ui, Type::kSmall, name).x + 1;
  if (needed > line.Max.x) return;
  for (const auto& [note, name] : named) {
    const float width = measure(ui, Type::kSmall, name).x + 1;
    const ImVec2 dot(x + ui.px(4), line.GetCenter().y);
    ImGui::GetWindowDrawList()->AddCircleFilled(dot, ui.px(4), note_color(ui, score, note, 0));
    x += ui.px(13);
    draw_text(ui, ImRect(x, line.Min.y, x + width, line.Max.y), Type::kSmall, ui.colors.text_soft,
              name);
    x += width + ui.px(12);
  }
}

// Another clip fades in, but for the next step of a walk, which sounds already.
float reveal_of(Ui& ui, const NamedClip& clip) {
  ViewMemory& memory = ui.memory;
  if (memory.seen_clip != clip.id) {
    memory.seen_clip = clip.id;
    const bool walks = ui.state.playback.target == PlayTarget::kWalk;
    memory.seen_at_s = walks ? ui.state.now_s - kReveal_s : ui.state.now_s;
  }
  const auto reveal = static_cast<float>((ui.state.now_s - memory.seen_at_s) / kReveal_s);
  if (reveal < 1) memory.animator.keep_moving();
  return std::clamp(reveal, 0.0F, 1.0F);
}

/// Buttons for the clip; labels where there is room.
void draw_actions(Ui& ui, Cutter& head, int index) {
  const bool wide = head.rect.GetWidth() > ui.px(620);
  const float gap = ui.px(wide ? 8.0F : 2.0F);
  const Look look = wide ? Look::kQuiet : Look::kBare;
  if (button_at_right(ui, head,
                      {.label = "Download##clip",
                       .icon = Icon::kDownload,
                       .look = look,
                       .icon_only = true,
                       .tip = "Download this one as MIDI",
                       .key = "D"},
                      gap))
    ui.push(DownloadClip{index});
  for (const Slot slot : {Slot::kB, Slot::kA}) {
    const bool a = slot == Slot::kA;
    const std::string label = a ? "Use as A" : "Use as B";
    const ImRect column = head.right(ui.target(), gap);
    const ImRect box = centered(column, ui.target(), ui.target());
    if (button(ui, box,
               {.label = label.c_str(),
                .look = look,
                .icon_only = true,
                .tip = a ? "Start a walk from here" : "Let a walk end here",
                .key = a ? "A" : "B"})) {
      ui.push(UseClipAsInput{index, slot});
    }
    draw_badge(ui, box.GetCenter(), ui.px(10), ui.slot_color(slot), ui.on_slot_color(slot),
               a ? "A" : "B");
  }
  if (button_at_right(ui, head,
                      {.label = "Vary",
                       .icon = Icon::kVary,
                       .look = look,
                       .icon_only = !wide,
                       .enabled = !ui.state.busy(),
                       .tip = "Make variations of this one",
                       .key = "V"},
                      gap))
    ui.push(VaryClip{index});
}

void mask_corners(const ImRect& rect, float radius, ImU32 color) {
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  constexpr float kHalfTurn = 3.14159265F;
  const ImVec2 corners[4] = {rect.Min, ImVec2(rect.Max.x, rect.Min.y), rect.Max,
                             ImVec2(rect.Min.x, rect.Max.y)};
  const ImVec2 inward[4] = {{1, 1}, {-1, 1}, {-1, -1}, {1, -1}};
  for (int i = 0; i < 4; ++i) {
    const float from = kHalfTurn * (1.0F + 0.5F * static_cast<float>(i));
    const ImVec2 center(corners[i].x + inward[i].x * radius, corners[i].y + inward[i].y * radius);
    draw.PathLineTo(corners[i]);
    draw.PathArcTo(center, radius, from, from + kHalfTurn / 2, 10);
    draw.PathFillConvex(color);
  }
}

}  // namespace

float roll_card_head(const Ui& ui) { return ui.px(64); }

std::optional<double> draw_framed_roll(Ui& ui, const ImRect& box, const RollView& view) {
  const auto pressed = draw_roll(ui, box, "Piano roll: play from here", view);
  const float rounding = ui.px(10);
  mask_corners(box, rounding, ui.colors.card);
  ImGui::GetWindowDrawList()->AddRect(box.Min, box.Max, ui.colors.line, rounding);
  return pressed;
}

void draw_roll_card(Ui& ui, const ImRect& rect) {
  const int index = shown_clip(ui.state);
  if (index < 0) return;
  const NamedClip& clip = ui.state.document.clips()[static_cast<std::size_t>(index)];
  draw_card(ui, rect, 18);
  const float pad = ui.px(ui.layout.phone() ? 12.0F : 18.0F);
  Cutter cut{shrink(rect, pad, 0)};
  Cutter head{cut.top(roll_card_head(ui))};
  draw_actions(ui, head, index);
  head.rect.Max.x -= ui.px(4);
  const Document& document = ui.state.document;
  const auto scores = make_scores(document.clips(), document.form);
  const Score& score = scores[static_cast<std::size_t>(index)];
  draw_legend(ui,
              draw_titled(ui, head.rect, Type::kHeading, clip.name,
                          describe(clip, score, ui.layout.phone())),
              score);

  const ImRect box(cut.rect.Min, ImVec2(cut.rect.Max.x, rect.Max.y - pad));
  const PlayingPoint point = playing_point(ui.state);
  RollView view;
  view.score = &score;
  // A walk keeps its range from step to step; a clip by itself has its own.
  view.range = document.mode == Mode::kInterpolate ? range_of(scores) : range_of({&score, 1});
  view.chords = chords_of(clip.clip, document.form);
  view.color = clip_color(ui, index);
  view.cursor_step = point.clip == index ? point.step : -1;
  view.reveal = reveal_of(ui, clip);
  if (const auto step = draw_framed_roll(ui, box, view)) {
    double steps = *step;
    if (point.walk_part >= 0) {  // the walk plays: stay in it
      steps += static_cast<double>(index) * clip_steps(document.form);
    } else if (point.clip != index) {
      ui.push(PlayClip{index});
    }
    ui.push(Seek{steps_to_s(steps, document.settings.tempo_qpm, document.form)});
  }
}

}  // namespace segue
