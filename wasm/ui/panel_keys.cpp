// SPDX-License-Identifier: Apache-2.0
// The keyboard on the page: what was played, on its grid, above the keys, and what can be done with
// it.
#include <algorithm>
#include <cmath>

#include "wasm/ui/forms.h"
#include "wasm/ui/panels.h"
#include "wasm/ui/piano.h"
#include "wasm/ui/roll.h"
#include "wasm/ui/view_model.h"
#include "wasm/ui/widgets.h"

namespace segue {
namespace {

constexpr int kTakeBar = 4 * kTakeStepsPerQuarter;

float keys_padding(const Ui& ui) { return ui.px(ui.layout.phone() ? 12.0F : 18.0F); }
bool one_row(const Ui& ui, float width) { return width > ui.px(1000); }
float row_height(const Ui& ui) { return ui.target() + ui.px(6); }
float roll_height(const Ui& ui) { return ui.px(76); }
float piano_height(const Ui& ui) { return ui.px(ui.layout.phone() ? 136.0F : 124.0F); }

Score score_of(const Take& take, bool drums) {
  Score score;
  score.pitched = true;
  score.steps = std::max(1, (take_steps(take) + kTakeBar - 1) / kTakeBar) * kTakeBar;
  for (const TakeNote& note : take) {
    ShownNote shown;
    shown.voice = drums ? Voice::kDrums : Voice::kMelody;
    shown.place = note.pitch;
    shown.velocity = note.velocity;
    shown.start = shown.grid = note.start;
    shown.end = note.end;
    score.notes.push_back(shown);
  }
  return score;
}

bool keys_tool(Ui& ui, Cutter& cut, ButtonSpec spec) {
  spec.look = Look::kBare;
  spec.icon_only = true;
  return button_at_right(ui, cut, spec, ui.px(2));
}

std::string summary(const Take& take) {
  if (take.empty()) return "Nothing yet";
  const std::size_t count = take.size();
  const int bars = (take_steps(take) + kTakeBar - 1) / kTakeBar;
  return std::to_string(count) + (count == 1 ? " note, " : " notes, ") + std::to_string(bars) +
         (bars == 1 ? " bar" : " bars");
}

// What can be done with the take; the rest of the row is left.
void draw_take_tools(Ui& ui, Cutter& row) {
  const bool some = !ui.state.document.take.empty();
  const bool plays = ui.state.playback.target == PlayTarget::kTake;
  if (keys_tool(ui, row,
                {.label = "Close the keyboard", .icon = Icon::kClose, .tip = "Close", .key = "K"}))
    ui.push(ShowRecorder{false});
  if (keys_tool(ui, row,
                {.label = "Clear what was played",
                 .icon = Icon::kTrash,
                 .enabled = some,
                 .tip = "Clear it"}))
    ui.push(ClearTake{});
  if (keys_tool(ui, row,
                {.label = "Take back the last note",
                 .icon = Icon::kUndo,
                 .enabled = some,
                 .tip = "Take back the last note",
                 .key = "Backspace"}))
    ui.push(TakeBackNote{});
  if (keys_tool(
          ui, row,
          {.label = plays ? "Stop what was played###hear take" : "Hear what was played###hear take",
           .icon = plays ? Icon::kStop : Icon::kPlay,
           .enabled = some || plays,
           .tip = plays ? "Stop" : "Hear it"}))
    ui.push(PlayTake{});
}

const char* midi_tip(MidiKeys state) {
  switch (state) {
    case MidiKeys::kConnected:
      return "A MIDI keyboard is connected";
    case MidiKeys::kNone:
      return "No MIDI keyboard is plugged in";
    case MidiKeys::kRefused:
      return "The browser keeps MIDI keyboards from this page";
    case MidiKeys::kUnsupported:
      return "This browser has no Web MIDI";
    case MidiKeys::kUnasked:
      break;
  }
  return "Play on a MIDI keyboard that is plugged in";
}

// How it is played; from the left.
void draw_play_tools(Ui& ui, Cutter& row) {
  const Recorder& recorder = ui.state.recorder;
  const ButtonSpec midi{.label = "MIDI keyboard",
                        .icon = recorder.midi == MidiKeys::kConnected ? Icon::kCheck : Icon::kKeys,
                        .look = Look::kQuiet,
                        .icon_only = row.rect.GetWidth() < ui.px(600),
                        .tip = midi_tip(recorder.midi)};
  if (button_at_left(ui, row, midi, ui.px(8))) ui.push(ConnectMidi{});
  if (button_at_left(ui, row,
                     {.label = "Lower octave",
                      .icon = Icon::kMinus,
                      .look = Look::kBare,
                      .icon_only = true,
                      .enabled = recorder.octave > kLowestOctave,
                      .tip = "An octave lower",
                      .key = recorder.typing ? "Z" : ""},
                     ui.px(2)))
    ui.push(SetOctave{recorder.octave - 1});
  if (button_at_left(ui, row,
                     {.label = "Higher octave",
                      .icon = Icon::kPlus,
                      .look = Look::kBare,
                      .icon_only = true,
                      .enabled = recorder.octave < kHighestOctave,
                      .tip = "An octave higher",
                      .key = recorder.typing ? "X" : ""},
                     ui.px(2)))
    ui.push(SetOctave{recorder.octave + 1});
  if (ui.layout.touch || ui.layout.phone()) return;  // there are no letters to play
  const ButtonSpec typing{
      .label = "Letters play",
      .look = Look::kQuiet,
      .on = recorder.typing,
      .toggles = true,
      .tip = recorder.typing ? "The letters A to L play notes; press to have shortcuts again"
                             : "Let the letters A to L play notes"};
  row.left(0, ui.px(6));
  if (button_at_left(ui, row, typing, ui.px(8))) ui.push(SetTyping{!recorder.typing});
}

// "Use as A", "Use as B", from the right, as badges where there is little room; the slot that the
// keyboard was opened for is the main one.
void draw_use_buttons(Ui& ui, Cutter& row) {
  const Recorder& recorder = ui.state.recorder;
  const bool some = !ui.state.document.take.empty(), brief = row.rect.GetWidth() < ui.px(220);
  for (const Slot slot : {Slot::kB, Slot::kA}) {
    if (recorder.slot && *recorder.slot != slot) continue;
    const bool a = slot == Slot::kA;
    const ButtonSpec use{
        .label = a ? "Use as A##take" : "Use as B##take",
        .look = recorder.slot ? Look::kPrimary : Look::kQuiet,
        .icon_only = brief,
        .enabled = some,
        .tip = a ? "Start a walk from what was played" : "Let a walk end with what was played"};
    const ImRect column = row.right(button_width(ui, use), ui.px(8));
    const ImRect box = centered(column, column.GetWidth(), ui.target());
    if (button(ui, box, use)) ui.push(UseTake{slot});
    if (!brief) continue;
    draw_badge(ui, box.GetCenter(), ui.px(10), fade(ui.slot_color(slot), some ? 1.0F : 0.5F),
               ui.on_slot_color(slot), a ? "A" : "B");
  }
}

void draw_take(Ui& ui, const ImRect& box) {
  const AppState& state = ui.state;
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  draw.AddRectFilled(box.Min, box.Max, ui.colors.roll, ui.px(8));
  const Score score = score_of(state.document.take, drums_only(state.document.form));
  const ImRect inner = shrink(box, ui.px(8), ui.px(6));
  const auto steps = static_cast<float>(score.steps);
  const int every = steps > 256 ? kTakeBar : kTakeStepsPerQuarter;
  for (int step = 0; step <= static_cast<int>(score.steps); step += every) {
    const float x = std::round(inner.Min.x + inner.GetWidth() * static_cast<float>(step) / steps);
    draw.AddRectFilled(ImVec2(x, box.Min.y), ImVec2(x + 1, box.Max.y),
                       step % kTakeBar == 0 ? ui.colors.grid_bar : ui.colors.grid_beat);
  }
  if (score.notes.empty()) {
    const bool letters = state.recorder.typing && !ui.layout.touch && !ui.layout.phone();
    draw_text(ui, inner, Type::kSmall, ui.colors.text_soft,
              letters ? "Press the keys, or the letters A to L" : "Press the keys", Align::kCenter);
    return;
  }
  const PitchRange range = range_of({&score, 1});
  const bool plays = state.playback.target == PlayTarget::kTake;
  const double at =
      plays ? state.playback.position_s * state.playback.tempo_qpm * kTakeStepsPerQuarter / 60 : -1;
  draw_mini_roll(ui, inner, score, range, ui.colors.accent, at);
}

}  // namespace

float keys_card_height(const Ui& ui, float width) {
  const float rows = one_row(ui, width) ? 1.0F : 2.0F;
  return ui.px(8) + row_height(ui) * rows + ui.px(6) + roll_height(ui) + ui.px(12) +
         piano_height(ui) + keys_padding(ui);
}

float draw_keys_card(Ui& ui, ImVec2 at, float width) {
  const ImRect card(at, at + ImVec2(width, keys_card_height(ui, width)));
  draw_card(ui, card, 18);
  Cutter cut{shrink(card, keys_padding(ui), 0)};
  cut.top(ui.px(8));
  Cutter head{cut.top(row_height(ui))};
  draw_take_tools(ui, head);
  const ImRect title = head.left(std::min(ui.px(190), head.rect.GetWidth()), ui.px(12));
  draw_titled(ui, title, Type::kLabel, "Keyboard", summary(ui.state.document.take));
  const bool slots = ui.state.document.mode != Mode::kContinue;  // there it is the beginning
  if (one_row(ui, width)) {
    draw_play_tools(ui, head);
    if (slots) draw_use_buttons(ui, head);
  } else {
    Cutter second{cut.top(row_height(ui))};
    draw_play_tools(ui, second);
    if (slots) draw_use_buttons(ui, second);
  }
  cut.top(ui.px(6));
  draw_take(ui, cut.top(roll_height(ui), ui.px(12)));
  draw_piano(ui, cut.top(piano_height(ui)));
  if (!ui.state.recorder.held.empty()) ui.memory.animator.keep_moving();
  return card.GetHeight();
}

}  // namespace segue
