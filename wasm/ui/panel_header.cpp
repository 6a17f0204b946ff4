// SPDX-License-Identifier: Apache-2.0
// The top of the page: who we are, which model, undo, theme, help.
#include "wasm/ui/panels.h"
#include "wasm/ui/view_model.h"
#include "wasm/ui/widgets.h"

namespace segue {
namespace {

bool tool(Ui& ui, Cutter& cut, const char* label, Icon icon, std::string_view tip,
          std::string_view key, bool enabled = true) {
  return button_at_right(ui, cut,
                         {.label = label,
                          .icon = icon,
                          .look = Look::kBare,
                          .icon_only = true,
                          .enabled = enabled,
                          .tip = tip,
                          .key = key},
                         ui.px(ui.layout.phone() ? 0.0F : 2.0F));
}

void draw_mark(Ui& ui, Cutter& cut) {
  const float side = ui.px(ui.layout.phone() ? 26.0F : 30.0F);
  const ImRect logo = cut.left(side, ui.px(10));
  const bool moves = ui.state.playback.playing() || ui.state.busy();
  if (moves) ui.memory.animator.keep_moving();
  const float wave =
      moves ? static_cast<float>(ui.state.now_s -
                                 static_cast<double>(static_cast<long>(ui.state.now_s)))
            : 0;
  draw_logo(ui, centered(logo, side, side), wave);
  const float width = measure(ui, Type::kTitle, "Segue").x;
  draw_text(ui, cut.left(width + 1, ui.px(28)), Type::kTitle, ui.colors.text, "Segue");
}

}  // namespace

void draw_header(Ui& ui) {
  Cutter cut{ui.layout.header};
  draw_mark(ui, cut);
  const bool dark = ui.state.preferences.theme == Theme::kDark;
  if (tool(ui, cut, "Help", Icon::kHelp, "Help and shortcuts", "?")) ui.push(SetHelp{true});
  if (tool(ui, cut, dark ? "Light theme" : "Dark theme", dark ? Icon::kSun : Icon::kMoon,
           dark ? "Light theme" : "Dark theme", "T")) {
    ui.push(SetTheme{dark ? Theme::kLight : Theme::kDark});
  }
  if (!ui.layout.phone() && tool(ui, cut, "Copy a link", Icon::kShare,
                                 "Copy a link to what you see", "", can_share(ui.state))) {
    ui.push(ShareLink{});
  }
  const bool keys = ui.state.recorder.open;
  if (tool(ui, cut, "Keyboard", Icon::kKeys, keys ? "Close the keyboard" : "Play on a keyboard",
           keys && ui.state.recorder.typing ? "" : "K"))
    ui.push(ShowRecorder{!keys});
  if (tool(ui, cut, "Redo", Icon::kRedo, "Redo", "Ctrl Y", ui.state.can_redo())) ui.push(Redo{});
  if (tool(ui, cut, "Undo", Icon::kUndo, "Undo", "Ctrl Z", ui.state.can_undo())) ui.push(Undo{});
  if (!ui.layout.phone()) {
    ImRect chooser = cut.rect;
    chooser.Max.x = std::min(chooser.Max.x, chooser.Min.x + ui.px(300));
    draw_model_chooser(ui, centered(chooser, chooser.GetWidth(), ui.target()));
  }
  if (ui.state.model.phase == LoadPhase::kLoading) {
    const float y = ui.layout.header.Max.y - ui.px(3);
    draw_progress(ui, ImRect(ui.layout.header.Min.x, y, ui.layout.header.Max.x, y + ui.px(3)),
                  load_fraction(ui.state.model));
  }
}

}  // namespace segue
