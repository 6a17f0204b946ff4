// SPDX-License-Identifier: Apache-2.0
// A or B: where a walk starts or ends. Empty it invites a file; filled it shows which bars were
// taken.
#include <algorithm>

#include "wasm/ui/clip_music.h"
#include "wasm/ui/forms.h"
#include "wasm/ui/panels.h"
#include "wasm/ui/roll.h"
#include "wasm/ui/view_model.h"
#include "wasm/ui/widgets.h"

namespace segue {
namespace {

const char* letter(Slot slot) { return slot == Slot::kA ? "A" : "B"; }

std::string with_letter(const char* what, Slot slot) {
  return std::string(what) + " " + letter(slot);
}

// "Choose a file", "Examples" and the keyboard, side by side.
void draw_sources(Ui& ui, Slot slot, Cutter& cut) {
  Cutter row{cut.top(ui.target())};
  const std::string keys = "Play it##" + std::string(letter(slot));
  if (button(ui, row.right(ui.target(), ui.px(8)),
             {.label = keys.c_str(),
              .icon = Icon::kKeys,
              .icon_only = true,
              .tip = "Play it on a keyboard"})) {
    ui.push(ShowRecorder{true, slot});
  }
  const float half = (row.rect.GetWidth() - ui.px(8)) / 2;
  const bool narrow = half < ui.px(112);
  const std::string file = "File##" + std::string(letter(slot)),
                    examples = "Examples##" + std::string(letter(slot));
  if (button(ui, row.left(half, ui.px(8)),
             {.label = file.c_str(),
              .icon = narrow ? Icon::kNone : Icon::kFile,
              .tip = "Choose a MIDI file or a score (MusicXML, ABC) from this device"})) {
    ui.push(OpenFileDialog{slot});
  }
  const ImRect right = row.rect;
  if (button(ui, right,
             {.label = examples.c_str(),
              .icon = narrow ? Icon::kNone : Icon::kNote,
              .tip = "Old tunes that come with Segue"})) {
    ImGui::OpenPopup(with_letter("examples", slot).c_str());
  }
  draw_examples_menu(ui, with_letter("examples", slot).c_str(), slot, right);
}

void draw_head(Ui& ui, Slot slot, Cutter& cut, std::string_view title, ImU32 ink) {
  Cutter head{cut.top(ui.target(), ui.px(6))};
  const float radius = ui.px(14);
  const ImRect badge = head.left(radius * 2, ui.px(10));
  draw_badge(ui, badge.GetCenter(), radius, ui.slot_color(slot), ui.on_slot_color(slot),
             letter(slot));
  const InputSlot& input = ui.state.document.input(slot);
  if (input.file) {
    const float side = ui.target();
    const std::string clear = with_letter("Remove", slot);
    if (button(ui, head.right(side),
               {.label = clear.c_str(),
                .icon = Icon::kClose,
                .look = Look::kBare,
                .icon_only = true,
                .tip = "Take it out"})) {
      ui.push(ClearInput{slot});
    }
    if (input.chosen()) {
      const bool plays =
          ui.state.playback.target == PlayTarget::kInput && ui.state.playback.slot == slot;
      const std::string play = with_letter(plays ? "Stop" : "Hear", slot);
      if (button(ui, head.right(side),
                 {.label = play.c_str(),
                  .icon = plays ? Icon::kStop : Icon::kPlay,
                  .look = Look::kBare,
                  .icon_only = true,
                  .tip = plays ? "Stop" : "Hear it"})) {
        ui.push(PlayInput{slot});
      }
      const Representation form = ui.state.model.form();
      const std::string label = std::string(reconstruct_words(form).verb) + "##" + letter(slot);
      if (form.groove_input.empty() && button(ui, head.right(side),
                                              {.label = label.c_str(),
                                               .icon = Icon::kVary,
                                               .look = Look::kBare,
                                               .icon_only = true,
                                               .enabled = !ui.state.busy(),
                                               .tip = reconstruct_words(form).tip})) {
        ui.push(ReconstructInput{slot});
      }
    }
  }
  draw_text(ui, head.rect, Type::kLabel, ink, title);
}

void draw_empty(Ui& ui, Slot slot, Cutter& cut) {
  const std::string& opening = ui.state.opening[static_cast<std::size_t>(slot)];
  if (!opening.empty()) {
    draw_head(ui, slot, cut, "Reading " + opening, ui.colors.text);
    draw_progress(ui, cut.top(ui.px(4), ui.px(10)), -1);
    return;
  }
  const std::string end = slot == Slot::kA ? "Start: " : "End: ";
  draw_head(ui, slot, cut,
            end + (ui.layout.touch ? std::string("choose a ") + words_of(ui.state.model.form()).one
                                   : std::string("drop a file")),
            ui.colors.text_soft);
  draw_sources(ui, slot, cut);
}

void draw_reasons(Ui& ui, Slot slot, const InputFile& file, Cutter& cut) {
  draw_head(ui, slot, cut, file.name, ui.colors.text);
  constexpr std::size_t kShown = 4;
  std::string text = std::string("No ") + words_of(file.form).one + " that fits:";
  for (std::size_t i = 0; i < std::min(file.reasons.size(), kShown); ++i)
    text += "\n\xE2\x80\xA2 " + file.reasons[i];
  if (file.reasons.size() > kShown)
    text +=
        "\n\xE2\x80\xA2 and " + std::to_string(file.reasons.size() - kShown) + " more like these";
  cut.top(draw_paragraph(ui, cut.rect, Type::kSmall, ui.colors.error, text), ui.px(12));
  draw_sources(ui, slot, cut);
}

void draw_window(Ui& ui, Slot slot, const InputSlot& input, const MusicWindow& window,
                 Cutter& cut) {
  const InputFile& file = *input.file;
  draw_head(ui, slot, cut, file.name, ui.colors.text);
  const ImRect box = cut.top(ui.px(52), ui.px(2));
  const std::string pick = with_letter("Choose bars for", slot),
                    menu = with_letter("windows", slot);
  const Interaction press = press_area(ui, pick.c_str(), box);
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  const float lit = ui.memory.animator.glide(press.id, press.hovered ? 1.0F : 0.0F),
              rounding = ui.px(10);
  draw.AddRectFilled(box.Min, box.Max, ui.colors.roll, rounding);
  draw.AddRect(box.Min, box.Max, mix(ui.colors.line, ui.slot_color(slot), lit), rounding);
  const Score score = make_score(to_clip(window), file.form);
  const PitchRange range = range_of({&score, 1});
  const bool plays =
      ui.state.playback.target == PlayTarget::kInput && ui.state.playback.slot == slot;
  const double step =
      plays ? s_to_steps(ui.state.playback.position_s, ui.state.playback.tempo_qpm, file.form) : -1;
  draw_mini_roll(ui, shrink(box, ui.px(10), ui.px(8)), score, range, ui.slot_color(slot), step);
  if (press.focused) draw_focus_ring(ui, box, rounding);
  tooltip(ui, press, "Choose other bars");
  const int count = static_cast<int>(file.windows.size());
  if (press.pressed && count > 1) ImGui::OpenPopup(menu.c_str());

  Cutter row{cut.top(ui.target())};
  const std::string name = window_name(file, window);
  if (count > 1) {
    const float side = ui.target();
    const std::string before = with_letter("Earlier bars for", slot),
                      after = with_letter("Later bars for", slot);
    if (button(ui, row.left(side),
               {.label = before.c_str(),
                .icon = Icon::kLeft,
                .look = Look::kBare,
                .icon_only = true,
                .enabled = input.window > 0,
                .tip = "Earlier bars",
                .repeat = true})) {
      ui.push(ChooseWindow{slot, input.window - 1});
    }
    if (button(ui, row.right(side),
               {.label = after.c_str(),
                .icon = Icon::kRight,
                .look = Look::kBare,
                .icon_only = true,
                .enabled = input.window + 1 < count,
                .tip = "Later bars",
                .repeat = true})) {
      ui.push(ChooseWindow{slot, input.window + 1});
    }
    const std::string of = std::to_string(input.window + 1) + " of " + std::to_string(count);
    const ImRect right = row.right(measure(ui, Type::kSmall, of).x + 1, ui.px(6));
    draw_text(ui, right, Type::kSmall, ui.colors.text_soft, of);
  }
  draw_text(ui, row.rect, Type::kSmall, ui.colors.text, name);
  draw_window_chooser(ui, slot, box);
  if (!ui.state.model.form().groove_input.empty()) {  // what such a model is for
    const ReconstructWords& words = reconstruct_words(ui.state.model.form());
    const std::string label = std::string(words.verb) + "##" + letter(slot);
    if (button(ui, cut.top(ui.target(), ui.px(6)),
               {.label = label.c_str(),
                .icon = Icon::kVary,
                .enabled = !ui.state.busy(),
                .tip = words.tip}))
      ui.push(ReconstructInput{slot});
  }
}

}  // namespace

void draw_examples_menu(Ui& ui, const char* id, Slot slot, const ImRect& anchor) {
  const float row = ui.target() + ui.px(4), pad = ui.px(8);
  int count = 0;
  while (example_for(ui.state, count)) ++count;
  const float height = row * static_cast<float>(std::max(count, 1)) + pad * 2;
  if (!begin_menu(ui, id, anchor, ui.px(280), height)) return;
  const ImRect inner = shrink(ImGui::GetCurrentWindow()->Rect(), pad, pad);
  const ImVec2 at = begin_scroll(ui, "examples list", inner);
  Cutter list{ImRect(at, at + ImVec2(inner.GetWidth(), 1e6F))};
  for (int i = 0; i < count; ++i) {
    const ExampleEntry& example = *example_for(ui.state, i);
    if (menu_row(ui, list.top(row), example.title.c_str(), example.title, example.credit, false)) {
      ui.push(ChooseExample{slot, example.id});
      ImGui::CloseCurrentPopup();
    }
  }
  if (count == 0)
    draw_text(ui, shrink(list.top(row), ui.px(10), 0), Type::kBody, ui.colors.text_soft,
              "None that fits this model");
  end_scroll(ui, at, height - pad * 2);
  end_menu();
}

float draw_slot(Ui& ui, Slot slot, ImVec2 at, float width) {
  const InputSlot& input = ui.state.document.input(slot);
  const float pad = ui.px(12);
  Cutter cut{shrink(ImRect(at, at + ImVec2(width, 1e6F)), pad, pad * 0.5F)};
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  const MusicWindow* window = input.chosen();
  if (!input.file) {
    draw_empty(ui, slot, cut);
  } else if (window) {
    draw_window(ui, slot, input, *window, cut);
  } else {
    draw_reasons(ui, slot, *input.file, cut);
  }
  const float height = cut.rect.Min.y - at.y + (window ? pad * 0.5F : pad);
  const ImRect frame(at, at + ImVec2(width, height));
  const ImU32 edge = ui.slot_color(slot);
  if (!input.file) {
    draw_dashed_rect(ui, shrink(frame, 0.5F, 0.5F), fade(edge, 0.75F), ui.px(14), ui.px(1.5F));
  } else {
    draw.AddRect(frame.Min, frame.Max, window ? fade(edge, 0.8F) : ui.colors.error, ui.px(14), 0,
                 ui.px(1.5F));
  }
  return height;
}

}  // namespace segue
