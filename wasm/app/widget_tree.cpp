// SPDX-License-Identifier: Apache-2.0
// The four functions Dear ImGui calls when compiled with IMGUI_ENABLE_TEST_ENGINE, and the list
// they fill.
#include "wasm/app/widget_tree.h"

#include <cstdio>
#include <cstring>
#include <utility>

namespace segue {
namespace {

WidgetTree* tree_of(ImGuiContext* context) { return static_cast<WidgetTree*>(context->TestEngine); }

std::string label_of(const char* text) {
  const char* hidden = std::strstr(text, "##");
  if (!hidden) return text;
  if (hidden != text) return std::string(text, hidden);
  while (*hidden == '#') ++hidden;
  return hidden;
}

void append_quoted(std::string& json, const std::string& text) {
  json += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      json += '\\';
      json += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
      json += escape;
    } else {
      json += c;
    }
  }
  json += '"';
}

const char* role_of(const Widget& widget) {
  if (widget.checkable()) return "checkbox";
  return widget.inputable() ? "slider" : "button";
}

}  // namespace

WidgetTree::WidgetTree() {
  ImGuiContext& context = *ImGui::GetCurrentContext();
  context.TestEngine = this;
  context.TestEngineHookItems = true;
}

WidgetTree::~WidgetTree() {
  if (ImGuiContext* context = ImGui::GetCurrentContext(); context && context->TestEngine == this) {
    context->TestEngine = nullptr;
    context->TestEngineHookItems = false;
  }
}

void WidgetTree::begin_frame() {
  next_.clear();
  index_.clear();
}

bool WidgetTree::end_frame() {
  std::swap(widgets_, next_);
  std::string json = to_json();
  const bool changed = json != last_json_;
  last_json_ = std::move(json);
  return changed;
}

void WidgetTree::add(ImGuiID id, const ImRect& rect, const ImGuiLastItemData* item) {
  if (id == 0 || !item) return;  // without data: a window, not a widget
  const ImGuiContext& context = *ImGui::GetCurrentContext();
  Widget widget;
  widget.id = id;
  widget.rect = rect;
  widget.window = context.CurrentWindow;
  widget.focus_scope = context.CurrentFocusScopeId;
  widget.item_flags = item->InFlags;
  if (const auto known = labels_.find(id); known != labels_.end()) widget.label = known->second;
  index_[id] = next_.size();
  next_.push_back(std::move(widget));
}

void WidgetTree::describe(ImGuiID id, const char* label, ImGuiItemStatusFlags flags) {
  const auto found = index_.find(id);
  if (found == index_.end() || !label) return;
  Widget& widget = next_[found->second];
  widget.label = labels_[id] = label_of(label);
  widget.status_flags = flags;
}

std::string WidgetTree::to_json() const {
  const ImGuiContext& context = *ImGui::GetCurrentContext();
  std::string json = "[";
  char numbers[160];
  for (const Widget& widget : widgets_) {
    if (widget.label.empty()) continue;
    if (json.size() > 1) json += ',';
    std::snprintf(numbers, sizeof numbers,
                  "{\"id\":%u,\"x\":%.0f,\"y\":%.0f,\"w\":%.0f,\"h\":%.0f,\"label\":", widget.id,
                  widget.rect.Min.x, widget.rect.Min.y, widget.rect.GetWidth(),
                  widget.rect.GetHeight());
    json += numbers;
    append_quoted(json, widget.label);
    const auto say = [](bool yes) { return yes ? "true" : "false"; };
    // A menu is measured, not shown, in its first frame: a press there would close it.
    const ImGuiWindow& window = *widget.window;
    const bool visible = window.Active && !window.Hidden && window.ClipRect.Overlaps(widget.rect);
    std::snprintf(numbers, sizeof numbers,
                  ",\"role\":\"%s\",\"checked\":%s,\"disabled\":%s,\"focused\":%s,\"visible\":%s}",
                  role_of(widget), say(widget.checked()), say(widget.disabled()),
                  say(context.NavId == widget.id), say(visible));
    json += numbers;
  }
  return json + "]";
}

}  // namespace segue

void ImGuiTestEngineHook_ItemAdd(ImGuiContext* context, ImGuiID id, const ImRect& rect,
                                 const ImGuiLastItemData* item) {
  if (auto* tree = segue::tree_of(context)) tree->add(id, rect, item);
}

void ImGuiTestEngineHook_ItemInfo(ImGuiContext* context, ImGuiID id, const char* label,
                                  ImGuiItemStatusFlags flags) {
  if (auto* tree = segue::tree_of(context)) tree->describe(id, label, flags);
}

void ImGuiTestEngineHook_Log(ImGuiContext*, const char*, ...) {}

const char* ImGuiTestEngine_FindItemDebugLabel(ImGuiContext*, ImGuiID) { return nullptr; }
