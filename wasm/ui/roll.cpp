// SPDX-License-Identifier: Apache-2.0
// How notes look.
#include "wasm/ui/roll.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace segue {
namespace {

constexpr double kStepsPerBeat = kStepsPerQuarter;

bool black_key(int pitch) {
  const int k = pitch % 12;
  return k == 1 || k == 3 || k == 6 || k == 8 || k == 10;
}

/// Places of steps and pitches in a rectangle.
struct Scale {
  ImRect rect;
  double steps;
  PitchRange range;
  float row() const { return rect.GetHeight() / static_cast<float>(range.rows()); }
  float x(double step) const {
    return rect.Min.x + rect.GetWidth() * static_cast<float>(step / steps);
  }
  float y(int pitch) const { return rect.Min.y + row() * static_cast<float>(range.high - pitch); }
};

void draw_rows(Ui& ui, const Scale& scale, ImDrawList& draw) {
  draw.AddRectFilled(scale.rect.Min, scale.rect.Max, ui.colors.roll);
  for (int pitch = scale.range.low; pitch <= scale.range.high; ++pitch) {
    const float y = scale.y(pitch);
    if (black_key(pitch)) {
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

void draw_grid(Ui& ui, const Scale& scale, ImDrawList& draw) {
  for (int step = 0; step < static_cast<int>(scale.steps); ++step) {
    const bool bar = step % kStepsPerBar == 0, beat = step % kStepsPerQuarter == 0;
    if (step == 0) continue;
    const float x = std::round(scale.x(step));
    const ImU32 color = bar ? ui.colors.grid_bar : beat ? ui.colors.grid_beat : ui.colors.grid_step;
    const float width = bar ? ui.px(1.5F) : 1.0F;
    draw.AddRectFilled(ImVec2(x, scale.rect.Min.y), ImVec2(x + width, scale.rect.Max.y), color);
  }
}

void draw_keys(Ui& ui, const Scale& scale, const ImRect& keys, ImDrawList& draw, int sounding) {
  draw.AddRectFilled(keys.Min, keys.Max, ui.colors.key_white);
  for (int pitch = scale.range.low; pitch <= scale.range.high; ++pitch) {
    const float y = scale.y(pitch), row = scale.row();
    const ImU32 lit = fade(ui.colors.accent, 0.9F);
    if (black_key(pitch)) {
      const ImVec2 low(keys.Min.x, y + 0.5F),
          high(keys.Min.x + keys.GetWidth() * 0.6F, y + row - 0.5F);
      draw.AddRectFilled(low, high, pitch == sounding ? lit : ui.colors.key_black, ui.px(2),
                         ImDrawFlags_RoundCornersRight);
      draw.AddLine(ImVec2(high.x, y + row / 2), ImVec2(keys.Max.x, y + row / 2),
                   fade(ui.colors.key_label, 0.45F));
    } else {
      if (pitch == sounding)
        draw.AddRectFilled(ImVec2(keys.Min.x, y), ImVec2(keys.Max.x, y + row), lit);
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

int sounding_pitch(std::span<const QuantizedNote> notes, double step) {
  for (const QuantizedNote& note : notes) {
    if (step >= note.start_step && step < note.end_step) return note.pitch;
  }
  return -1;
}

std::string length_name(int steps) {
  const int whole = steps / kStepsPerQuarter, rest = steps % kStepsPerQuarter;
  static constexpr const char* kRest[] = {"", "\xC2\xBC", "\xC2\xBD", "\xC2\xBE"};
  std::string text = whole > 0 || rest == 0 ? std::to_string(whole) : "";
  text += kRest[rest];
  return text + (whole > 1 || (whole == 1 && rest > 0) ? " beats" : " beat");
}

}  // namespace

void draw_mini_roll(Ui& ui, const ImRect& rect, std::span<const std::uint8_t> tokens,
                    const PitchRange& range, ImU32 color, double cursor_step) {
  if (tokens.empty()) return;
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  const Scale scale{rect, static_cast<double>(tokens.size()), range};
  const float height = std::max(scale.row() - 0.5F, ui.px(2.5F));
  for (const QuantizedNote& note : clip_notes(tokens)) {
    const float x0 = scale.x(note.start_step),
                x1 = std::max(scale.x(note.end_step) - ui.px(1.2F), x0 + ui.px(2));
    const float y = scale.y(note.pitch) + scale.row() / 2 - height / 2;
    const bool sounding = cursor_step >= note.start_step && cursor_step < note.end_step;
    draw.AddRectFilled(ImVec2(x0, y), ImVec2(x1, y + height),
                       sounding ? mix(color, ui.colors.text, 0.6F) : color,
                       std::min(height / 2, ui.px(2)));
  }
  if (cursor_step >= 0) {
    const float x = scale.x(cursor_step);
    draw.AddRectFilled(ImVec2(x - ui.px(0.75F), rect.Min.y), ImVec2(x + ui.px(0.75F), rect.Max.y),
                       ui.colors.text);
  }
}

std::optional<double> draw_roll(Ui& ui, const ImRect& rect, const char* label,
                                const RollView& view) {
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  Cutter cut{rect};
  const float key_width = ui.px(ui.layout.phone() ? 34.0F : 48.0F);
  ImRect ruler = cut.top(ui.px(27));
  const ImRect keys = cut.left(key_width);
  ruler.Min.x = keys.Max.x;
  const Scale scale{cut.rect, static_cast<double>(std::max<std::size_t>(view.tokens.size(), 1)),
                    view.range};
  const auto notes = clip_notes(view.tokens);
  const int sounding = view.cursor_step >= 0 ? sounding_pitch(notes, view.cursor_step) : -1;

  draw.PushClipRect(rect.Min, rect.Max, true);
  draw_rows(ui, scale, draw);
  draw_grid(ui, scale, draw);
  draw_keys(ui, scale, keys, draw, sounding);
  const bool beats_fit = scale.rect.GetWidth() / scale.steps * kStepsPerBeat > ui.px(56);
  for (int step = 0; step < static_cast<int>(scale.steps); step += kStepsPerQuarter) {
    const bool bar = step % kStepsPerBar == 0;
    if (!bar && !beats_fit) continue;
    const int number = view.first_bar + step / kStepsPerBar;
    std::string name = bar ? "Bar " + std::to_string(number)
                           : std::to_string(number) + "." +
                                 std::to_string(step % kStepsPerBar / kStepsPerQuarter + 1);
    const float x = scale.x(step);
    draw_text(ui, ImRect(x + ui.px(6), ruler.Min.y, x + ui.px(80), ruler.Max.y - ui.px(4)),
              Type::kSmall, bar ? ui.colors.text : ui.colors.text_soft, name);
  }

  const Interaction press = press_area(ui, label, ImRect(ImVec2(keys.Max.x, rect.Min.y), rect.Max));
  const ImVec2 mouse = ImGui::GetMousePos();
  const QuantizedNote* under = nullptr;
  for (const QuantizedNote& note : notes) {
    const ImRect box(scale.x(note.start_step) + 0.5F, scale.y(note.pitch) + 0.5F,
                     scale.x(note.end_step) - ui.px(1.5F),
                     scale.y(note.pitch) + scale.row() - 0.5F);
    const float place = static_cast<float>(note.start_step / scale.steps);
    const float shown = std::clamp((view.reveal * 1.4F - place) / 0.4F, 0.0F, 1.0F);
    if (shown <= 0) continue;
    const bool on = view.cursor_step >= note.start_step && view.cursor_step < note.end_step;
    const float strength =
        0.55F + 0.45F * static_cast<float>(note.velocity) / 110.0F;  // velocity is shading
    draw_note(ui, box, view.color, std::min(strength, 1.0F) * shown, on, draw);
    if (press.hovered && box.Contains(mouse)) under = &note;
  }
  if (view.cursor_step >= 0) {
    const float x = scale.x(view.cursor_step), head = ui.px(5);
    draw.AddRectFilled(ImVec2(x - ui.px(1), ruler.Max.y - ui.px(2)),
                       ImVec2(x + ui.px(1), rect.Max.y), ui.colors.text);
    draw.AddTriangleFilled(ImVec2(x - head, ruler.Max.y - ui.px(7)),
                           ImVec2(x + head, ruler.Max.y - ui.px(7)), ImVec2(x, ruler.Max.y),
                           ui.colors.text);
  }
  draw.PopClipRect();
  if (press.focused) draw_focus_ring(ui, ImRect(keys.Min, rect.Max), ui.px(6));
  if (under) {
    Interaction over = press;
    over.id = press.id + 100 + static_cast<ImGuiID>(under->start_step);
    tooltip(
        ui, over,
        note_name(under->pitch) + " \xC2\xB7 " + length_name(under->end_step - under->start_step));
  }
  if (!press.pressed) return std::nullopt;
  if (!ImGui::IsMouseReleased(0)) return 0.0;  // by keyboard: from the start
  return std::clamp<double>((mouse.x - scale.rect.Min.x) / scale.rect.GetWidth(), 0, 1) *
         scale.steps;
}

}  // namespace segue
