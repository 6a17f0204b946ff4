// SPDX-License-Identifier: Apache-2.0
// The Tab key through all panels and out at both ends.
#include "wasm/app/tab_order.h"

#include <gtest/gtest.h>

#include "tests/wasm/app/plain_panels.h"

namespace segue {
namespace {

// One press of Tab and the frames that follow; what has focus then, "" outside.
std::string tab(PlainPanels& panels, bool backwards = false) {
  const bool inside = move_tab_focus(panels.tree(), backwards);
  panels.draw(3);
  const Widget* focused = panels.focused();
  EXPECT_EQ(inside, focused != nullptr);
  return focused ? focused->label : "";
}

TEST(TabOrder, GoesThroughEveryEnabledWidgetAndOut) {
  PlainPanels panels;
  EXPECT_EQ(tab(panels), "Play");
  EXPECT_EQ(tab(panels), "Loop");
  EXPECT_EQ(tab(panels), "Heat") << "a disabled button is no stop";
  for (int row = 0; row < 10; ++row) EXPECT_EQ(tab(panels), "Row") << row;
  EXPECT_EQ(tab(panels), "") << "behind the last widget the browser goes on";
}

TEST(TabOrder, ScrollsTheFocusedWidgetIntoView) {
  PlainPanels panels;
  for (int i = 0; i < 13; ++i) tab(panels);
  EXPECT_GT(panels.scroll_y, 0);
}

TEST(TabOrder, ComesInFromBehindAtTheLastWidgetAndLeavesAtTheFirst) {
  PlainPanels panels;
  for (int row = 0; row < 10; ++row) EXPECT_EQ(tab(panels, true), "Row") << row;
  EXPECT_EQ(tab(panels, true), "Heat");
  EXPECT_EQ(tab(panels, true), "Loop");
  EXPECT_EQ(tab(panels, true), "Play");
  EXPECT_EQ(tab(panels, true), "");
}

TEST(TabOrder, FocusByIdRefusesWhatIsDisabledOrGone) {
  PlainPanels panels;
  EXPECT_TRUE(focus_widget(panels.tree(), panels.find("Loop")->id));
  panels.draw(2);
  EXPECT_EQ(panels.focused()->label, "Loop");
  EXPECT_FALSE(focus_widget(panels.tree(), panels.find("Gone")->id));
  EXPECT_FALSE(focus_widget(panels.tree(), 12345));
}

}  // namespace
}  // namespace segue
