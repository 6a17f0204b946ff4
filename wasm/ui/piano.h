// SPDX-License-Identifier: Apache-2.0
// Piano keys on the screen: where they are, how they look, and what the mouse does on them.
#pragma once

#include "wasm/ui/ui.h"

namespace segue {

/// Of a keyboard, by MIDI pitch.
bool is_black_key(int pitch);

/// The keys from `low` to `high`, both white.
PianoKeys make_piano_keys(const ImRect& rect, int octave, float least_key_width);

/// Draws the keys and takes the mouse; fingers come through AppView::piano_key_at.
void draw_piano(Ui& ui, const ImRect& rect);

/// Semitones above the C of the octave that a key of the computer plays; -1: none.
int typed_semitone(ImGuiKey key);
/// Keys of the computer as notes, while the keyboard on the page is open; lets go what is up.
void handle_typed_notes(Ui& ui, bool enabled);

}  // namespace segue
