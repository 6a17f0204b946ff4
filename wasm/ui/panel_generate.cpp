// SPDX-License-Identifier: Apache-2.0
// The main button of a mode. While it works it says what it is doing; without a model it says what
// to do.
#include "wasm/ui/forms.h"
#include "wasm/ui/panels.h"
#include "wasm/ui/piece.h"
#include "wasm/ui/view_model.h"
#include "wasm/ui/widgets.h"

namespace segue {
namespace {

std::string busy_label(const AppState& state) {
  if (!state.pending) return "Getting ready\xE2\x80\xA6###main";
  switch (state.pending->work) {
    case Work::kSample:
      return std::string("Making ") + words_of(state.model.form()).many + "\xE2\x80\xA6###main";
    case Work::kInterpolate:
      return "Walking\xE2\x80\xA6###main";
    case Work::kReconstruct:
      return reconstruct_words(state.model.form()).busy;
    case Work::kVary:
    case Work::kContinue:
      break;
  }
  return "Varying\xE2\x80\xA6###main";
}

// Starts what is continued, and stops it.
void draw_continue_button(Ui& ui, const ImRect& rect) {
  const AppState& state = ui.state;
  const bool running = state.stream.has_value(), busy = state.busy();
  const bool begun = state.document.continuing.primer != PrimerKind::kNothing;
  const char* label = running               ? "Stop###main"
                      : busy                ? "Getting ready\xE2\x80\xA6###main"
                      : state.document.made ? "Start again###main"
                      : begun               ? "Continue it###main"
                                            : "Make music###main";
  if (button(ui, rect,
             {.label = label,
              .icon = running ? Icon::kStop
                      : busy  ? Icon::kNone
                              : Icon::kWalk,
              .look = Look::kPrimary,
              .enabled = running || (!busy && generate_hint(state).empty()),
              .key = "G",
              .type = Type::kHeading})) {
    if (running) {
      ui.push(StopContinue{});
    } else {
      ui.push(Generate{});
    }
  }
}

// The welcome on the stage beside the controls shows the main button.
bool invites(const Ui& ui) {
  const AppState& state = ui.state;
  return ui.layout.two_columns() && state.document.clips().empty() && !shown_continuation(state) &&
         !state.stream && !state.recorder.open && state.model.phase != LoadPhase::kFailed &&
         generate_hint(state).empty();
}

}  // namespace

float draw_generate(Ui& ui, ImVec2 at, float width) {
  if (invites(ui)) return 0;  // the stage has the same button, larger
  Cutter cut{ImRect(at, at + ImVec2(width, 1e6F))};
  const AppState& state = ui.state;
  const bool sample = state.document.mode == Mode::kSample, busy = state.busy();
  const std::string hint = generate_hint(state);
  const bool again = sample && !state.document.samples.empty();
  const std::string label = busy      ? busy_label(state)
                            : !sample ? "Interpolate###main"
                            : again   ? "Make new ones###main"
                                      : "Make music###main";
  if (state.document.mode == Mode::kContinue) {
    draw_continue_button(ui, cut.top(ui.px(54)));
  } else if (button(ui, cut.top(ui.px(54)),
                    {.label = label.c_str(),
                     .icon = busy     ? Icon::kNone
                             : sample ? Icon::kVary
                                      : Icon::kWalk,
                     .look = Look::kPrimary,
                     .enabled = !busy && hint.empty(),
                     .key = "G",
                     .type = Type::kHeading})) {
    ui.push(Generate{});
  }
  if (state.model.phase == LoadPhase::kFailed) {
    cut.top(ui.px(10));
    if (button(ui, cut.top(ui.target()),
               {.label = "Try to load the model again", .icon = Icon::kLoop}))
      ui.push(RetryLoad{});
  } else if (state.model.phase == LoadPhase::kLoading) {
    cut.top(ui.px(12));
    draw_progress(ui, cut.top(ui.px(5), ui.px(8)), load_fraction(state.model));
    cut.top(
        draw_paragraph(ui, cut.rect, Type::kSmall, ui.colors.text_soft, load_text(state.model)));
  } else if (!hint.empty()) {
    cut.top(ui.px(10));
    draw_text(ui, cut.top(line_height(ui, Type::kSmall)), Type::kSmall, ui.colors.text_soft, hint,
              Align::kCenter);
  }
  return cut.rect.Min.y - at.y;
}

}  // namespace segue
