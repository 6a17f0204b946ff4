// SPDX-License-Identifier: Apache-2.0
// The parts of the page, a file each. Those that return a height draw from `at` downwards.
#pragma once

#include <optional>

#include "wasm/ui/ui.h"

namespace segue {

struct RollView;

// panel_header.cpp
void draw_header(Ui& ui);
// panel_models.cpp
void draw_model_chooser(Ui& ui, const ImRect& rect);
// panel_controls.cpp: the modes, and what belongs to the chosen one
float draw_modes(Ui& ui, ImVec2 at, float width);
float draw_controls(Ui& ui, ImVec2 at, float width);
/// Controls in a column of their own: scroll, with the main button always in view below them.
void draw_controls_column(Ui& ui, const ImRect& rect);
// panel_settings.cpp: temperature, tempo, sound, seed, prior
float draw_settings(Ui& ui, ImVec2 at, float width);
// panel_generate.cpp: the main button, with what it is doing
float draw_generate(Ui& ui, ImVec2 at, float width);
// panel_slot.cpp: A and B
float draw_slot(Ui& ui, Slot slot, ImVec2 at, float width);
/// The shipped clips that fit the model, in the popup `id`.
void draw_examples_menu(Ui& ui, const char* id, Slot slot, const ImRect& anchor);
// window_chooser.cpp: the list of windows of a file
void draw_window_chooser(Ui& ui, Slot slot, const ImRect& anchor);
// panel_roll.cpp: the shown clip and what can be done with it
void draw_roll_card(Ui& ui, const ImRect& rect);
float roll_card_head(const Ui& ui);
/// The roll of a card, with round corners. Returns the step that was pressed.
std::optional<double> draw_framed_roll(Ui& ui, const ImRect& box, const RollView& view);
// panel_shape.cpp: the shown clip along the model's attributes
float draw_shape_card(Ui& ui, ImVec2 at, float width);
/// 0 where there is no such card.
float shape_card_height(const Ui& ui, float width);
// panel_clips.cpp
float draw_clip_cards(Ui& ui, ImVec2 at, float width);
// panel_walk.cpp
float draw_walk(Ui& ui, ImVec2 at, float width);
// panel_welcome.cpp: an empty stage
float draw_welcome(Ui& ui, const ImRect& rect);
float welcome_height(const Ui& ui, float width);
/// A button that fills A and B with examples; false where the model has none.
bool draw_try_two(Ui& ui, const ImRect& rect);
// panel_keys.cpp: the keyboard on the page, with what was played
float draw_keys_card(Ui& ui, ImVec2 at, float width);
float keys_card_height(const Ui& ui, float width);
// panel_sound_file.cpp: a button in `rect` that makes a sound file, with its menu
void draw_sound_file(Ui& ui, const ImRect& rect, bool with_label);
// panel_continue.cpp: what music is continued, and how
float draw_continue_fields(Ui& ui, ImVec2 at, float width);
// panel_made.cpp: the music that a model goes on making
void draw_made_card(Ui& ui, const ImRect& rect);
// panel_chords.cpp: what a model with chords is told
void draw_chord_field(Ui& ui, Cutter& cut);
// panel_transport.cpp
void draw_transport(Ui& ui);
// panel_notices.cpp
void draw_notices(Ui& ui);
// panel_overlays.cpp: help, and the veil while files are dragged over the page
void draw_help(Ui& ui);
void draw_drop_veil(Ui& ui);
// keyboard.cpp
void handle_keys(Ui& ui);

/// Draws a card behind what is drawn between construction and finish().
class CardBehind {
 public:
  CardBehind();
  void finish(Ui& ui, const ImRect& rect, float rounding = 18);

 private:
  ImDrawListSplitter splitter_;
};

}  // namespace segue
