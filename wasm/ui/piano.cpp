// SPDX-License-Identifier: Apache-2.0
#include "wasm/ui/piano.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "wasm/ui/clip_music.h"
#include "wasm/ui/forms.h"
#include "wasm/ui/score.h"
#include "wasm/ui/widgets.h"

namespace segue {
namespace {

constexpr int kOctave = 12, kWhiteInOctave = 7;
constexpr int kHighestC = 120;
constexpr float kBlackWidth = 0.6F, kBlackHeight = 0.62F;  // of a white key

struct TypedNote {
  ImGuiKey key;
  int semitone;
  const char* letter;
};
// The home row is the white keys, the row above it the black ones.
constexpr std::array<TypedNote, 18> kTypedNotes = {{{ImGuiKey_A, 0, "A"},
                                                    {ImGuiKey_W, 1, "W"},
                                                    {ImGuiKey_S, 2, "S"},
                                                    {ImGuiKey_E, 3, "E"},
                                                    {ImGuiKey_D, 4, "D"},
                                                    {ImGuiKey_F, 5, "F"},
                                                    {ImGuiKey_T, 6, "T"},
                                                    {ImGuiKey_G, 7, "G"},
                                                    {ImGuiKey_Y, 8, "Y"},
                                                    {ImGuiKey_H, 9, "H"},
                                                    {ImGuiKey_U, 10, "U"},
                                                    {ImGuiKey_J, 11, "J"},
                                                    {ImGuiKey_K, 12, "K"},
                                                    {ImGuiKey_O, 13, "O"},
                                                    {ImGuiKey_L, 14, "L"},
                                                    {ImGuiKey_P, 15, "P"},
                                                    {ImGuiKey_Semicolon, 16, ";"},
                                                    {ImGuiKey_Apostrophe, 17, "'"}}};

// White keys below a pitch's own octave place.
int white_place(int pitch) {
  constexpr int kPlaces[kOctave] = {0, 0, 1, 1, 2, 3, 3, 4, 4, 5, 5, 6};
  return pitch / kOctave * kWhiteInOctave + kPlaces[pitch % kOctave];
}

int first_c(int octave) { return std::clamp((octave + 1) * kOctave, 0, kHighestC); }

std::string key_text(const Ui& ui, int pitch) {
  if (drums_only(ui.state.document.form)) return {};
  return pitch % kOctave == 0 ? note_name(pitch) : std::string();
}

void draw_key(Ui& ui, const PianoKeys& keys, int pitch, bool down) {
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  const ImRect box = keys.key(pitch);
  const bool black = is_black_key(pitch);
  const ImU32 plain = black ? ui.colors.key_black : ui.colors.key_white;
  const float lit =
      ui.memory.animator.glide(ImGui::GetCurrentWindow()->GetID(pitch), down ? 1.0F : 0.0F, 22);
  draw.AddRectFilled(box.Min, box.Max, mix(plain, ui.colors.accent, lit), ui.px(4),
                     ImDrawFlags_RoundCornersBottom);
  if (!black)
    draw.AddRect(box.Min, box.Max, ui.colors.line_strong, ui.px(4), ImDrawFlags_RoundCornersBottom);
  const std::string name = key_text(ui, pitch);
  if (black || name.empty()) return;
  const float line = line_height(ui, Type::kSmall);
  draw_text(ui, ImRect(box.Min.x, box.Max.y - line - ui.px(3), box.Max.x, box.Max.y - ui.px(3)),
            Type::kSmall, down ? ui.colors.on_accent : ui.colors.key_label, name, Align::kCenter);
}

// The letters that play them, where there is a real keyboard.
void draw_letters(Ui& ui, const PianoKeys& keys) {
  if (!ui.state.recorder.typing || ui.layout.touch || ui.layout.phone()) return;
  const int from = first_c(ui.state.recorder.octave);
  const float line = line_height(ui, Type::kSmall);
  for (const TypedNote& typed : kTypedNotes) {
    const int pitch = from + typed.semitone;
    if (pitch < keys.low || pitch > keys.high) continue;
    const ImRect box = keys.key(pitch);
    const bool black = is_black_key(pitch);
    const float bottom = box.Max.y - ui.px(black ? 5.0F : 22.0F);
    draw_text(ui, ImRect(box.Min.x, bottom - line, box.Max.x, bottom), Type::kSmall,
              black ? ui.colors.key_white : ui.colors.key_label, typed.letter, Align::kCenter);
  }
}

void follow_mouse(Ui& ui, const PianoKeys& keys, bool held) {
  int& down = ui.memory.mouse_pitch;
  const ImVec2 mouse = ImGui::GetMousePos();
  const int over = held ? keys.at(mouse) : -1;
  if (over == down) return;
  if (down >= 0) ui.push(ReleaseKey{down});
  if (over >= 0) ui.push(PressKey{over, keys.velocity(over, mouse)});
  down = over;
}

}  // namespace

bool is_black_key(int pitch) {
  const int k = pitch % kOctave;
  return k == 1 || k == 3 || k == 6 || k == 8 || k == 10;
}

ImRect PianoKeys::key(int pitch) const {
  const int whites = white_place(high) - white_place(low) + 1;
  const float width = rect.GetWidth() / static_cast<float>(whites);
  const float x = rect.Min.x + width * static_cast<float>(white_place(pitch) - white_place(low));
  if (!is_black_key(pitch)) {
    const float next = std::round(x + width);
    return ImRect(std::round(x), rect.Min.y, next, rect.Max.y);
  }
  const float middle = x + width, half = width * kBlackWidth / 2;
  return ImRect(middle - half, rect.Min.y, middle + half,
                rect.Min.y + rect.GetHeight() * kBlackHeight);
}

int PianoKeys::at(ImVec2 point) const {
  if (!rect.Contains(point)) return -1;
  for (const bool black : {true, false}) {  // black keys lie on top
    for (int pitch = low; pitch <= high; ++pitch) {
      if (is_black_key(pitch) == black && key(pitch).Contains(point)) return pitch;
    }
  }
  return -1;
}

int PianoKeys::velocity(int pitch, ImVec2 point) const {
  const ImRect box = key(pitch);
  const float depth = std::clamp((point.y - box.Min.y) / box.GetHeight(), 0.0F, 1.0F);
  return 58 + static_cast<int>(52 * depth);  // as on a real one, the lever is longer in front
}

PianoKeys make_piano_keys(const ImRect& rect, int octave, float least_key_width) {
  const int fit = std::max(kWhiteInOctave + 1, static_cast<int>(rect.GetWidth() / least_key_width));
  const int octaves = std::clamp((fit - 1) / kWhiteInOctave, 1, 7);
  const int below = (octaves - 1) / 2;
  PianoKeys keys;
  keys.rect = rect;
  keys.low = std::clamp(first_c(octave) - below * kOctave, 0, kHighestC - octaves * kOctave);
  keys.high = keys.low + octaves * kOctave;
  return keys;
}

void draw_piano(Ui& ui, const ImRect& rect) {
  const bool fingers = ui.layout.touch || ui.layout.phone();
  const PianoKeys keys =
      make_piano_keys(rect, ui.state.recorder.octave, ui.px(fingers ? 40.0F : 27.0F));
  const Interaction press = press_area(ui, "Piano keys", rect);
  ImDrawList& draw = *ImGui::GetWindowDrawList();
  std::array<bool, 128> down{};
  for (const HeldKey& key : ui.state.recorder.held)
    down[static_cast<std::size_t>(key.pitch)] = true;
  ImGui::PushID("piano");
  for (const bool black : {false, true}) {
    for (int pitch = keys.low; pitch <= keys.high; ++pitch) {
      if (is_black_key(pitch) == black)
        draw_key(ui, keys, pitch, down[static_cast<std::size_t>(pitch)]);
    }
  }
  ImGui::PopID();
  draw_letters(ui, keys);
  if (press.focused) draw_focus_ring(ui, rect, ui.px(4));
  const bool mouse = ImGui::IsMouseDown(ImGuiMouseButton_Left);
  follow_mouse(ui, keys, press.held && mouse);
  ui.memory.piano = keys;
  ui.memory.piano->seen = keys.rect;
  ui.memory.piano->seen.ClipWith(ImRect(draw.GetClipRectMin(), draw.GetClipRectMax()));
}

int typed_semitone(ImGuiKey key) {
  for (const TypedNote& typed : kTypedNotes) {
    if (typed.key == key) return typed.semitone;
  }
  return -1;
}

void handle_typed_notes(Ui& ui, bool enabled) {
  auto& typed = ui.memory.typed_pitches;
  for (std::size_t i = 0; i < typed.size();) {
    if (enabled && ImGui::IsKeyDown(typed[i].first)) {
      ++i;
      continue;
    }
    ui.push(ReleaseKey{typed[i].second});
    typed.erase(typed.begin() + static_cast<std::ptrdiff_t>(i));
  }
  if (!enabled) return;
  for (const TypedNote& note : kTypedNotes) {
    if (!ImGui::IsKeyPressed(note.key, /*repeat=*/false)) continue;
    const int pitch = first_c(ui.state.recorder.octave) + note.semitone;
    if (pitch >= kMidiPitches) continue;
    ui.push(PressKey{pitch, ImGui::GetIO().KeyShift ? 112 : 88});
    typed.emplace_back(note.key, pitch);
  }
  if (ImGui::IsKeyPressed(ImGuiKey_Z, false)) ui.push(SetOctave{ui.state.recorder.octave - 1});
  if (ImGui::IsKeyPressed(ImGuiKey_X, false)) ui.push(SetOctave{ui.state.recorder.octave + 1});
  if (ImGui::IsKeyPressed(ImGuiKey_Backspace, true)) ui.push(TakeBackNote{});
}

}  // namespace segue
