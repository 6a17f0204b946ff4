// SPDX-License-Identifier: Apache-2.0
// What is on the canvas, as a list: Dear ImGui's test-engine hooks, answered by ourselves. Feeds
// the page's mirror for screen readers, the browser tests and the Tab order.
#pragma once

#include <imgui.h>
#include <imgui_internal.h>

#include <string>
#include <unordered_map>
#include <vector>

namespace segue {

/// A widget of the last frame. Its label is the text shown, or, where none is, the part after "##".
struct Widget {
  ImGuiID id = 0;
  std::string label;
  ImRect rect;  ///< CSS pixels of the canvas
  ImGuiWindow* window = nullptr;
  ImGuiID focus_scope = 0;
  ImGuiItemFlags item_flags = 0;
  ImGuiItemStatusFlags status_flags = 0;

  bool disabled() const { return (item_flags & ImGuiItemFlags_Disabled) != 0; }
  bool checkable() const { return (status_flags & ImGuiItemStatusFlags_Checkable) != 0; }
  bool checked() const { return (status_flags & ImGuiItemStatusFlags_Checked) != 0; }
  bool inputable() const {
    return (status_flags & ImGuiItemStatusFlags_Inputable) != 0 ||
           (item_flags & ImGuiItemFlags_Inputable) != 0;
  }
  /// Tab stops here: enabled, and neither a scroll bar nor excluded by its panel.
  bool tab_stop() const {
    return !(item_flags &
             (ImGuiItemFlags_Disabled | ImGuiItemFlags_NoTabStop | ImGuiItemFlags_NoNav));
  }
};

/// One for each ImGui context; makes itself the one that the hooks of the current context report
/// to.
class WidgetTree {
 public:
  WidgetTree();
  ~WidgetTree();
  WidgetTree(const WidgetTree&) = delete;
  WidgetTree& operator=(const WidgetTree&) = delete;

  /// After ImGui::NewFrame: what follows belongs to the next list.
  void begin_frame();
  /// After the last widget. True when the list differs from that of the frame before.
  bool end_frame();

  /// In the order in which they were submitted.
  const std::vector<Widget>& widgets() const { return widgets_; }
  /// [{"id":1,"label":"Play","x":0,"y":0,"w":80,"h":32,"role":"button","checked":false,"disabled":false,
  ///   "focused":false,"visible":true}, ...]: those with a label.
  std::string to_json() const;

  // Called by the hooks.
  void add(ImGuiID id, const ImRect& rect, const ImGuiLastItemData* item);
  void describe(ImGuiID id, const char* label, ImGuiItemStatusFlags flags);

 private:
  std::vector<Widget> widgets_;                      ///< complete, of the last frame
  std::vector<Widget> next_;                         ///< of the frame being built
  std::unordered_map<ImGuiID, std::size_t> index_;   ///< into next_
  std::unordered_map<ImGuiID, std::string> labels_;  ///< clipped widgets do not say theirs again
  std::string last_json_;
};

}  // namespace segue
