// SPDX-License-Identifier: Apache-2.0
// What is heard, as a sound file: a button with a menu of two sample rates; while one is made, how
// far it is and a way out.
#include <array>
#include <cstdio>

#include "wasm/ui/panels.h"
#include "wasm/ui/piece.h"
#include "wasm/ui/view_model.h"
#include "wasm/ui/widgets.h"

namespace segue {
namespace {

struct Rate {
  double hz;
  const char* title;
};
constexpr std::array<Rate, 2> kRates = {{{44100, "WAV, 44.1 kHz"}, {48000, "WAV, 48 kHz"}}};
constexpr double kBytesInFrame = 4, kTail_s = 1.5;  // as web/wav.js has them

void draw_rates(Ui& ui, const ImRect& anchor) {
  const float row = ui.px(56), pad = ui.px(8);
  const float height = row * static_cast<float>(kRates.size()) + pad * 2;
  if (!begin_menu(ui, "sound file", anchor, ui.px(250), height)) return;
  Cutter list{shrink(ImGui::GetCurrentWindow()->Rect(), pad, pad)};
  const double length_s = heard_length_s(ui.state);
  for (const Rate& rate : kRates) {
    const auto bytes = static_cast<std::uint64_t>((length_s + kTail_s) * rate.hz * kBytesInFrame);
    const std::string detail = time_text(length_s) + " of music, " + bytes_text(bytes);
    if (!menu_row(ui, list.top(row), rate.title, rate.title, detail, false)) continue;
    ui.push(DownloadSound{rate.hz});
    ImGui::CloseCurrentPopup();
  }
  end_menu();
}

}  // namespace

void draw_sound_file(Ui& ui, const ImRect& rect, bool with_label) {
  const auto& making = ui.state.sound_file;
  const bool music = heard_now(ui.state).target != PlayTarget::kNone;
  char label[48] = "Download the sound###sound file";
  if (making)
    std::snprintf(label, sizeof label, "Cancel: %d %%###sound file",
                  static_cast<int>(making->part * 100));
  if (button(ui, rect,
             {.label = label,
              .icon = making ? Icon::kClose : Icon::kWave,
              .look = Look::kBare,
              .icon_only = !with_label,
              .enabled = making || music,
              .tip = making ? "Making the sound file: press to stop" : "Download as sound (WAV)",
              .key = making ? "" : "W"})) {
    if (making) {
      ui.push(CancelSound{});
    } else {
      ImGui::OpenPopup("sound file");
    }
  }
  if (making) {
    const ImRect line(rect.Min.x + ui.px(6), rect.Max.y - ui.px(4), rect.Max.x - ui.px(6),
                      rect.Max.y);
    draw_progress(ui, line, static_cast<float>(making->part));
  }
  draw_rates(ui, rect);
}

}  // namespace segue
