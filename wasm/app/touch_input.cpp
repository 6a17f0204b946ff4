// SPDX-License-Identifier: Apache-2.0
// A press is held back until it is known whether the finger wants the widget or the panel below it.
#include "wasm/app/touch_input.h"

#include <imgui_internal.h>

#include <cfloat>
#include <cmath>

namespace segue {
namespace {

constexpr float kSlop = 8;          // a finger that moved less, in CSS pixels, has not moved
constexpr double kHold_s = 0.18;    // a finger that rests this long wants the widget
constexpr double kDecay_s = 0.325;  // a panel runs on with its speed falling by 1/e in this time
constexpr float kStopSpeed = 12;    // CSS pixels a second

// The innermost window under the finger, or around that, that can scroll up and down.
ImGuiWindow* scrollable_window(ImVec2 at) {
  const ImGuiContext& context = *ImGui::GetCurrentContext();
  ImGuiWindow* hovered = nullptr;
  for (int i = context.Windows.Size - 1; i >= 0 && !hovered; --i) {  // front to back
    ImGuiWindow* window = context.Windows[i];
    if (!window->Active || window->Hidden || (window->Flags & ImGuiWindowFlags_NoMouseInputs))
      continue;
    if (window->OuterRectClipped.Contains(at)) hovered = window;
  }
  for (ImGuiWindow* window = hovered; window; window = window->ParentWindow) {
    if (window->ScrollMax.y > 0 && !(window->Flags & ImGuiWindowFlags_NoScrollWithMouse))
      return window;
    if (!(window->Flags & ImGuiWindowFlags_ChildWindow)) break;
  }
  return nullptr;
}

}  // namespace

void TouchInput::handle(Phase phase, std::int64_t finger, float x, float y, double now_s) {
  last_was_touch_ = true;
  ImGuiIO& io = ImGui::GetIO();
  io.AddMouseSourceEvent(ImGuiMouseSource_TouchScreen);
  const ImVec2 at(x, y);
  if (phase == Phase::kDown) {
    ++fingers_;
    if (fingers_ == 1) {
      first_ = finger;
      start_ = last_ = at;
      start_s_ = last_s_ = now_s;
      velocity_ = {};
      gesture_ = Gesture::kUndecided;
      io.AddMousePosEvent(x, y);
    } else if (fingers_ == 2) {
      second_ = finger;
      release(/*click=*/false);
      gesture_ = Gesture::kScrolling;
    }
    return;
  }
  if (phase == Phase::kUp) {
    fingers_ = fingers_ > 0 ? fingers_ - 1 : 0;
    if (finger != first_ && fingers_ > 0) return;
    if (gesture_ == Gesture::kUndecided) press(start_);
    if (gesture_ == Gesture::kPressed) release(/*click=*/true);
    if (gesture_ != Gesture::kScrolling || now_s - last_s_ > 0.08) velocity_ = {};
    if (fingers_ == 0 && gesture_ != Gesture::kScrolling) gesture_ = Gesture::kNone;
    return;
  }
  if (finger != first_) return;
  const ImVec2 moved(at.x - start_.x, at.y - start_.y);
  if (gesture_ == Gesture::kUndecided && std::hypot(moved.x, moved.y) > kSlop) {
    const bool along = std::fabs(moved.y) > std::fabs(moved.x);
    if (along && scrollable_window(start_)) {
      gesture_ = Gesture::kScrolling;
    } else {
      press(start_);
    }
  }
  if (gesture_ == Gesture::kPressed) io.AddMousePosEvent(x, y);
  if (gesture_ == Gesture::kScrolling) {
    const ImVec2 delta(at.x - last_.x, at.y - last_.y);
    scroll(delta);
    const auto elapsed = static_cast<float>(now_s - last_s_);
    if (elapsed > 0.001f)
      velocity_ = {0.7f * delta.x / elapsed + 0.3f * velocity_.x,
                   0.7f * delta.y / elapsed + 0.3f * velocity_.y};
  }
  last_ = at;
  last_s_ = now_s;
}

bool TouchInput::advance(double now_s) {
  if (gesture_ == Gesture::kUndecided) {
    if (now_s - start_s_ > kHold_s) press(start_);
    return true;
  }
  if (gesture_ != Gesture::kScrolling || fingers_ > 0) return gesture_ == Gesture::kPressed;
  const auto elapsed = static_cast<float>(now_s - last_s_);
  last_s_ = now_s;
  scroll({velocity_.x * elapsed, velocity_.y * elapsed});
  const auto decay = static_cast<float>(std::exp(-elapsed / kDecay_s));
  velocity_ = {velocity_.x * decay, velocity_.y * decay};
  if (std::hypot(velocity_.x, velocity_.y) > kStopSpeed) return true;
  gesture_ = Gesture::kNone;
  ImGui::GetIO().AddMousePosEvent(-FLT_MAX, -FLT_MAX);
  return false;
}

void TouchInput::press(ImVec2 at) {
  gesture_ = Gesture::kPressed;
  ImGuiIO& io = ImGui::GetIO();
  io.AddMousePosEvent(at.x, at.y);
  io.AddMouseButtonEvent(ImGuiMouseButton_Left, true);
}

void TouchInput::release(bool click) {
  ImGuiIO& io = ImGui::GetIO();
  if (gesture_ != Gesture::kPressed) return;
  if (!click) io.AddMousePosEvent(-FLT_MAX, -FLT_MAX);  // let go outside: nothing is clicked
  io.AddMouseButtonEvent(ImGuiMouseButton_Left, false);
  if (click) io.AddMousePosEvent(-FLT_MAX, -FLT_MAX);  // a finger that is away hovers over nothing
}

void TouchInput::scroll(ImVec2 delta) {
  ImGuiWindow* window = scrollable_window(start_);
  if (!window) return;
  // Several moves may come within one frame: the scroll position follows only in the next.
  const auto from = [](float target, float now) { return target < FLT_MAX ? target : now; };
  ImGui::SetScrollY(window, from(window->ScrollTarget.y, window->Scroll.y) - delta.y);
  if (window->ScrollMax.x > 0) {
    ImGui::SetScrollX(window, from(window->ScrollTarget.x, window->Scroll.x) - delta.x);
  }
}

}  // namespace segue
