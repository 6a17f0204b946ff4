// SPDX-License-Identifier: Apache-2.0
// Shapes in Segue's style.
#include "wasm/ui/draw.h"

#include <algorithm>
#include <cmath>

namespace segue {
namespace {

ImDrawList* list() { return ImGui::GetWindowDrawList(); }

void shade(int first_vertex, ImVec2 from, ImVec2 to, ImU32 start, ImU32 end) {
  ImDrawList* draw = list();
  ImGui::ShadeVertsLinearColorGradientKeepAlpha(draw, first_vertex, draw->VtxBuffer.Size, from, to,
                                                start, end);
}

}  // namespace

void draw_card(Ui& ui, const ImRect& rect, float rounding) {
  ImDrawList* draw = list();
  const float r = ui.px(rounding);
  for (int i = 3; i >= 1; --i) {  // a soft shadow out of three
    ImRect shadow = rect;
    shadow.Expand(ui.px(1.5F) * static_cast<float>(i - 1));
    shadow.Translate(ImVec2(0, ui.px(2.0F) * static_cast<float>(i)));
    draw->AddRectFilled(shadow.Min, shadow.Max, fade(ui.colors.shadow, 0.30F),
                        r + ui.px(2.0F) * static_cast<float>(i));
  }
  draw->AddRectFilled(rect.Min, rect.Max, ui.colors.card, r);
  draw->AddRect(rect.Min, rect.Max, ui.colors.line, r, 0, 1);
}

void fill_gradient(Ui&, const ImRect& rect, ImU32 left, ImU32 right, float rounding) {
  const int first = list()->VtxBuffer.Size;
  list()->AddRectFilled(rect.Min, rect.Max, left | IM_COL32_A_MASK, rounding);
  shade(first, rect.Min, ImVec2(rect.Max.x, rect.Min.y), left, right);
}

void fill_journey(Ui& ui, const ImRect& rect, float from, float to) {
  constexpr int kPieces = 10;
  const float r = rect.GetHeight() / 2, step = rect.GetWidth() / kPieces;
  if (step < 0.5F) return;
  const auto color = [&](int i) {
    return journey(ui.colors, from + (to - from) * static_cast<float>(i) / kPieces);
  };
  for (int i = 0; i < kPieces; ++i) {
    const float x = rect.Min.x + step * static_cast<float>(i);
    list()->AddRectFilledMultiColor(ImVec2(x, rect.Min.y), ImVec2(x + step, rect.Max.y), color(i),
                                    color(i + 1), color(i + 1), color(i));
  }
  if (r > 1) {
    list()->AddCircleFilled(ImVec2(rect.Min.x, rect.GetCenter().y), r, color(0));
    list()->AddCircleFilled(ImVec2(rect.Max.x, rect.GetCenter().y), r, color(kPieces));
  }
}

void fill_gradient_down(Ui&, const ImRect& rect, ImU32 top, ImU32 bottom, float rounding) {
  const int first = list()->VtxBuffer.Size;
  list()->AddRectFilled(rect.Min, rect.Max, top | IM_COL32_A_MASK, rounding);
  shade(first, rect.Min, ImVec2(rect.Min.x, rect.Max.y), top, bottom);
}

void draw_dashed_rect(Ui& ui, const ImRect& rect, ImU32 color, float rounding, float thickness,
                      float phase) {
  ImDrawList* draw = list();
  draw->PathRect(rect.Min, rect.Max, rounding);
  ImVector<ImVec2> points;
  points.swap(draw->_Path);
  if (points.Size < 2) return;
  points.push_back(points[0]);
  const float on = ui.px(7), period = ui.px(12);
  float along = period * phase;
  for (int i = 0; i + 1 < points.Size; ++i) {
    const ImVec2 from = points[i], to = points[i + 1];
    const float length = std::hypot(to.x - from.x, to.y - from.y);
    for (float done = 0; done < length;) {
      const float in_period = std::fmod(along + done, period);
      const float step =
          std::min(length - done, in_period < on ? on - in_period : period - in_period);
      if (in_period < on) {
        const ImVec2 p = ImLerp(from, to, done / length),
                     q = ImLerp(from, to, (done + step) / length);
        draw->AddLine(p, q, color, thickness);
      }
      done += std::max(step, 0.01F);
    }
    along += length;
  }
}

void draw_focus_ring(Ui& ui, const ImRect& rect, float rounding) {
  ImRect ring = rect;
  ring.Expand(ui.px(2.5F));
  list()->PushClipRectFullScreen();
  list()->AddRect(ring.Min, ring.Max, ui.colors.text, rounding + ui.px(2.5F), 0, ui.px(2));
  list()->PopClipRect();
}

void draw_badge(Ui& ui, ImVec2 center, float radius, ImU32 fill, ImU32 ink,
                std::string_view letter) {
  list()->AddCircleFilled(center, radius, fill);
  draw_text(ui, ImRect(center - ImVec2(radius, radius), center + ImVec2(radius, radius)),
            Type::kLabel, ink, letter, Align::kCenter);
}

void draw_logo(Ui& ui, const ImRect& rect, float wave) {
  constexpr float kHeights[5] = {0.42F, 0.78F, 1.0F, 0.62F, 0.34F};
  constexpr float kShift[5] = {0.10F, 0.02F, 0.0F, -0.06F, -0.16F};
  const float gap = rect.GetWidth() / 5, bar = gap * 0.62F;
  for (int i = 0; i < 5; ++i) {
    const float swing =
        wave > 0 ? 0.22F * std::sin(wave * 6.2831853F + static_cast<float>(i) * 1.1F) : 0;
    const float height = rect.GetHeight() * std::clamp(kHeights[i] + swing, 0.2F, 1.0F);
    const float x = rect.Min.x + gap * static_cast<float>(i) + (gap - bar) / 2;
    const float y = rect.GetCenter().y + rect.GetHeight() * kShift[i] * 0.5F;
    const float top = std::max(rect.Min.y, y - height / 2),
                bottom = std::min(rect.Max.y, y + height / 2);
    list()->AddRectFilled(ImVec2(x, top), ImVec2(x + bar, bottom),
                          journey(ui.colors, static_cast<float>(i) / 4), bar / 2);
  }
}

void draw_progress(Ui& ui, const ImRect& rect, float fraction) {
  const float r = rect.GetHeight() / 2;
  list()->AddRectFilled(rect.Min, rect.Max, ui.colors.line, r);
  ImRect bar = rect;
  if (fraction < 0) {
    ui.memory.animator.keep_moving();
    const float width = rect.GetWidth() * 0.3F;
    const float at = static_cast<float>(0.5 - 0.5 * std::cos(ImGui::GetTime() * 2.4));
    bar.Min.x = rect.Min.x + (rect.GetWidth() - width) * at;
    bar.Max.x = bar.Min.x + width;
  } else {
    const float shown =
        ui.memory.animator.glide(ImGui::GetID("progress"), std::clamp(fraction, 0.0F, 1.0F), 8);
    bar.Max.x = rect.Min.x + std::max(rect.GetHeight(), rect.GetWidth() * shown);
  }
  bar.Min.x += r;
  bar.Max.x = std::max(bar.Min.x, bar.Max.x - r);
  const float from = (bar.Min.x - rect.Min.x) / rect.GetWidth(),
              to = (bar.Max.x - rect.Min.x) / rect.GetWidth();
  fill_journey(ui, bar, fraction < 0 ? from : 0, to);
}

}  // namespace segue
