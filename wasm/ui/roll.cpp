// SPDX-License-Identifier: Apache-2.0
// How notes look.
#include "wasm/ui/roll.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string>

#include "wasm/ui/clip_music.h"
#include "wasm/ui/piano.h"

namespace segue {
namespace {

constexpr float kLeastStep = 5;  // pixels, below which a clip is shown some bars at a time

/// Places of steps and pitches in a rectangle.
struct Scale : StepScale {
  PitchRange range;
  float row() const { return rect.GetHeight() / static_cast<float>(range.rows()); }
  float y(int pitch) const { return rect.Min.y + row() * static_cast<float>(range.high - pitch); }
};

void draw_rows(Ui& ui, const Scale& scale, ImDrawList& draw) {
  draw.AddRectFilled(scale.rect.Min, scale.rect.Max, ui.colors.roll);
  for (int pitch = scale.range.low; pitch <= scale.range.high; ++pitch) {
    const float y = scale.y(pitch);
    if (is_black_key(pitch)) {
      draw.AddRectFilled(ImVec2(scale.rect.Min.x, y), ImVec2(scale.rect.Max.x, y + scale.row()),
                         ui.colors.roll_dark_row);
    }
    const bool octave = pitch % 12 == 0;
    if (octave || pitch % 12 == 5) {  // below C and F, where two white keys meet
      draw.AddLine(ImVec2(scale.rect.Min.x, y + scale.row()),
                   ImVec2(scale.rect.Max.x, y + scale.row()),
                   octave ? ui.colors.grid_beat : ui.colors.grid_step);
    }
  }
}

void draw_grid(Ui& ui, const StepScale& scale, const Score& score, ImDrawList& draw) {
  const int fine = score.steps_per_beat > 8 ? score.steps_per_beat / 4 : 1;  // sixteenths at most
  const bool steps_fit = scale.width() * static_cast<float>(fine) > ui.px(4.5F),
             beats_fit = scale.width() * static_cast<float>(score.steps_per_beat) > ui.px(5);
  const auto first = static_cast<int>(scale.first);
  for (int step = first + 1; step < first + static_cast<int>(scale.steps); ++step) {
    const bool bar = step % score.steps_per_bar == 0, beat = step % score.steps_per_beat == 0;
    if (!(bar || (beat && beats_fit) || (steps_fit && step % fine == 0))) continue;
    const float x = std::round(scale.x(step));
    const ImU32 color = bar ? ui.colors.grid_bar : beat ? ui.colors.grid_beat : ui.colors.grid_step;
    const float width = bar ? ui.px(1.5F) : 1.0F;
    draw.AddRectFilled(ImVec2(x, scale.rect.Min.y), ImVec2(x + width, scale.rect.Max.y), color);
  }
}

void draw_keys(Ui& ui, const Scale& scale, const ImRect& keys, ImDrawList& draw,
               const std::array<ImU32, 128>& sounding) {
  draw.AddRectFilled(keys.Min, keys.Max, ui.colors.key_white);
  for (int pitch = scale.range.low; pitch <= scale.range.high; ++pitch) {
    const float y = scale.y(pitch), row = scale.row();
    const ImU32 lit = sounding[static_cast<std::size_t>(pitch)];
    if (is_black_key(pitch)) {
      const ImVec2 low(keys.Min.x, y + 0.5F),
          high(keys.Min.x + keys.GetWidth() * 0.6F, y + row - 0.5F);
      draw.AddRectFilled(low, high, lit != 0 ? lit : ui.colors.key_black, ui.px(2),
                         ImDrawFlags_RoundCornersRight);
      draw.AddLine(ImVec2(high.x, y + row / 2), ImVec2(keys.Max.x, y + row / 2),
                   fade(ui.colors.key_label, 0.45F));
    } else {
      if (lit != 0) draw.AddRectFilled(ImVec2(keys.Min.x, y), ImVec2(keys.Max.x, y + row), lit);
      if (pitch % 12 == 0 || pitch % 12 == 5) {
        draw.AddLine(ImVec2(keys.Min.x, y + row), ImVec2(keys.Max.x, y + row),
                     fade(ui.colors.key_label, 0.45F));
      }
    }
  }
  const float text = line_height(ui, Type::kSmall);
  for (int pitch = scale.range.low; pitch <= scale.range.high; ++pitch) {
    if (pitch % 12 != 0) continue;
    const float middle = scale.y(pitch) + scale.row() / 2;
    if (middle - text / 2 < keys.Min.y || middle + text / 2 > keys.Max.y) continue;
    draw_text(ui, ImRect(keys.Min.x, middle - text / 2, keys.Max.x - ui.px(4), middle + text / 2),
              Type::kSmall, ui.colors.key_label, note_name(pitch), Align::kRight);
  }
}

void draw_note(Ui& ui, const ImRect& box, ImU32 color, float strength, bool sounding,
               ImDrawList& draw) {
  const float rounding = std::min({ui.px(5), box.GetHeight() / 2, box.GetWidth() / 2});
  if (sounding) {
    for (int i = 3; i >= 1; --i) {
      ImRect glow = box;
      glow.Expand(ui.px(2.2F) * static_cast<float>(i));
      draw.AddRectFilled(glow.Min, glow.Max, fade(color, 0.13F),
                         rounding + ui.px(2.2F) * static_cast<float>(i));
    }
  }
  const ImU32 base = sounding ? mix(color, IM_COL32_WHITE, ui.colors.dark ? 0.35F : 0.15F)
                              : blend(ui.colors.roll, fade(color, strength));
  fill_gradient_down(ui, box, mix(base, IM_COL32_WHITE, ui.colors.dark ? 0.10F : 0.06F), base,
                     rounding);
}

std::string length_name(const Score& score, int steps) {
  if (!score.tracks.empty()) {  // 24 steps a beat
    char text[32];
    std::snprintf(text, sizeof text, "%.3g beats",
                  static_cast<double>(steps) / score.steps_per_beat);
    return text;
  }
  if (score.steps_per_beat != 4) return std::to_string(steps) + " steps";
  const int whole = steps / 4, rest = steps % 4;
  static constexpr const char* kRest[] = {"", "\xC2\xBC", "\xC2\xBD", "\xC2\xBE"};
  std::string text = whole > 0 || rest == 0 ? std::to_string(whole) : "";
  text += kRest[rest];
  return text + (whole > 1 || (whole == 1 && rest > 0) ? " beats" : " beat");
}

// A stroke is seen to sound for a moment, whatever its length.
bool sounds(const ShownNote& note, double cursor) {
  return cursor >= note.start && cursor < note.end;
}

void draw_ruler(Ui& ui, const ImRect& ruler, const StepScale& scale, const Score& score,
                int first_step) {
  const float bar = scale.width() * static_cast<float>(score.steps_per_bar);
  const bool beats_fit = scale.width() * static_cast<float>(score.steps_per_beat) > ui.px(56);
  int stride = 1;
  const float label = measure(ui, Type::kSmall, "Bar 16").x + ui.px(14);
  while (bar * static_cast<float>(stride) < label) stride *= 2;
  const auto first = static_cast<int>(scale.first);
  for (int step = first; step < first + static_cast<int>(scale.steps);
       step += score.steps_per_beat) {
    const bool on_bar = step % score.steps_per_bar == 0;
    const int number = (first_step + step) / score.steps_per_bar;
    if (on_bar ? number % stride != 0 : !beats_fit) continue;
    const int beat = step % score.steps_per_bar / score.steps_per_beat + 1;
    const std::string name = on_bar ? "Bar " + std::to_string(number + 1)
                                    : std::to_string(number + 1) + "." + std::to_string(beat);
    const float x = scale.x(step);
    draw_text(ui, ImRect(x + ui.px(6), ruler.Min.y, x + ui.px(80), ruler.Max.y - ui.px(4)),
              Type::kSmall, on_bar ? ui.colors.text : ui.colors.text_soft, name);
  }
}

// How many steps are shown at once: whole bars, halved until a step is wide enough.
int page_steps(const Ui& ui, const Score& score, float width) {
  int bars = std::max(1, static_cast<int>(score.steps) / score.steps_per_bar);
  const auto step = [&] { return width / static_cast<float>(bars * score.steps_per_bar); };
  while (bars > 1 && step() < ui.px(kLeastStep)) bars = (bars + 1) / 2;
  return bars * score.steps_per_bar;
}

/// The whole clip, small, with the bars that are shown; pressing it goes there.
std::optional<double> draw_overview(Ui& ui, const ImRect& rect, const RollView& view,
                                    const StepScale& scale) {
  const Score& score = *view.score;
  const Interaction press = press_area(ui, "Overview: go to these bars", rect);
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  draw.AddRectFilled(rect.Min, rect.Max, ui.colors.field);
  const ImRect inner = shrink(rect, 0, ui.px(4));
  const StepScale whole{inner, 0, score.steps};
  const ImRect shown(whole.x(scale.first), rect.Min.y, whole.x(scale.first + scale.steps),
                     rect.Max.y);
  draw.AddRectFilled(shown.Min, shown.Max, fade(ui.colors.text, 0.10F), ui.px(5));
  draw_mini_roll(ui, inner, score, view.range, view.color, view.cursor_step);
  draw.AddRect(shown.Min, shown.Max, ui.colors.line_strong, ui.px(5), 0, ui.px(1.5F));
  if (press.focused) draw_focus_ring(ui, rect, ui.px(5));
  tooltip(ui, press, "The whole clip: press to see other bars");
  if (!press.pressed) return std::nullopt;
  const bool by_mouse = ImGui::IsMouseReleased(0);
  const double at = (ImGui::GetMousePos().x - rect.Min.x) / rect.GetWidth() * score.steps;
  const int pages = static_cast<int>((score.steps + scale.steps - 1) / scale.steps);
  ui.memory.roll_page = by_mouse ? static_cast<int>(at / scale.steps)
                                 : (ui.memory.roll_page + 1) % std::max(1, pages);
  ui.memory.animator.keep_moving();
  if (view.cursor_step < 0) return std::nullopt;
  return ui.memory.roll_page * scale.steps;  // the sound goes along
}

}  // namespace

void draw_mini_roll(Ui& ui, const ImRect& rect, const Score& score, const PitchRange& range,
                    ImU32 color, double cursor_step) {
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  Cutter cut{rect};
  const float lanes = lanes_height(score, rect.GetHeight());
  StepScale drums{cut.bottom(lanes, score.pitched && lanes > 0 ? ui.px(2) : 0), 0, score.steps};
  Scale scale{{cut.rect, 0, score.steps}, range};
  const float height = std::max(scale.row() - 0.5F, ui.px(2.5F));
  const float least = std::min(ui.px(2), std::max(1.0F, scale.width()));
  const float gap = std::min(ui.px(1.2F), scale.width() * 0.3F);
  for (const ShownNote& note : score.notes) {
    const bool drum = note.voice == Voice::kDrums;
    const ImU32 base = note_color(ui, score, note, color);
    ImU32 ink = sounds(note, cursor_step) ? mix(base, ui.colors.text, 0.6F) : base;
    if (score.feel) ink = fade(ink, 0.45F + 0.55F * static_cast<float>(note.velocity) / 127.0F);
    if (drum) {
      ImRect box = stroke_box(ui, score, drums, note);
      box.Max.x = std::max(box.Max.x, box.Min.x + 1.5F);
      draw.AddRectFilled(box.Min, ImVec2(std::min(box.Max.x, rect.Max.x), box.Max.y), ink,
                         std::min(box.GetHeight() / 2, ui.px(1.5F)));
      continue;
    }
    const float x0 = scale.x(note.start), x1 = std::max(scale.x(note.end) - gap, x0 + least);
    const float y = scale.y(note.place) + scale.row() / 2 - height / 2;
    draw.AddRectFilled(ImVec2(x0, y), ImVec2(x1, y + height), ink,
                       std::min({height / 2, (x1 - x0) / 2, ui.px(2)}));
  }
  if (cursor_step >= 0) {
    const float x = scale.x(cursor_step);
    draw.AddRectFilled(ImVec2(x - ui.px(0.75F), rect.Min.y), ImVec2(x + ui.px(0.75F), rect.Max.y),
                       ui.colors.text);
  }
}

std::optional<double> draw_roll(Ui& ui, const ImRect& rect, const char* label,
                                const RollView& view) {
  const Score& score = *view.score;
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  const bool phone = ui.layout.phone();
  const float names = score.drums ? (phone ? 46.0F : 76.0F) : (phone ? 34.0F : 48.0F);
  const float key_width = ui.px(names);
  const int page = page_steps(ui, score, rect.GetWidth() - key_width);
  const int pages = (static_cast<int>(score.steps) + page - 1) / page;
  if (view.cursor_step >= 0) ui.memory.roll_page = static_cast<int>(view.cursor_step) / page;
  const int shown_page = std::clamp(ui.memory.roll_page, 0, pages - 1);

  Cutter cut{rect};
  ImRect ruler = cut.top(ui.px(27));
  ImRect chords = cut.top(view.chords.empty() ? 0 : ui.px(24));
  ImRect overview = cut.bottom(pages > 1 ? std::max(ui.px(40), ui.target()) : 0);
  const ImRect keys = cut.left(key_width);
  ruler.Min.x = chords.Min.x = overview.Min.x = keys.Max.x;
  const double first = static_cast<double>(shown_page) * page;
  const StepScale all{cut.rect, first, std::min<double>(page, score.steps - first)};
  const float lanes = lanes_height(score, cut.rect.GetHeight());
  const StepScale drums{cut.bottom(lanes), all.first, all.steps, must_group(ui, lanes)};
  const Scale scale{{cut.rect, all.first, all.steps}, view.range};

  std::array<ImU32, 128> lit{};
  std::vector<bool> struck(kDrumLanes);
  for (const ShownNote& note : score.notes) {
    if (view.cursor_step < 0 || !sounds(note, view.cursor_step)) continue;
    const auto place = static_cast<std::size_t>(note.place);
    if (note.voice == Voice::kDrums) {
      struck[place] = true;
    } else {
      lit[place] = fade(note_color(ui, score, note, ui.colors.accent), 0.9F);
    }
  }

  draw.PushClipRect(rect.Min, rect.Max, true);
  if (score.pitched) {
    draw_rows(ui, scale, draw);
    draw_keys(ui, scale, ImRect(keys.Min, ImVec2(keys.Max.x, scale.rect.Max.y)), draw, lit);
  }
  if (score.drums) {
    draw_lanes(ui, drums);
    draw_lane_names(ui, ImRect(ImVec2(keys.Min.x, drums.rect.Min.y), keys.Max), drums.grouped,
                    struck);
  }
  draw_grid(ui, all, score, draw);
  if (score.drums && score.pitched)
    draw.AddRectFilled(ImVec2(rect.Min.x, drums.rect.Min.y - ui.px(1)),
                       ImVec2(rect.Max.x, drums.rect.Min.y + ui.px(1)), ui.colors.grid_bar);
  draw_ruler(ui, ruler, all, score, view.first_step);
  if (!view.chords.empty()) draw_chords(ui, {chords, all.first, all.steps}, view.chords);

  const ImRect area(ImVec2(keys.Max.x, rect.Min.y), ImVec2(rect.Max.x, overview.Min.y));
  const Interaction press = press_area(ui, label, area);
  const ImVec2 mouse = ImGui::GetMousePos();
  const ShownNote* under = nullptr;
  draw.PushClipRect(ImVec2(all.rect.Min.x, all.rect.Min.y), all.rect.Max, true);
  for (const ShownNote& note : score.notes) {
    if (!all.shows(note)) continue;
    const auto place = static_cast<float>((note.start - all.first) / all.steps);
    const float shown = std::clamp((view.reveal * 1.4F - place) / 0.4F, 0.0F, 1.0F);
    if (shown <= 0) continue;
    const bool drum = note.voice == Voice::kDrums,
               on = view.cursor_step >= 0 && sounds(note, view.cursor_step);
    const ImU32 color = note_color(ui, score, note, view.color);
    const float gap = std::min(ui.px(1.5F), scale.width() * 0.3F);
    const float middle = scale.y(note.place) + scale.row() / 2,
                half = std::max(scale.row() - 1, ui.px(4)) / 2;
    const ImRect box =
        drum ? stroke_box(ui, score, drums, note)
             : ImRect(scale.x(note.start) + 0.5F, middle - half,
                      std::max(scale.x(note.end) - gap, scale.x(note.start) + 2), middle + half);
    const float loud = static_cast<float>(note.velocity) / 110.0F;  // velocity is shading
    const float strength = score.feel ? 0.30F + 0.70F * loud : 0.55F + 0.45F * loud;
    if (score.feel) draw_feel(ui, drums, note, box, fade(color, shown));
    draw_note(ui, box, color, std::min(strength, 1.0F) * shown, on, draw);
    if (press.hovered && box.Contains(mouse)) under = &note;
  }
  draw.PopClipRect();
  if (view.cursor_step >= 0) {
    const float x = all.x(view.cursor_step), head = ui.px(5);
    draw.AddRectFilled(ImVec2(x - ui.px(1), ruler.Max.y - ui.px(2)),
                       ImVec2(x + ui.px(1), overview.Min.y), ui.colors.text);
    draw.AddTriangleFilled(ImVec2(x - head, ruler.Max.y - ui.px(7)),
                           ImVec2(x + head, ruler.Max.y - ui.px(7)), ImVec2(x, ruler.Max.y),
                           ui.colors.text);
  }
  std::optional<double> gone_to;
  if (pages > 1) gone_to = draw_overview(ui, overview, view, all);
  draw.PopClipRect();
  if (press.focused)
    draw_focus_ring(ui, ImRect(ImVec2(keys.Min.x, rect.Min.y), area.Max), ui.px(6));
  if (under) {
    Interaction over = press;
    over.id = press.id + 100 + static_cast<ImGuiID>(under - score.notes.data());
    const int steps = static_cast<int>(under->end - under->start);
    std::string name = under->voice == Voice::kDrums
                           ? stroke_name(score, *under)
                           : note_name(under->place) + " \xC2\xB7 " + length_name(score, steps);
    const auto track = static_cast<std::size_t>(under->track);
    if (track < score.tracks.size()) name += " \xC2\xB7 " + score.tracks[track];
    tooltip(ui, over, name);
  }
  if (!press.pressed) return gone_to;
  if (!ImGui::IsMouseReleased(0)) return 0.0;  // by keyboard: from the start
  const double part = (mouse.x - all.rect.Min.x) / all.rect.GetWidth();
  return all.first + std::clamp(part, 0.0, 1.0) * all.steps;
}

}  // namespace segue
