// SPDX-License-Identifier: Apache-2.0
// Taps, drags, scrolling and a second finger, on headless panels.
#include "wasm/app/touch_input.h"

#include <gtest/gtest.h>

#include "tests/wasm/app/plain_panels.h"

namespace segue {
namespace {

using Phase = TouchInput::Phase;

// Panels with a finger over them, and a clock.
class Touched {
 public:
  void finger(Phase phase, ImVec2 at, int id = 1) { input.handle(phase, id, at.x, at.y, now_s); }
  void frames(int count = 1) {
    for (int i = 0; i < count; ++i) {
      now_s += 1.0 / 60;
      going_on = input.advance(now_s);
      panels.draw();
    }
  }
  PlainPanels panels;
  TouchInput input;
  double now_s = 100;
  bool going_on = false;
};

TEST(TouchInput, ATapIsAClick) {
  Touched touched;
  const ImVec2 at = touched.panels.center("Play");
  touched.finger(Phase::kDown, at);
  touched.frames(2);
  EXPECT_EQ(touched.panels.plays, 0);
  touched.finger(Phase::kUp, at);
  touched.frames(6);
  EXPECT_EQ(touched.panels.plays, 1);
  EXPECT_FALSE(touched.going_on) << "nothing draws on after a tap";
  EXPECT_FALSE(ImGui::IsMousePosValid()) << "a finger that is away hovers over nothing";
}

TEST(TouchInput, ATapWithinOneFrameIsAClickToo) {
  Touched touched;
  const ImVec2 at = touched.panels.center("Play");
  touched.finger(Phase::kDown, at);
  touched.finger(Phase::kUp, at);
  touched.frames(6);
  EXPECT_EQ(touched.panels.plays, 1);
}

TEST(TouchInput, ADragAlongASliderMovesIt) {
  Touched touched;
  ImVec2 at = touched.panels.center("Heat");
  touched.finger(Phase::kDown, at);
  touched.frames(2);
  EXPECT_FLOAT_EQ(touched.panels.heat, 0.5F) << "undecided: nothing is pressed yet";
  for (int i = 0; i < 6; ++i) {
    at.x += 10;
    touched.finger(Phase::kMove, at);
    touched.frames(1);
  }
  touched.frames(6);
  EXPECT_GT(touched.panels.heat, 0.6F);
  touched.finger(Phase::kUp, at);
  touched.frames(6);
  EXPECT_FALSE(touched.going_on);
}

TEST(TouchInput, ADragAlongAPanelScrollsItPixelByPixelAndPressesNothing) {
  Touched touched;
  const ImVec2 start = touched.panels.find("Row", 2)->rect.GetCenter();
  ImVec2 at = start;
  touched.finger(Phase::kDown, at);
  touched.frames(1);
  for (int i = 0; i < 5; ++i) {  // all within one frame
    at.y -= 10;
    touched.finger(Phase::kMove, at);
  }
  touched.frames(2);
  EXPECT_FLOAT_EQ(touched.panels.scroll_y, 50);
  EXPECT_FALSE(ImGui::GetIO().MouseDown[0]);
}

TEST(TouchInput, AQuickSwipeRunsOnAndComesToRest) {
  Touched touched;
  ImVec2 at = touched.panels.find("Row", 3)->rect.GetCenter();
  touched.finger(Phase::kDown, at);
  for (int i = 0; i < 3; ++i) {
    at.y -= 10;
    touched.now_s += 0.01;
    touched.finger(Phase::kMove, at);
  }
  touched.finger(Phase::kUp, at);
  touched.frames(1);
  EXPECT_TRUE(touched.going_on);
  const float before = touched.panels.scroll_y;
  touched.frames(10);
  EXPECT_GT(touched.panels.scroll_y, before);
  touched.frames(300);
  EXPECT_FALSE(touched.going_on);
}

TEST(TouchInput, ARestingFingerPresses) {
  Touched touched;
  touched.finger(Phase::kDown, touched.panels.center("Play"));
  touched.frames(30);
  EXPECT_TRUE(ImGui::GetIO().MouseDown[0]);
}

TEST(TouchInput, ASecondFingerLetsGoWithoutAClick) {
  Touched touched;
  const ImVec2 at = touched.panels.center("Play");
  touched.finger(Phase::kDown, at);
  touched.frames(30);
  touched.finger(Phase::kDown, ImVec2(300, 200), 2);
  touched.frames(4);
  touched.finger(Phase::kUp, ImVec2(300, 200), 2);
  touched.finger(Phase::kUp, at);
  touched.frames(60);
  EXPECT_FALSE(ImGui::GetIO().MouseDown[0]);
  EXPECT_EQ(touched.panels.plays, 0);
}

}  // namespace
}  // namespace segue
