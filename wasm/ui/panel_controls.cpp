// SPDX-License-Identifier: Apache-2.0
// The left column (or what follows the stage on a phone): the mode and its controls.
#include <algorithm>
#include <array>

#include "wasm/ui/forms.h"
#include "wasm/ui/panels.h"
#include "wasm/ui/view_model.h"
#include "wasm/ui/widgets.h"

namespace segue {

CardBehind::CardBehind() {
  splitter_.Split(ImGui::GetWindowDrawList(), 2);
  splitter_.SetCurrentChannel(ImGui::GetWindowDrawList(), 1);
}

void CardBehind::finish(Ui& ui, const ImRect& rect, float rounding) {
  splitter_.SetCurrentChannel(ImGui::GetWindowDrawList(), 0);
  draw_card(ui, rect, rounding);
  splitter_.Merge(ImGui::GetWindowDrawList());
}

namespace {

constexpr std::array<Segment, 2> kModes = {{{"Sample", "New music from nothing", "1"},
                                            {"Interpolate", "Walk from one clip to another", "2"}}};
constexpr std::array<Segment, 1> kOnlyMode = {{{"Continue", "Music goes on from what you give"}}};
constexpr std::array<Segment, 2> kPaths = {
    {{"Spherical", "Along a sphere: every step is as lively as its ends"},
     {"Linear", "Straight across: the middle gets a little plainer"}}};

float draw_sample_fields(Ui& ui, Cutter cut) {
  const float top = cut.rect.Min.y;
  const GenerationSettings& settings = ui.state.document.settings;
  Cutter row{cut.top(ui.target(), ui.px(18))};
  const ImRect number = row.right(ui.px(148));
  const char* many = words_of(ui.state.model.form()).Many;
  field_label(ui, row.rect, many, {}, "How many to make at once");
  if (const auto count = stepper(ui, number, many, settings.count, kFewestSamples, kMostSamples))
    ui.push(SetCount{*count});
  if (has_control(ui.state.model.form(), ControlKind::kChords)) draw_chord_field(ui, cut);
  return cut.rect.Min.y - top;
}

float draw_walk_fields(Ui& ui, Cutter cut) {
  const float top = cut.rect.Min.y, width = cut.rect.GetWidth();
  const Document& document = ui.state.document;
  cut.top(draw_slot(ui, Slot::kA, cut.rect.Min, width));
  const ImRect between = cut.top(ui.target());
  const float side = ui.target();
  if (button(ui, centered(between, side, side),
             {.label = "Swap A and B",
              .icon = Icon::kSwap,
              .look = Look::kBare,
              .icon_only = true,
              .enabled = document.input(Slot::kA).file || document.input(Slot::kB).file,
              .tip = "Swap A and B",
              .key = "S"})) {
    ui.push(SwapInputs{});
  }
  cut.top(draw_slot(ui, Slot::kB, cut.rect.Min, width), ui.px(20));
  const bool untouched = !document.input(Slot::kA).file && !document.input(Slot::kB).file;
  if (untouched && !ui.layout.two_columns() && document.walk.empty()) {  // on the first screen
    const ImRect row(cut.rect.Min, ImVec2(cut.rect.Max.x, cut.rect.Min.y + ui.px(54)));
    if (draw_try_two(ui, row)) cut.top(row.GetHeight(), ui.px(20));
  }
  Cutter row{cut.top(ui.target(), ui.px(14))};
  const ImRect number = row.right(ui.px(148));
  field_label(ui, row.rect, "Steps", {}, "How many clips the walk has, A and B included");
  if (const auto count =
          stepper(ui, number, "Steps", document.walk_count, kMinWalkClips, kMaxWalkClips))
    ui.push(SetWalkCount{*count});
  Cutter path{cut.top(ui.target(), ui.px(20))};
  const ImRect choice = path.right(width - ui.px(60));
  field_label(ui, path.rect, "Path", {}, "How the walk goes through what the model knows");
  if (const auto chosen =
          segmented(ui, choice, kPaths, document.path == Interpolation::kSpherical ? 0 : 1)) {
    ui.push(SetPath{*chosen == 0 ? Interpolation::kSpherical : Interpolation::kLinear});
  }
  return cut.rect.Min.y - top;
}

}  // namespace

float draw_modes(Ui& ui, ImVec2 at, float width) {
  const ImRect modes(at, at + ImVec2(width, ui.px(48)));
  if (ui.state.document.mode == Mode::kContinue) {
    segmented(ui, modes, kOnlyMode, 0);
    return modes.GetHeight();
  }
  if (const auto chosen =
          segmented(ui, modes, kModes, ui.state.document.mode == Mode::kSample ? 0 : 1)) {
    ui.push(SetMode{*chosen == 0 ? Mode::kSample : Mode::kInterpolate});
  }
  return modes.GetHeight();
}

namespace {

float draw_fields(Ui& ui, ImVec2 at, float width) {
  Cutter cut{ImRect(at, at + ImVec2(width, 1e6F))};
  switch (ui.state.document.mode) {
    case Mode::kSample:
      cut.top(draw_sample_fields(ui, cut));
      break;
    case Mode::kInterpolate:
      cut.top(draw_walk_fields(ui, cut));
      break;
    case Mode::kContinue:
      cut.top(draw_continue_fields(ui, cut.rect.Min, width));
      break;
  }
  cut.top(draw_settings(ui, cut.rect.Min, width));
  return cut.rect.Min.y - at.y;
}

}  // namespace

float draw_controls(Ui& ui, ImVec2 at, float width) {
  const float pad = ui.px(20), inner = width - pad * 2;
  CardBehind card;
  Cutter cut{shrink(ImRect(at, at + ImVec2(width, 1e6F)), pad, pad)};
  cut.top(draw_fields(ui, cut.rect.Min, inner), ui.px(20));
  cut.top(draw_generate(ui, cut.rect.Min, inner), pad);
  const ImRect frame(at, ImVec2(at.x + width, cut.rect.Min.y));
  card.finish(ui, frame);
  cut = Cutter{ImRect(at.x, frame.Max.y, at.x + width, 1e6F)};
  if (ui.layout.phone()) {  // has no room in header and transport
    cut.top(ui.px(16));
    draw_sound_file(ui, cut.top(ui.target(), ui.px(4)), /*with_label=*/true);
    if (button(ui, cut.top(ui.target()),
               {.label = "Copy a link to this",
                .icon = Icon::kShare,
                .look = Look::kBare,
                .enabled = can_share(ui.state)})) {
      ui.push(ShareLink{});
    }
  }
  return cut.rect.Min.y - at.y;
}

void draw_controls_column(Ui& ui, const ImRect& rect) {
  const float pad = ui.px(20), air = ui.px(8), width = rect.GetWidth(), inner = width - pad * 2;
  Cutter cut{rect};
  cut.top(air);
  cut.top(draw_modes(ui, cut.rect.Min, width), ui.px(16));
  ViewMemory& memory = ui.memory;
  const bool alone = memory.generate_height == 0;  // the main button is on the stage
  const float footer = alone ? 1 : memory.generate_height + pad * 2 - ui.px(4),
              below = alone ? pad * 2 : pad;
  const float room = cut.rect.GetHeight() - ui.px(16) - footer;
  const float shown = std::min(memory.fields_height + below + 2, room);
  const ImRect card(cut.rect.Min, ImVec2(cut.rect.Max.x, cut.rect.Min.y + shown + footer));
  draw_card(ui, card, 18);
  const ImRect fields(card.Min + ImVec2(1, 1), ImVec2(card.Max.x - 1, card.Min.y + shown));
  const ImVec2 at = begin_scroll(ui, "controls", fields);
  const float height = draw_fields(ui, at + ImVec2(pad - 1, pad), inner);
  end_scroll(ui, at, height + below);
  if (memory.fields_height > room && !alone) {  // there is more below
    ImGui::GetWindowDrawList()->AddRectFilled(ImVec2(card.Min.x + 1, fields.Max.y),
                                              ImVec2(card.Max.x - 1, fields.Max.y + 1),
                                              ui.colors.line);
  }
  const float generate =
      draw_generate(ui, ImVec2(card.Min.x + pad, fields.Max.y + pad - ui.px(4)), inner);
  if (height != memory.fields_height || generate != memory.generate_height)
    memory.animator.keep_moving();  // place it anew
  memory.fields_height = height;
  memory.generate_height = generate;
}

}  // namespace segue
