// SPDX-License-Identifier: Apache-2.0
// Fingers become what Dear ImGui knows: a tap is a click, a drag along a widget is a drag, a drag
// along a panel that scrolls scrolls it and lets it run on, two fingers always scroll.
#pragma once

#include <imgui.h>

#include <cstdint>

namespace segue {

class TouchInput {
 public:
  enum class Phase { kDown, kMove, kUp };

  /// `x`, `y` in CSS pixels of the canvas.
  void handle(Phase phase, std::int64_t finger, float x, float y, double now_s);
  /// Once before each ImGui::NewFrame. True while something goes on without events: a finger that
  /// may become a long press, a panel running on.
  bool advance(double now_s);
  /// The last pointer was a finger.
  bool last_was_touch() const { return last_was_touch_; }
  void note_mouse() { last_was_touch_ = false; }
  void note_touch() { last_was_touch_ = true; }

 private:
  enum class Gesture { kNone, kUndecided, kPressed, kScrolling };

  void press(ImVec2 at);
  void release(bool click);
  void scroll(ImVec2 delta);

  Gesture gesture_ = Gesture::kNone;
  std::int64_t first_ = 0, second_ = 0;
  int fingers_ = 0;
  ImVec2 start_{}, last_{}, velocity_{};
  double start_s_ = 0, last_s_ = 0;
  bool last_was_touch_ = false;
};

}  // namespace segue
