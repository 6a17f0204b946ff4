// SPDX-License-Identifier: Apache-2.0
// Dear ImGui with a null backend.
#include "headless_ui.h"

#include <fstream>
#include <iterator>

namespace segue {
namespace {

std::vector<std::uint8_t> read_font(const char* name) {
  std::ifstream file(std::string(SEGUE_UI_FONT_DIR) + "/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

HeadlessUi::HeadlessUi(const ViewMetrics& metrics)
    : metrics_(metrics), context_(ImGui::CreateContext()) {
  ImGui::SetCurrentContext(context_);
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
  io.ConfigInputTextCursorBlink = false;
  io.DisplaySize = ImVec2(metrics.width, metrics.height);
  io.DisplayFramebufferScale = ImVec2(metrics.pixel_ratio, metrics.pixel_ratio);
  tree_ = std::make_unique<WidgetTree>();
  const auto regular = read_font("Inter-Regular.otf"), semibold = read_font("Inter-SemiBold.otf");
  view_ = std::make_unique<AppView>(UiFonts{regular, semibold});
  view_->record_texts(&texts_);
}

HeadlessUi::~HeadlessUi() {
  view_.reset();
  tree_.reset();
  ImGui::DestroyContext(context_);
}

void HeadlessUi::frame() {
  ImGui::GetIO().DeltaTime = 1.0F / 60;
  state.now_s += 1.0 / 60;
  view_->prepare(metrics_, state.preferences.theme);
  ImGui::NewFrame();
  tree_->begin_frame();
  view_->draw(state, commands);
  tree_->end_frame();
  ImGui::Render();
}

void HeadlessUi::settle() {
  frame();
  frame();
  for (int i = 0; i < 120 && view_->animating(); ++i) frame();
}

void HeadlessUi::move_mouse(ImVec2 at) {
  ImGui::GetIO().AddMousePosEvent(at.x, at.y);
  frame();
  frame();
}

void HeadlessUi::hold_mouse(bool down) {
  ImGui::GetIO().AddMouseButtonEvent(0, down);
  frame();
}

void HeadlessUi::click(ImVec2 at) {
  move_mouse(at);
  hold_mouse(true);
  hold_mouse(false);
}

bool HeadlessUi::click(std::string_view label) {
  const Widget* widget = find(label);
  if (!widget || widget->disabled()) return false;
  click(widget->rect.GetCenter());
  return true;
}

void HeadlessUi::key(ImGuiKey key, ImGuiKey modifier) {
  ImGuiIO& io = ImGui::GetIO();
  if (modifier != ImGuiKey_None) io.AddKeyEvent(modifier, true);
  io.AddKeyEvent(key, true);
  frame();
  frame();
  io.AddKeyEvent(key, false);
  if (modifier != ImGuiKey_None) io.AddKeyEvent(modifier, false);
  frame();
  frame();
}

const Widget* HeadlessUi::find(std::string_view label) const {
  for (const Widget& widget : tree_->widgets()) {
    if (widget.label == label) return &widget;
  }
  return nullptr;
}

bool HeadlessUi::shows(std::string_view text) const {
  for (const DrawnText& drawn : texts_) {
    if (drawn.text.find(text) != std::string::npos) return true;
  }
  return false;
}

}  // namespace segue
