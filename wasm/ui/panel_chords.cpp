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

}  // namespace

void draw_chord_field(Ui& ui, Cutter& cut) {
  ViewMemory& memory = ui.memory;
  const std::string& given = ui.state.document.settings.chords;
  Cutter row{cut.top(ui.target(), ui.px(5))};
  const ImRect box = row.right(row.rect.GetWidth() - ui.px(72));
  field_label(ui, row.rect, "Chords", {}, kTip);
  if (!memory.chords_editing) memory.chords_text = given;
  char text[kLongestChords + 1];
  std::snprintf(text, sizeof text, "%s", memory.chords_text.c_str());
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  const float rounding = ui.px(12);
  draw.AddRectFilled(box.Min, box.Max, ui.colors.field, rounding);
  ImGui::PushFont(ui.fonts[static_cast<std::size_t>(Type::kBody)]);
  const float inset = (box.GetHeight() - line_height(ui, Type::kBody)) / 2;
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(ui.px(14), inset));
  ImGui::SetCursorScreenPos(box.Min);
  ImGui::SetNextItemWidth(box.GetWidth());
  const bool entered = ImGui::InputTextWithHint("##Chords", "none", text, sizeof text,
                                                ImGuiInputTextFlags_EnterReturnsTrue);
  const bool left = ImGui::IsItemDeactivated();
  memory.chords_editing = ImGui::IsItemActive();
  const bool focused = GImGui->NavId == ImGui::GetItemID() && !GImGui->NavDisableHighlight;
  ImGui::PopStyleVar();
  ImGui::PopFont();
  memory.chords_text = text;
  const auto chords = parse_chords(memory.chords_text);
  const bool none = memory.chords_text.find_first_not_of(" \t") == std::string::npos;
  const bool wrong = !none && !chords.ok();
  const ImU32 edge = wrong                   ? ui.colors.error
                     : memory.chords_editing ? ui.colors.accent
                                             : ui.colors.line;
  draw.AddRect(box.Min, box.Max, edge, rounding, 0,
               memory.chords_editing || wrong ? ui.px(1.5F) : 1);
  if (focused && !memory.chords_editing) draw_focus_ring(ui, box, rounding);

  const Representation form = ui.state.model.form();
  const std::string words = wrong  ? chords.error().message
                            : none ? std::string("No chords: the model is told none")
                                   : spread_text(chords->size(), form);
  ImRect lines = cut.rect;
  lines.Min.x = box.Min.x;
  cut.top(
      draw_paragraph(ui, lines, Type::kSmall, wrong ? ui.colors.error : ui.colors.text_soft, words),
      ui.px(14));
  if ((entered || left) && !wrong && memory.chords_text != given)
    ui.push(SetChords{memory.chords_text});
}

}  // namespace segue
