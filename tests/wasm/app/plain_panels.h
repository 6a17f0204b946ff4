// SPDX-License-Identifier: Apache-2.0
// A few plain Dear ImGui widgets drawn headless: what the app's input code is tried on.
#pragma once

#include <imgui.h>

#include <string>

#include "wasm/app/widget_tree.h"

namespace segue {

/// 400 x 300: a button "Play", a check box "Loop", a disabled button "Gone", a slider "Heat", and a
/// child window of 100 high with ten buttons "Row", of which about four fit.
class PlainPanels {
 public:
  PlainPanels() {
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
    io.DisplaySize = ImVec2(400, 300);
    io.DeltaTime = 1.0F / 60;
    io.Fonts->Build();
    tree_ = new WidgetTree;
    draw(3);
  }
  ~PlainPanels() {
    delete tree_;
    ImGui::DestroyContext();
  }
  PlainPanels(const PlainPanels&) = delete;
  PlainPanels& operator=(const PlainPanels&) = delete;

  /// True when the widget list changed in the last of them.
  bool draw(int frames = 1) {
    bool changed = false;
    for (int i = 0; i < frames; ++i) changed = draw_one();
    return changed;
  }
  const WidgetTree& tree() const { return *tree_; }
  const Widget* find(const std::string& label, int which = 0) const {
    for (const Widget& widget : tree_->widgets()) {
      if (widget.label == label && which-- == 0) return &widget;
    }
    return nullptr;
  }
  ImVec2 center(const std::string& label) const { return find(label)->rect.GetCenter(); }
  const Widget* focused() const {
    const ImGuiContext& context = *ImGui::GetCurrentContext();
    for (const Widget& widget : tree_->widgets()) {
      if (widget.id == context.NavId && !context.NavDisableHighlight) return &widget;
    }
    return nullptr;
  }

  int plays = 0;
  bool loop = false;
  float heat = 0.5F;
  float scroll_y = 0;

 private:
  bool draw_one() {
    ImGui::NewFrame();
    tree_->begin_frame();
    ImGui::SetNextWindowPos(ImVec2(0, 0));
    ImGui::SetNextWindowSize(ImVec2(400, 300));
    ImGui::Begin("page", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove);
    if (ImGui::Button("Play")) ++plays;
    ImGui::Checkbox("Loop", &loop);
    ImGui::BeginDisabled();
    ImGui::Button("Gone");
    ImGui::EndDisabled();
    ImGui::SliderFloat("##Heat", &heat, 0, 1);
    ImGui::BeginChild("rows", ImVec2(200, 100));
    for (int row = 0; row < 10; ++row) {
      ImGui::PushID(row);
      ImGui::Button("Row");
      ImGui::PopID();
    }
    scroll_y = ImGui::GetScrollY();
    ImGui::EndChild();
    ImGui::End();
    ImGui::Render();
    return tree_->end_frame();
  }

  WidgetTree* tree_ = nullptr;
};

}  // namespace segue
