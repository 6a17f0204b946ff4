// SPDX-License-Identifier: Apache-2.0
// The keys of the page. While the keyboard moves between controls (its ring shows), Space, Enter
// and the arrows belong to the control that has the ring.
#include "wasm/ui/panels.h"
#include "wasm/ui/piano.h"
#include "wasm/ui/view_model.h"

namespace segue {
namespace {

bool typed_question_mark() {
  for (const ImWchar c : ImGui::GetIO().InputQueueCharacters) {
    if (c == '?') return true;
  }
  return ImGui::IsKeyPressed(ImGuiKey_F1, false) ||
         (ImGui::GetIO().KeyShift && ImGui::IsKeyPressed(ImGuiKey_Slash, false));
}

bool pressed(ImGuiKey key, bool repeat = false) { return ImGui::IsKeyPressed(key, repeat); }

bool undo_keys(Ui& ui) {
  const ImGuiIO& io = ImGui::GetIO();
  if (!(io.KeyCtrl || io.KeySuper) || io.KeyAlt) return false;
  if (pressed(ImGuiKey_Z, true)) {
    if (io.KeyShift) {
      ui.push(Redo{});
    } else {
      ui.push(Undo{});
    }
  } else if (pressed(ImGuiKey_Y, true)) {
    ui.push(Redo{});
  }
  return true;
}

void clip_keys(Ui& ui) {
  if (ui.state.document.mode == Mode::kContinue && pressed(ImGuiKey_D)) ui.push(DownloadMade{});
  const int shown = shown_clip(ui.state);
  if (shown < 0) return;
  const bool shift = ImGui::GetIO().KeyShift;
  if (pressed(ImGuiKey_D)) {
    if (shift) {
      ui.push(DownloadAll{});
    } else {
      ui.push(DownloadClip{shown});
    }
  }
  if (shift) return;
  if (pressed(ImGuiKey_V) && !ui.state.busy()) ui.push(VaryClip{shown});
  if (pressed(ImGuiKey_E) && ui.state.model.has_attributes())
    ui.push(ShowShape{!ui.state.shape_open});
  if (pressed(ImGuiKey_A)) ui.push(UseClipAsInput{shown, Slot::kA});
  if (pressed(ImGuiKey_B)) ui.push(UseClipAsInput{shown, Slot::kB});
}

void generate(Ui& ui) {
  if (ui.state.stream) {
    ui.push(StopContinue{});
    return;
  }
  if (!ui.state.busy() && generate_hint(ui.state).empty()) ui.push(Generate{});
}

// With no ring these keys are the page's; Dear ImGui would start to move the focus with the arrows.
void keys_without_ring(Ui& ui) {
  const ImGuiID owner = ImGui::GetID("page keys");
  for (const ImGuiKey key : {ImGuiKey_LeftArrow, ImGuiKey_RightArrow}) {
    ImGui::SetKeyOwner(key, owner);
    if (ImGui::IsKeyPressed(key, owner, ImGuiInputFlags_Repeat))
      ui.push(MoveSelection{key == ImGuiKey_LeftArrow ? -1 : 1});
  }
  if (pressed(ImGuiKey_Space)) ui.push(TogglePlay{});
  if (pressed(ImGuiKey_Enter) || pressed(ImGuiKey_KeypadEnter)) generate(ui);
}

}  // namespace

void handle_keys(Ui& ui) {
  const ImGuiContext& g = *GImGui;
  const ImGuiIO& io = g.IO;
  const bool elsewhere = io.WantTextInput || ui.state.help_open || g.OpenPopupStack.Size > 0,
             modified = io.KeyCtrl || io.KeySuper || io.KeyAlt;
  const bool plays = ui.state.recorder.open && ui.state.recorder.typing && !elsewhere && !modified;
  handle_typed_notes(ui, plays);
  if (elsewhere) return;
  if (typed_question_mark()) ui.push(SetHelp{true});
  if (undo_keys(ui) || io.KeyAlt) return;
  const bool ring = g.NavId != 0 && !g.NavDisableHighlight;
  if (!ring) keys_without_ring(ui);
  if (!plays) clip_keys(ui);
  const Preferences& preferences = ui.state.preferences;
  const double tempo = ui.state.document.settings.tempo_qpm;
  if (pressed(ImGuiKey_Minus, true) || pressed(ImGuiKey_KeypadSubtract, true))
    ui.push(SetTempo{tempo - 2});
  if (pressed(ImGuiKey_Equal, true) || pressed(ImGuiKey_KeypadAdd, true))
    ui.push(SetTempo{tempo + 2});
  if (plays && pressed(ImGuiKey_Escape)) ui.push(ShowRecorder{false});
  if (io.KeyShift || plays) return;  // letters are notes
  if (pressed(ImGuiKey_G)) generate(ui);
  if (pressed(ImGuiKey_K)) ui.push(ShowRecorder{!ui.state.recorder.open});
  if (pressed(ImGuiKey_W)) ui.push(DownloadSound{});
  if (pressed(ImGuiKey_1) || pressed(ImGuiKey_Keypad1)) ui.push(SetMode{Mode::kSample});
  if (pressed(ImGuiKey_2) || pressed(ImGuiKey_Keypad2)) ui.push(SetMode{Mode::kInterpolate});
  if (pressed(ImGuiKey_L)) ui.push(SetLooping{!preferences.looping});
  if (pressed(ImGuiKey_M)) ui.push(SetMuted{!preferences.muted});
  if (pressed(ImGuiKey_R)) ui.push(RollSeed{});
  if (pressed(ImGuiKey_S)) ui.push(SwapInputs{});
  if (pressed(ImGuiKey_T))
    ui.push(SetTheme{preferences.theme == Theme::kDark ? Theme::kLight : Theme::kDark});
}

}  // namespace segue
