// SPDX-License-Identifier: Apache-2.0
// The left column (or what follows the stage on a phone): the mode and its controls.
#include <array>

#include "wasm/ui/panels.h"
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

constexpr std::array<Segment, 2> kModes = {
    {{"Sample", "New melodies from nothing", "1"},
     {"Interpolate", "Walk from one melody to another", "2"}}};
constexpr std::array<Segment, 2> kPaths = {
    {{"Spherical", "Along a sphere: every step is as lively as its ends"},
     {"Linear", "Straight across: the middle gets a little plainer"}}};

float draw_sample_fields(Ui& ui, Cutter cut) {
  const float top = cut.rect.Min.y;
  const GenerationSettings& settings = ui.state.document.settings;
  Cutter row{cut.top(ui.target(), ui.px(18))};
  const ImRect number = row.right(ui.px(148));
  field_label(ui, row.rect, "Melodies", {}, "How many to make at once");
  if (const auto count =
          stepper(ui, number, "Melodies", settings.count, kFewestSamples, kMostSamples))
    ui.push(SetCount{*count});
  return cut.rect.Min.y - top;
}

float draw_walk_fields(Ui& ui, Cutter cut) {
  const float top = cut.rect.Min.y, width = cut.rect.GetWidth();
  const Document& document = ui.state.document;
  cut.top(draw_slot(ui, Slot::kA, cut.rect.Min, width));
  const ImRect between = cut.top(ui.target() + ui.px(8));
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
  Cutter row{cut.top(ui.target(), ui.px(14))};
  const ImRect number = row.right(ui.px(148));
  field_label(ui, row.rect, "Steps", {}, "How many melodies the walk has, A and B included");
  if (const auto count =
          stepper(ui, number, "Steps", document.walk_count, kMinWalkClips, kMaxWalkClips))
    ui.push(SetWalkCount{*count});
  Cutter path{cut.top(ui.target(), ui.px(20))};
  const ImRect choice = path.right(width - ui.px(60));
  field_label(ui, path.rect, "Path", {}, "How the walk goes through the space of melodies");
  if (const auto chosen =
          segmented(ui, choice, kPaths, document.path == Interpolation::kSpherical ? 0 : 1)) {
    ui.push(SetPath{*chosen == 0 ? Interpolation::kSpherical : Interpolation::kLinear});
  }
  return cut.rect.Min.y - top;
}

}  // namespace

float draw_controls(Ui& ui, ImVec2 at, float width) {
  const Document& document = ui.state.document;
  Cutter cut{ImRect(at, at + ImVec2(width, 1e6F))};
  const ImRect modes = cut.top(ui.px(48), ui.px(16));
  if (const auto chosen = segmented(ui, modes, kModes, document.mode == Mode::kSample ? 0 : 1)) {
    ui.push(SetMode{*chosen == 0 ? Mode::kSample : Mode::kInterpolate});
  }
  CardBehind card;
  const ImVec2 card_at = cut.rect.Min;
  const float pad = ui.px(20);
  cut.rect = shrink(cut.rect, pad, pad);
  const float inner = width - pad * 2;
  cut.top(document.mode == Mode::kSample ? draw_sample_fields(ui, cut) : draw_walk_fields(ui, cut));
  cut.top(draw_settings(ui, cut.rect.Min, inner), ui.px(20));
  cut.top(draw_generate(ui, cut.rect.Min, inner), pad);
  const ImRect frame(card_at, ImVec2(card_at.x + width, cut.rect.Min.y));
  card.finish(ui, frame);
  cut = Cutter{ImRect(card_at.x, frame.Max.y, card_at.x + width, 1e6F)};
  if (ui.layout.phone()) {  // has no room in the header
    cut.top(ui.px(16));
    draw_model_chooser(ui, cut.top(ui.target() + ui.px(4)));
    cut.top(ui.px(8));
    if (button(ui, cut.top(ui.target()),
               {.label = "Copy a link to this",
                .icon = Icon::kShare,
                .look = Look::kBare,
                .enabled = !document.clips().empty()})) {
      ui.push(ShareLink{});
    }
  }
  return cut.rect.Min.y - at.y;
}

}  // namespace segue
