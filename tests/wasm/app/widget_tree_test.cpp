// SPDX-License-Identifier: Apache-2.0
// The list of widgets that tests and screen readers see.
#include "wasm/app/widget_tree.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/wasm/app/plain_panels.h"
#include "wasm/app/tab_order.h"

namespace segue {
namespace {

TEST(WidgetTree, ListsWhatIsDrawnInItsOrder) {
  PlainPanels panels;
  std::string order;
  for (const Widget& widget : panels.tree().widgets()) {
    if (!widget.label.empty()) order += widget.label + " ";
  }
  EXPECT_EQ(order.rfind("Play Loop Gone Heat Row Row ", 0), 0U) << order;
}

TEST(WidgetTree, ALabelThatIsNotShownIsThePartAfterTheMarks) {
  PlainPanels panels;
  EXPECT_NE(panels.find("Heat"), nullptr);
}

TEST(WidgetTree, KnowsStates) {
  PlainPanels panels;
  EXPECT_TRUE(panels.find("Gone")->disabled());
  EXPECT_FALSE(panels.find("Play")->disabled());
  EXPECT_TRUE(panels.find("Loop")->checkable());
  EXPECT_FALSE(panels.find("Loop")->checked());
  panels.loop = true;
  EXPECT_TRUE(panels.draw()) << "a changed state is a changed list";
  EXPECT_TRUE(panels.find("Loop")->checked());
  EXPECT_FALSE(panels.draw()) << "the same list again is no change";
}

TEST(WidgetTree, JsonHoldsRectanglesRolesAndVisibility) {
  PlainPanels panels;
  auto json = nlohmann::json::parse(panels.tree().to_json());
  ASSERT_GE(json.size(), 6U);
  EXPECT_EQ(json[0]["label"], "Play");
  EXPECT_EQ(json[0]["role"], "button");
  EXPECT_GT(json[0]["w"], 10);
  EXPECT_EQ(json[1]["role"], "checkbox");
  EXPECT_EQ(json[3]["role"], "slider");
  EXPECT_EQ(json[4]["visible"], true);
  for (int i = 0; i < 13; ++i) {
    move_tab_focus(panels.tree(), false);
    panels.draw(2);
  }
  json = nlohmann::json::parse(panels.tree().to_json());
  EXPECT_EQ(json[4]["label"], "Row");
  EXPECT_EQ(json[4]["visible"], false) << "the first row is scrolled out";
  EXPECT_EQ(json.back()["focused"], true);
}

TEST(WidgetTree, AMenuIsVisibleWhenItCanBePressed) {
  PlainPanels panels;
  int presses = 0;
  const auto draw = [&](bool opens) {
    ImGui::NewFrame();
    WidgetTree tree;
    tree.begin_frame();
    ImGui::SetNextWindowPos(ImVec2(0, 0));
    ImGui::SetNextWindowSize(ImVec2(400, 300));
    ImGui::Begin("menus");
    if (opens) ImGui::OpenPopup("list");
    ImGui::SetNextWindowPos(ImVec2(50, 50));
    ImGui::SetNextWindowSize(ImVec2(200, 200));
    if (ImGui::BeginPopup("list")) {
      ImGui::BeginChild("rows", ImVec2(150, 150));
      if (ImGui::Button("Row", ImVec2(100, 100))) ++presses;
      ImGui::EndChild();
      ImGui::EndPopup();
    }
    ImGui::End();
    ImGui::Render();
    tree.end_frame();
    for (const auto& widget : nlohmann::json::parse(tree.to_json())) {
      if (widget["label"] == "Row") return widget["visible"].get<bool>();
    }
    return false;
  };
  int frames = 1;
  for (bool visible = draw(/*opens=*/true); !visible && frames < 5; ++frames) visible = draw(false);
  ImGuiIO& io = ImGui::GetIO();  // all between this frame and the next
  io.AddMousePosEvent(100, 100);
  io.AddMouseButtonEvent(0, true);
  io.AddMouseButtonEvent(0, false);
  for (int i = 0; i < 4; ++i) draw(false);
  EXPECT_EQ(presses, 1) << "after " << frames << " frames";
}

TEST(WidgetTree, QuotesAndControlCharactersStayValidJson) {
  PlainPanels panels;
  ImGui::NewFrame();
  WidgetTree tree;
  tree.begin_frame();
  ImGui::Begin("other");
  ImGui::Button("a \"quoted\" \\ label\n");
  ImGui::End();
  ImGui::Render();
  tree.end_frame();
  const auto json = nlohmann::json::parse(tree.to_json());
  EXPECT_EQ(json.back()["label"], "a \"quoted\" \\ label\n");
}

}  // namespace
}  // namespace segue
