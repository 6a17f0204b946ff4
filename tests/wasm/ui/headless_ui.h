// SPDX-License-Identifier: Apache-2.0
// The whole page without a window: frames by hand, a fake mouse and keyboard, lists of what is on
// screen.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "imgui.h"
#include "wasm/app/widget_tree.h"
#include "wasm/ui/app_view.h"
#include "wasm/ui/ui.h"

namespace segue {

class HeadlessUi {
 public:
  explicit HeadlessUi(const ViewMetrics& metrics);
  ~HeadlessUi();
  HeadlessUi(const HeadlessUi&) = delete;
  HeadlessUi& operator=(const HeadlessUi&) = delete;

  AppState state;         ///< what is drawn; the caller changes it
  CommandQueue commands;  ///< what the panels pushed since the caller emptied it

  /// One frame of 1/60 s.
  void frame();
  /// Until nothing moves any more, at most two seconds.
  void settle();

  /// Moves the mouse there, presses and releases, a frame each.
  void click(ImVec2 at);
  /// Clicks the middle of the widget with this label. False when it is not on screen or disabled.
  bool click(std::string_view label);
  void move_mouse(ImVec2 at);
  void key(ImGuiKey key, ImGuiKey modifier = ImGuiKey_None);
  void hold_mouse(bool down);

  const Widget* find(std::string_view label) const;
  const std::vector<Widget>& widgets() const { return tree_->widgets(); }
  const std::vector<DrawnText>& texts() const { return texts_; }
  bool shows(std::string_view text) const;  ///< a drawn text contains it
  bool animating() const { return view_->animating(); }
  const ViewMetrics& metrics() const { return metrics_; }

 private:
  ViewMetrics metrics_;
  ImGuiContext* context_ = nullptr;
  std::unique_ptr<WidgetTree> tree_;
  std::unique_ptr<AppView> view_;
  std::vector<DrawnText> texts_;
};

}  // namespace segue
