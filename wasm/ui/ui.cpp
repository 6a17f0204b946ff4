// SPDX-License-Identifier: Apache-2.0
// Animation values and the arithmetic of rectangles.
#include "wasm/ui/ui.h"

#include <algorithm>
#include <cmath>

namespace segue {

void Animator::begin_frame(float elapsed_s) {
  elapsed_s_ = std::clamp(elapsed_s, 0.0F, 1.0F / 30);  // after a pause, go on as if there was none
  moving_ = false;
}

float Animator::glide(ImGuiID id, float target, float per_second) {
  return glide_from(id, target, target, per_second);
}

float Animator::glide_from(ImGuiID id, float from, float target, float per_second) {
  float* value = values_.GetFloatRef(id, from);
  const float distance = target - *value;
  if (std::abs(distance) < 0.002F * std::max(1.0F, std::abs(target))) {
    *value = target;
  } else {
    *value += distance * (1 - std::exp(-per_second * elapsed_s_));
    moving_ = true;
  }
  return *value;
}

ImRect Cutter::top(float height, float gap) {
  const ImRect cut(rect.Min, ImVec2(rect.Max.x, rect.Min.y + height));
  rect.Min.y += height + gap;
  return cut;
}

ImRect Cutter::bottom(float height, float gap) {
  const ImRect cut(ImVec2(rect.Min.x, rect.Max.y - height), rect.Max);
  rect.Max.y -= height + gap;
  return cut;
}

ImRect Cutter::left(float width, float gap) {
  const ImRect cut(rect.Min, ImVec2(rect.Min.x + width, rect.Max.y));
  rect.Min.x += width + gap;
  return cut;
}

ImRect Cutter::right(float width, float gap) {
  const ImRect cut(ImVec2(rect.Max.x - width, rect.Min.y), rect.Max);
  rect.Max.x -= width + gap;
  return cut;
}

ImRect shrink(ImRect rect, float x, float y) {
  rect.Expand(ImVec2(-x, -y));
  return rect;
}

ImRect centered(const ImRect& in, float width, float height) {
  const ImVec2 middle = in.GetCenter();
  return ImRect(std::round(middle.x - width / 2), std::round(middle.y - height / 2),
                std::round(middle.x - width / 2) + width,
                std::round(middle.y - height / 2) + height);
}

}  // namespace segue
