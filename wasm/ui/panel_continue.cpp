// SPDX-License-Identifier: Apache-2.0
// What a continuation begins with, how the model treats that, and how long it goes on.
#include <algorithm>
#include <array>

#include "wasm/ui/forms.h"
#include "wasm/ui/panels.h"
#include "wasm/ui/view_model.h"
#include "wasm/ui/widgets.h"

namespace segue {
namespace {

constexpr std::array<Segment, 3> kPrimers = {
    {{"Nothing", "The model begins by itself"},
     {"Keyboard", "It goes on from what you play"},
     {"File", "It goes on from a MIDI file or a score, or some bars of it"}}};

void draw_words(Ui& ui, Cutter& cut, std::string_view text, float gap) {
  cut.top(draw_paragraph(ui, cut.rect, Type::kSmall, ui.colors.text_soft, text), gap);
}

// On or off, and what that means. Gives the new value when it is pressed.
std::optional<bool> draw_switch(Ui& ui, Cutter& cut, const char* label, bool on,
                                std::string_view meaning) {
  const bool pressed =
      button(ui, cut.top(ui.target(), ui.px(5)),
             {.label = label, .icon = on ? Icon::kCheck : Icon::kNone, .on = on, .toggles = true});
  draw_words(ui, cut, meaning, ui.px(12));
  if (!pressed) return std::nullopt;
  return !on;
}

void draw_played(Ui& ui, Cutter& cut) {
  const Take& take = ui.state.document.take;
  const bool open = ui.state.recorder.open;
  if (!open && button(ui, cut.top(ui.target(), ui.px(6)),
                      {.label = "Open the keyboard", .icon = Icon::kKeys}))
    ui.push(ShowRecorder{true});
  const int bars = (take_steps(take) + kBarSteps - 1) / kBarSteps;
  draw_words(ui, cut,
             take.empty()
                 ? std::string(open ? "Play something on the keys." : "Nothing was played yet.")
                 : std::to_string(take.size()) + (take.size() == 1 ? " note" : " notes") + " in " +
                       std::to_string(bars) + (bars == 1 ? " bar" : " bars") + " to begin with.",
             ui.px(14));
}

void draw_bars(Ui& ui, Cutter& cut, const ContinueSettings& wish, int most) {
  Cutter row{cut.top(ui.target(), ui.px(6))};
  const float half = (row.rect.GetWidth() - ui.px(8)) / 2;
  Cutter from{row.left(half, ui.px(8))}, to{row.rect};
  const auto number = [&](Cutter& place, const char* word, const char* label, int value, int low,
                          int high) {
    const float width = measure(ui, Type::kSmall, word).x + ui.px(8);
    draw_text(ui, place.left(width), Type::kSmall, ui.colors.text_soft, word);
    return stepper(ui, place.rect, label, value, low, high);
  };
  if (const auto first = number(from, "Bar", "First bar", wish.first_bar, 1, wish.last_bar))
    ui.push(SetPrimerBars{*first, wish.last_bar});
  if (const auto last = number(to, "to", "Last bar", wish.last_bar, wish.first_bar, most))
    ui.push(SetPrimerBars{wish.first_bar, *last});
  draw_words(ui, cut, "of " + std::to_string(most) + (most == 1 ? " bar" : " bars"), ui.px(14));
}

void draw_primer_file(Ui& ui, Cutter& cut) {
  const Document& document = ui.state.document;
  if (document.primer_file) {
    Cutter head{cut.top(ui.target(), ui.px(2))};
    if (button(ui, head.right(ui.target()),
               {.label = "Remove the file",
                .icon = Icon::kClose,
                .look = Look::kBare,
                .icon_only = true,
                .tip = "Take it out"}))
      ui.push(ClearPrimerFile{});
    draw_text(ui, head.rect, Type::kLabel, ui.colors.text, document.primer_file->name);
    draw_bars(ui, cut, document.continuing, document.primer_file->bars);
    return;
  }
  Cutter row{cut.top(ui.target(), ui.px(6))};
  const float half = (row.rect.GetWidth() - ui.px(8)) / 2;
  if (button(ui, row.left(half, ui.px(8)),
             {.label = "File##primer",
              .icon = Icon::kFile,
              .tip = "Choose a MIDI file or a score (MusicXML, ABC) from this device"}))
    ui.push(OpenFileDialog{Slot::kA});
  if (button(ui, row.rect,
             {.label = "Examples##primer",
              .icon = Icon::kNote,
              .tip = "Old tunes that come with Segue"}))
    ImGui::OpenPopup("primer examples");
  draw_examples_menu(ui, "primer examples", Slot::kA, row.rect);
  draw_words(ui, cut, ui.layout.touch ? "A MIDI file or a score." : "Or drop a file on the page.",
             ui.px(14));
}

void draw_length(Ui& ui, Cutter& cut, const ContinueSettings& wish) {
  if (const auto endless = draw_switch(ui, cut, "Endless", wish.endless,
                                       wish.endless ? "It goes on until you stop it. The last " +
                                                          std::to_string(kKeptBars) +
                                                          " bars are kept (10 minutes at 120 bpm)."
                                                    : std::string("It ends by itself.")))
    ui.push(SetEndless{*endless});
  if (wish.endless) return;
  field_label(ui, cut.top(line_height(ui, Type::kLabel), ui.px(2)), "Length",
              std::to_string(wish.bars) + (wish.bars == 1 ? " bar" : " bars"),
              "How many bars are made");
  const SliderChange change =
      slider(ui, cut.top(ui.layout.touch ? ui.px(44) : ui.px(32), ui.px(12)), wish.bars,
             {.label = "Length", .min = kFewestNewBars, .max = kMostNewBars, .step = 1, .page = 8});
  if (change.value) ui.push(SetNewBars{static_cast<int>(*change.value + 0.5)});
  if (change.done) ui.push(EndEdit{});
}

}  // namespace

float draw_continue_fields(Ui& ui, ImVec2 at, float width) {
  Cutter cut{ImRect(at, at + ImVec2(width, 1e6F))};
  const ContinueSettings& wish = ui.state.document.continuing;
  field_label(ui, cut.top(line_height(ui, Type::kLabel), ui.px(6)), "Begin with", {},
              "What the music goes on from");
  if (const auto chosen =
          segmented(ui, cut.top(ui.target(), ui.px(10)), kPrimers, static_cast<int>(wish.primer)))
    ui.push(SetPrimer{static_cast<PrimerKind>(*chosen)});
  if (wish.primer == PrimerKind::kPlayed) draw_played(ui, cut);
  if (wish.primer == PrimerKind::kFile) draw_primer_file(ui, cut);
  if (wish.primer != PrimerKind::kNothing && can_stand_aside(ui.state.model.form())) {
    if (const auto yes = draw_switch(
            ui, cut, "Listen first", wish.condition,
            wish.condition ? "The model hears the beginning and goes on in its manner."
                           : "The model does not hear the beginning: it only stands in front."))
      ui.push(SetCondition{*yes});
    if (const auto yes =
            draw_switch(ui, cut, "Play along", wish.inject,
                        wish.inject ? "The notes of the beginning sound again in the new bars, and "
                                      "the model plays around them."
                                    : "The new bars are the model's alone."))
      ui.push(SetInject{*yes});
  }
  draw_length(ui, cut, wish);
  return cut.rect.Min.y - at.y;
}

}  // namespace segue
