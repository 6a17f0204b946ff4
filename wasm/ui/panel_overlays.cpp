// SPDX-License-Identifier: Apache-2.0
// Over everything: the help with its list of keys, and the veil while files are dragged over the
// page.
#include <algorithm>
#include <array>

#include "wasm/ui/panels.h"
#include "wasm/ui/widgets.h"

namespace segue {
namespace {

struct Shortcut {
  const char* keys;
  const char* what;
};
constexpr std::array<Shortcut, 19> kShortcuts = {{{"Space", "Play or stop"},
                                                  {"G or Enter", "Make music"},
                                                  {"\xE2\x86\x90  \xE2\x86\x92", "Choose a clip"},
                                                  {"1  2", "Sample, Interpolate"},
                                                  {"L", "Loop on or off"},
                                                  {"M", "Mute"},
                                                  {"\xE2\x88\x92  +", "Slower, faster"},
                                                  {"R", "New seed"},
                                                  {"V", "Make variations"},
                                                  {"E", "Shape the clip"},
                                                  {"A  B", "Use as A or B"},
                                                  {"S", "Swap A and B"},
                                                  {"D", "Download"},
                                                  {"Shift D", "Download all"},
                                                  {"W", "Download the sound"},
                                                  {"K", "Keyboard"},
                                                  {"Ctrl Z  Ctrl Y", "Undo, redo"},
                                                  {"T", "Dark or light"},
                                                  {"Tab", "Go through all controls"}}};

constexpr const char* kAbout =
    "A model is a small network that has learned a space of melodies, drums or both. Sample takes "
    "points of that space. Interpolate walks from one clip to another through it. Models of the "
    "other kind continue what you play or drop, for as long as you listen. The list at the top "
    "chooses the model. Everything runs in your browser.";

constexpr ImGuiWindowFlags kOverlay =
    ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings;

bool begin_veil(Ui& ui, const char* name, ImGuiWindowFlags flags) {
  ImGui::SetNextWindowPos(ui.layout.screen.Min);
  ImGui::SetNextWindowSize(ui.layout.screen.GetSize());
  ImGui::PushStyleColor(ImGuiCol_WindowBg, ui.colors.veil);
  const bool open = ImGui::Begin(name, nullptr, flags);
  ImGui::PopStyleColor();
  return open;
}

void draw_shortcut(Ui& ui, const Shortcut& shortcut, const ImRect& rect) {
  Cutter cut{rect};
  const ImRect keys = cut.left(ui.px(ui.layout.phone() ? 104.0F : 118.0F), ui.px(12));
  const float width = measure(ui, Type::kSmall, shortcut.keys).x + ui.px(16);
  const ImRect cap(keys.Max.x - width, keys.Min.y + ui.px(3), keys.Max.x, keys.Max.y - ui.px(3));
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  draw.AddRectFilled(cap.Min, cap.Max, ui.colors.field, ui.px(6));
  draw.AddRect(cap.Min, cap.Max, ui.colors.line, ui.px(6));
  draw_text(ui, cap, Type::kSmall, ui.colors.text, shortcut.keys, Align::kCenter);
  draw_text(ui, cut.rect, Type::kBody, ui.colors.text_soft, shortcut.what);
}

}  // namespace

void draw_help(Ui& ui) {
  if (!ui.state.help_open) return;
  begin_veil(ui, "Help", kOverlay);
  if (ImGui::IsWindowAppearing()) ImGui::SetWindowFocus();
  const ImRect screen = shrink(ui.layout.screen, ui.px(12), ui.px(12));
  const bool two = screen.GetWidth() > ui.px(700);
  const float width = std::min(screen.GetWidth(), ui.px(two ? 720.0F : 440.0F)), pad = ui.px(24),
              row = ui.px(32);
  const int rows = (static_cast<int>(kShortcuts.size()) + (two ? 1 : 0)) / (two ? 2 : 1);
  const float about = measure_paragraph(ui, Type::kBody, kAbout, width - pad * 2 - ui.px(10));
  const float content = about + ui.px(24) + row * static_cast<float>(rows);
  const float height = std::min(screen.GetHeight(), content + ui.px(72) + pad);
  const ImRect card = centered(screen, width, height);
  draw_card(ui, card, 20);
  Cutter cut{shrink(card, pad, 0)};
  Cutter head{cut.top(ui.px(72))};
  const ImRect close = head.right(ui.target());
  if (button(ui, centered(close, ui.target(), ui.target()),
             {.label = "Close help",
              .icon = Icon::kClose,
              .look = Look::kBare,
              .icon_only = true,
              .tip = "Close",
              .key = "Esc"})) {
    ui.push(SetHelp{false});
  }
  draw_text(ui, head.rect, Type::kTitle, ui.colors.text, "How it works");
  cut.rect.Max.y = card.Max.y - ui.px(12);
  const ImVec2 at = begin_scroll(ui, "help text", cut.rect);
  Cutter list{ImRect(at, at + ImVec2(cut.rect.GetWidth(), 1e6F))};
  list.rect.Max.x -= ui.px(10);  // beside the scrollbar
  list.top(draw_paragraph(ui, list.rect, Type::kBody, ui.colors.text_soft, kAbout), ui.px(24));
  const float column = list.rect.GetWidth() / (two ? 2.0F : 1.0F);
  for (int i = 0; i < static_cast<int>(kShortcuts.size()); ++i) {
    const ImVec2 corner = list.rect.Min + ImVec2(column * static_cast<float>(i / rows),
                                                 row * static_cast<float>(i % rows));
    draw_shortcut(ui, kShortcuts[static_cast<std::size_t>(i)],
                  ImRect(corner, corner + ImVec2(column, row)));
  }
  end_scroll(ui, at, content);
  const bool outside = ImGui::IsMouseClicked(0) && !card.Contains(ImGui::GetMousePos());
  if (outside || ImGui::IsKeyPressed(ImGuiKey_Escape)) ui.push(SetHelp{false});
  ImGui::End();
}

void draw_drop_veil(Ui& ui) {
  if (!ui.state.files_hover) return;
  begin_veil(ui, "Drop",
             kOverlay | ImGuiWindowFlags_NoInputs | ImGuiWindowFlags_NoFocusOnAppearing);
  const ImRect zone = shrink(ui.layout.screen, ui.px(24), ui.px(24));
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  draw.AddRectFilled(zone.Min, zone.Max, fade(ui.colors.card, 0.92F), ui.px(24));
  ui.memory.animator.keep_moving();
  draw_dashed_rect(ui, zone, ui.colors.accent, ui.px(24), ui.px(3),
                   static_cast<float>(ui.state.now_s * 1.5));
  if (ui.state.document.mode == Mode::kContinue) {
    draw_text(ui, centered(zone, zone.GetWidth() - ui.px(32), line_height(ui, Type::kTitle)),
              Type::kTitle, ui.colors.text, "Drop a piece to continue", Align::kCenter);
    ImGui::End();
    return;
  }
  Cutter cut{centered(zone, zone.GetWidth() - ui.px(32), ui.px(170))};
  const ImVec2 middle = cut.top(ui.px(72), ui.px(16)).GetCenter();
  draw_badge(ui, middle - ImVec2(ui.px(34), 0), ui.px(26), ui.colors.accent, ui.colors.on_accent,
             "A");
  draw_badge(ui, middle + ImVec2(ui.px(34), 0), ui.px(26), ui.colors.second, ui.colors.on_second,
             "B");
  draw_text(ui, cut.top(line_height(ui, Type::kTitle), ui.px(6)), Type::kTitle, ui.colors.text,
            "Drop music files", Align::kCenter);
  draw_paragraph(
      ui, cut.rect, Type::kBody, ui.colors.text_soft,
      "MIDI, MusicXML or ABC. The first becomes A, the second B. They stay in your browser.",
      Align::kCenter);
  ImGui::End();
}

}  // namespace segue
