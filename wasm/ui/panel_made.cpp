// SPDX-License-Identifier: Apache-2.0
// The stage of music that is continued: the part around what is heard, large, as it grows.
#include <algorithm>
#include <cmath>

#include "wasm/ui/clip_music.h"
#include "wasm/ui/forms.h"
#include "wasm/ui/panels.h"
#include "wasm/ui/piece.h"
#include "wasm/ui/roll.h"
#include "wasm/ui/view_model.h"
#include "wasm/ui/widgets.h"

namespace segue {
namespace {

constexpr int kShownBars = 48;  // of a long one, around what is heard

// The steps that are drawn; whole bars from `first` on.
struct Span {
  int first = 0, steps = kBarSteps;
};

Span span_around(const Continuation& made, double heard) {
  const int all = std::max(kBarSteps, (made.steps() + kBarSteps - 1) / kBarSteps * kBarSteps);
  const int most = kShownBars * kBarSteps;
  Span span{made.first_step, std::min(all, most)};
  if (all <= most) return span;
  // Bars are counted from the beginning of the music, not from what is still kept of it.
  const int around = heard >= 0 ? static_cast<int>(heard) : made.end_step;
  const int last = (made.end_step + kBarSteps - 1) / kBarSteps * kBarSteps;
  const int bar = around / kBarSteps * kBarSteps - most / 2;
  span.first = std::clamp(bar, (made.first_step + kBarSteps - 1) / kBarSteps * kBarSteps,
                          std::max(made.first_step, last - most));
  return span;
}

Score score_of(const Continuation& made, const Span& span, bool drums) {
  Score score;
  score.steps = span.steps;
  score.pitched = !drums;
  score.drums = drums;
  for (const auto* notes : {&made.notes, &made.sounding}) {
    for (const QuantizedNote& note : *notes) {
      if (note.end_step <= span.first || note.start_step >= span.first + span.steps) continue;
      ShownNote shown;
      shown.place = note.pitch;
      if (note.is_drum && !put_on_lane(shown, note.pitch)) continue;
      shown.velocity = note.velocity;
      shown.start = shown.grid = std::max(0, note.start_step - span.first);
      shown.end = note.end_step - span.first;
      score.notes.push_back(shown);
    }
  }
  std::stable_sort(score.notes.begin(), score.notes.end(),
                   [](const ShownNote& a, const ShownNote& b) { return a.start < b.start; });
  return score;
}

std::string describe_made(const Ui& ui, const Continuation& made, bool running) {
  const int bars = made.steps() / kBarSteps;
  std::string text = std::to_string(bars) + (bars == 1 ? " bar" : " bars");
  if (made.first_step > 0)
    text = "the last " + text + " of " + std::to_string(made.end_step / kBarSteps);
  if (running && !made.endless) text += " so far";
  if (!ui.layout.phone()) text += " \xC2\xB7 seed " + std::to_string(made.seed);
  return text;
}

void draw_made_actions(Ui& ui, Cutter& head, bool running) {
  const bool wide = head.rect.GetWidth() > ui.px(620);
  const Look look = wide ? Look::kQuiet : Look::kBare;
  const float gap = ui.px(wide ? 8.0F : 2.0F);
  if (button_at_right(ui, head,
                      {.label = "Download##made",
                       .icon = Icon::kDownload,
                       .look = look,
                       .icon_only = true,
                       .tip = "Download it as MIDI",
                       .key = "D"},
                      gap))
    ui.push(DownloadMade{});
  if (button_at_right(ui, head,
                      {.label = running ? "Stop here###again" : "Start again###again",
                       .icon = running ? Icon::kStop : Icon::kLoop,
                       .look = look,
                       .icon_only = !wide,
                       .enabled = running || (!ui.state.busy() && generate_hint(ui.state).empty()),
                       .tip = running ? "Stop making and playing; what was made stays"
                                      : "Make another continuation"},
                      gap)) {
    if (running) {
      ui.push(StopContinue{});
    } else {
      ui.push(Generate{});
    }
  }
}

}  // namespace

void draw_made_card(Ui& ui, const ImRect& rect) {
  const AppState& state = ui.state;
  const Continuation* made = shown_continuation(state);
  if (!made) return;
  const bool running = state.stream.has_value();
  if (running) ui.memory.animator.keep_moving();
  draw_card(ui, rect, 18);
  const float pad = ui.px(ui.layout.phone() ? 12.0F : 18.0F);
  Cutter cut{shrink(rect, pad, 0)};
  Cutter head{cut.top(roll_card_head(ui))};
  draw_made_actions(ui, head, running);
  head.rect.Max.x -= ui.px(4);
  draw_titled(ui, head.rect, Type::kHeading, made->endless ? "Endless music" : "Continuation",
              describe_made(ui, *made, running));

  const ImRect box(cut.rect.Min, ImVec2(cut.rect.Max.x, rect.Max.y - pad));
  const bool plays = state.playback.target == PlayTarget::kMade;
  const double heard = plays ? made_step(state) : -1;
  const Span span = span_around(*made, heard);
  const Score score = score_of(*made, span, drums_only(state.model.form()));
  RollView view;
  view.score = &score;
  view.range = range_of({&score, 1});
  view.color = ui.colors.accent;
  view.cursor_step = plays ? std::max(0.0, heard - span.first) : -1;
  view.first_step = span.first;
  if (const auto step = draw_framed_roll(ui, box, view))
    ui.push(PlayMade{static_cast<int>(*step) + span.first});
}

}  // namespace segue
