// SPDX-License-Identifier: Apache-2.0
// The stage before there is music: an invitation, and one button that leads to sound.
#include <algorithm>
#include <cmath>

#include "wasm/ui/forms.h"
#include "wasm/ui/panels.h"
#include "wasm/ui/view_model.h"
#include "wasm/ui/widgets.h"

namespace segue {
namespace {

struct Words {
  const char* title;
  std::string text;
};

Words welcome_words(const AppState& state) {
  const std::string many = words_of(state.model.form()).many,
                    one = words_of(state.model.form()).one;
  if (state.document.mode == Mode::kContinue) {
    return {"Let it go on",
            "Give this model a beginning, played or from a file, or none at all. It goes on from "
            "there, note after note, while you listen."};
  }
  if (state.document.mode == Mode::kSample) {
    return {"Hear something new", "Segue has learned what " + many +
                                      " are like. It makes new ones, in your browser: nothing "
                                      "you do here leaves this page."};
  }
  if (generate_hint(state).empty())
    return {"Ready to walk", "Segue finds the " + many +
                                 " that lie between A and B, and plays them one after another."};
  return {family_of(state.model.form()) == Family::kMelody ? "From one tune to another"
                                                           : "From one to another",
          "Choose a " + one +
              " to start from and one to arrive at. Segue finds what lies between them."};
}

// A's notes turn into B's: the page's subject as a drawing.
void draw_picture(Ui& ui, const ImRect& rect) {
  constexpr int kColumns = 7, kNotes = 5;
  constexpr float kFrom[kNotes] = {0.66F, 0.46F, 0.26F, 0.46F, 0.66F};
  constexpr float kTo[kNotes] = {0.20F, 0.50F, 0.74F, 0.60F, 0.30F};
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  const float step = rect.GetWidth() / kColumns, thick = ui.px(5);
  const bool moves = ui.state.busy();
  if (moves) ui.memory.animator.keep_moving();
  for (int c = 0; c < kColumns; ++c) {
    const float t = static_cast<float>(c) / (kColumns - 1),
                x = rect.Min.x + step * static_cast<float>(c);
    const ImU32 color = journey(ui.colors, t);
    const float ends = c == 0 || c == kColumns - 1 ? 1.0F : 0.8F;
    const float wave =
        moves
            ? 0.45F + 0.55F * static_cast<float>(0.5 + 0.5 * std::sin(ui.state.now_s * 5 - c * 0.7))
            : ends;
    const ImRect box(x + ui.px(2), rect.Min.y, x + step - ui.px(2), rect.Max.y);
    draw.AddRectFilled(box.Min, box.Max, fade(color, 0.09F * (0.5F + wave)), ui.px(8));
    const float slot = (box.GetWidth() - ui.px(8)) / kNotes;
    for (int n = 0; n < kNotes; ++n) {
      const float y = box.Min.y + box.GetHeight() * (kFrom[n] + (kTo[n] - kFrom[n]) * t);
      const float from = box.Min.x + ui.px(4) + slot * static_cast<float>(n);
      draw.AddRectFilled(ImVec2(from, y), ImVec2(from + std::max(slot - 1, 2.0F), y + thick),
                         fade(color, wave), thick / 2);
    }
  }
}

float text_width(const Ui& ui, float width) { return std::min(width - ui.px(32), ui.px(460)); }
Type title_type(const Ui& ui, float width) {
  const bool fits =
      measure(ui, Type::kDisplay, welcome_words(ui.state).title).x < width - ui.px(48);
  return fits && !ui.layout.phone() ? Type::kDisplay : Type::kTitle;
}

std::string download_hint(const AppState& state) {
  if (state.model.phase == LoadPhase::kReady || state.model.phase == LoadPhase::kLoading) return {};
  const ModelEntry* entry = state.model.chosen();
  if (!entry || entry->download_bytes == 0) return {};
  const std::uint64_t engine = state.model.engine_ready ? 0 : entry->engine_bytes;
  return "Fetches " + bytes_text(entry->download_bytes + engine) + ", once";
}

void draw_progress_words(Ui& ui, Cutter& cut, float width) {
  const ImRect line = cut.top(ui.px(6), ui.px(10));
  draw_progress(ui, centered(line, width, line.GetHeight()),
                ui.state.model.phase == LoadPhase::kLoading ? load_fraction(ui.state.model) : -1);
  const std::string text =
      ui.state.model.phase == LoadPhase::kLoading
          ? load_text(ui.state.model)
          : std::string("Making ") + words_of(ui.state.model.form()).many + "\xE2\x80\xA6";
  draw_paragraph(ui, cut.rect, Type::kBody, ui.colors.text_soft, text, Align::kCenter);
}

void draw_main_button(Ui& ui, Cutter& cut, float width) {
  const AppState& state = ui.state;
  ImRect row = cut.top(ui.px(58), ui.px(12));
  row = centered(row, std::min(width, ui.px(280)), row.GetHeight());
  const auto say_below = [&](std::string_view words) {
    draw_text(ui, cut.top(line_height(ui, Type::kSmall)), Type::kSmall, ui.colors.text_soft, words,
              Align::kCenter);
  };
  const bool walk = state.document.mode == Mode::kInterpolate;
  if (!generate_hint(state).empty()) {
    if (walk && ui.layout.two_columns() && draw_try_two(ui, row))
      say_below("or drop your own MIDI files or scores on the page");
    return;
  }
  const bool begun = state.document.mode == Mode::kContinue &&
                     state.document.continuing.primer != PrimerKind::kNothing;
  if (button(ui, row,
             {.label = walk    ? "Interpolate###begin"
                       : begun ? "Continue it"
                               : "Make music",
              .icon = walk ? Icon::kWalk : Icon::kPlay,
              .look = Look::kPrimary,
              .key = "Enter",
              .type = Type::kHeading}))
    ui.push(Generate{});
  say_below(download_hint(state));
}

}  // namespace

bool draw_try_two(Ui& ui, const ImRect& rect) {
  const AppState& state = ui.state;
  const ExampleEntry *a = example_for(state, 0), *b = example_for(state, 1);
  if (!a || !b) return false;
  const char* label = drums_only(state.model.form())                   ? "Try two beats"
                      : family_of(state.model.form()) == Family::kTrio ? "Try two trios"
                                                                       : "Try two old tunes";
  if (button(
          ui, rect,
          {.label = label, .icon = Icon::kNote, .look = Look::kPrimary, .type = Type::kHeading})) {
    ui.push(ChooseExample{Slot::kA, a->id});
    ui.push(ChooseExample{Slot::kB, b->id});
  }
  return true;
}

float welcome_height(const Ui& ui, float width) {
  const Words words = welcome_words(ui.state);
  return ui.px(110 + 28 + 12 + 24 + 58 + 12) + line_height(ui, title_type(ui, width)) +
         measure_paragraph(ui, Type::kBody, words.text, text_width(ui, width)) +
         line_height(ui, Type::kBody) + ui.px(56);
}

float draw_welcome(Ui& ui, const ImRect& rect) {
  draw_card(ui, rect, 18);
  const Words words = welcome_words(ui.state);
  const float needed = welcome_height(ui, rect.GetWidth()) - ui.px(56),
              width = text_width(ui, rect.GetWidth());
  Cutter cut{centered(rect, width, needed)};
  const ImRect picture = cut.top(ui.px(110), ui.px(28));
  draw_picture(ui, centered(picture, std::min(width, ui.px(420)), picture.GetHeight()));
  const Type type = title_type(ui, rect.GetWidth());
  const ImRect title = cut.top(line_height(ui, type), ui.px(12));
  draw_text(ui, ImRect(rect.Min.x + ui.px(12), title.Min.y, rect.Max.x - ui.px(12), title.Max.y),
            type, ui.colors.text, words.title, Align::kCenter);
  cut.top(
      draw_paragraph(ui, cut.rect, Type::kBody, ui.colors.text_soft, words.text, Align::kCenter),
      ui.px(24));
  if (ui.state.busy()) {
    cut.top(ui.px(18));
    draw_progress_words(ui, cut, std::min(width, ui.px(320)));
  } else {
    draw_main_button(ui, cut, width);
  }
  return rect.GetHeight();
}

}  // namespace segue
