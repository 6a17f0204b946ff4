// SPDX-License-Identifier: Apache-2.0
// segue_ui_screenshot SCENE WIDTH HEIGHT OUT.png [--light] [--touch] [--ratio R] [--scroll Y]
// [--click LABEL]... Draws a scene (scenes.cpp; "list" names them) headless and writes what it
// looks like.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include "headless_ui.h"
#include "png.h"
#include "scenes.h"

namespace {

int usage() {
  std::fprintf(stderr,
               "usage: segue_ui_screenshot SCENE WIDTH HEIGHT OUT.png [--light] [--touch] [--ratio "
               "R] [--scroll Y] "
               "[--hover LABEL] [--click LABEL]\nscenes:");
  for (const auto name : segue::scene_names())
    std::fprintf(stderr, " %.*s", static_cast<int>(name.size()), name.data());
  std::fprintf(stderr, "\n");
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) return usage();
  segue::ViewMetrics metrics;
  metrics.width = static_cast<float>(std::atof(argv[2]));
  metrics.height = static_cast<float>(std::atof(argv[3]));
  bool light = false;
  float scroll = 0;
  std::vector<std::pair<bool, std::string>> actions;  // click, label
  for (int i = 5; i < argc; ++i) {
    const std::string option = argv[i];
    const char* value = i + 1 < argc ? argv[i + 1] : "";
    if (option == "--light")
      light = true;
    else if (option == "--touch")
      metrics.touch = true;
    else if (option == "--ratio")
      metrics.pixel_ratio = static_cast<float>(std::atof(value)), ++i;
    else if (option == "--scroll")
      scroll = static_cast<float>(std::atof(value)), ++i;
    else if (option == "--hover" || option == "--click")
      actions.emplace_back(option == "--click", value), ++i;
    else
      return usage();
  }
  segue::HeadlessUi ui(metrics);
  ui.state = segue::make_scene(argv[1]);
  if (light) ui.state.preferences.theme = segue::Theme::kLight;
  ui.settle();
  if (scroll > 0) {
    for (ImGuiWindow* window : ImGui::GetCurrentContext()->Windows) {
      if (std::strstr(window->Name, "/page") || std::strstr(window->Name, "/stage") ||
          std::strstr(window->Name, "/controls"))
        ImGui::SetScrollY(window, scroll);
    }
    ui.settle();
  }
  for (const auto& [click, label] : actions) {
    const segue::Widget* widget = ui.find(label);
    if (!widget) {
      std::fprintf(stderr, "error: nothing on screen has the label \"%s\"\n", label.c_str());
      for (const auto& one : ui.widgets()) std::fprintf(stderr, "  %s\n", one.label.c_str());
      return 1;
    }
    if (click)
      ui.click(label);
    else
      ui.move_mouse(widget->rect.GetCenter());
    for (int i = 0; i < 45; ++i) ui.frame();
  }
  const auto bytes = segue::to_png(segue::rasterise(*ImGui::GetDrawData()));
  std::ofstream file(argv[4], std::ios::binary);
  file.write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
  return file.good() ? 0 : 1;
}
