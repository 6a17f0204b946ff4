// SPDX-License-Identifier: Apache-2.0
// A line of chords for models that are told the harmony: typed, understood or not, in words.
#include <cstdio>

#include "shared/codec/chord_codec.h"
#include "wasm/ui/forms.h"
#include "wasm/ui/panels.h"
#include "wasm/ui/widgets.h"

namespace segue {
namespace {

constexpr const char* kTip =
    "What the music is to go with, spread evenly over the clip. Understood: C, Am, F#, Bb7, Dm7, "
    "Gsus4, Bdim, Caug, C/E, % for the one before, N.C. for none";

// "4 chords, half a bar each".
std::string spread_text(std::size_t count, const Representation& form) {
  const std::string chords = std::to_string(count) + (count == 1 ? " chord" : " chords");
  const double bars = static_cast<double>(form.bars) / static_cast<double>(count);
  char each[48];
  if (bars == 0.5) return chords + ", half a bar each";
  if (bars == 1) return chords + (count == 1 ? ", one bar" : ", a bar each");
  std::snprintf(each, sizeof each, ", %.3g bars%s", bars, count == 1 ? "" : " each");
  return chords + each;
}

bool is_blank(const std::string& text) {
  return text.find_first_not_of(" \t") == std::string::npos;
}

bool is_wrong(const std::string& text) { return !is_blank(text) && !parse_chords(text).ok(); }

}  // namespace

void draw_chord_field(Ui& ui, Cutter& cut) {
  TypedText& typed = ui.memory.chords;
  const std::string& given = ui.state.document.settings.chords;
  Cutter row{cut.top(ui.target(), ui.px(5))};
  const ImRect box = row.right(row.rect.GetWidth() - ui.px(72));
  field_label(ui, row.rect, "Chords", {}, kTip);
  if (!typed.editing) typed.text = given;
  const bool done = text_field(
      ui, box,
      {.label = "##Chords", .hint = "none", .longest = kLongestChords, .is_wrong = is_wrong},
      typed);

  const Representation form = ui.state.model.form();
  const auto chords = parse_chords(typed.text);
  const bool none = is_blank(typed.text), wrong = is_wrong(typed.text);
  const std::string words = wrong  ? chords.error().message
                            : none ? std::string("No chords: the model is told none")
                                   : spread_text(chords->size(), form);
  ImRect lines = cut.rect;
  lines.Min.x = box.Min.x;
  cut.top(
      draw_paragraph(ui, lines, Type::kSmall, wrong ? ui.colors.error : ui.colors.text_soft, words),
      ui.px(14));
  if (done && !wrong && typed.text != given) ui.push(SetChords{typed.text});
}

}  // namespace segue
