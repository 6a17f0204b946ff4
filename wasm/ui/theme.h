// SPDX-License-Identifier: Apache-2.0
// Segue's own colours, dark and light, and the arithmetic on them.
#pragma once

#include "imgui.h"
#include "wasm/ui/app_state.h"

namespace segue {

/// Colours by what they are for. Every text colour has a contrast of at least 4.5:1
/// (WCAG 2.2, 1.4.3) on every surface it may stand on; a test checks the pairs.
struct Palette {
  ImU32 background, card, raised, field;  ///< from far to near; `field` is sunk into a card
  ImU32 line, line_strong;                ///< hairlines; control outlines (3:1 on card)
  ImU32 text, text_soft;
  ImU32 accent, on_accent;  ///< Segue's colour, and that of A
  ImU32 second, on_second;  ///< that of B
  ImU32 third;              ///< drums beside melody (accent) and bass (second)
  ImU32 error;
  ImU32 roll, roll_dark_row, grid_step, grid_beat, grid_bar;
  ImU32 key_white, key_black, key_label;
  ImU32 shadow, veil;  ///< veil: behind dialogs
  bool dark;
};

const Palette& palette_of(Theme theme);

/// From `a` (t = 0) to `b` (t = 1), alpha included.
ImU32 mix(ImU32 a, ImU32 b, float t);
/// The colour with its alpha multiplied by `alpha`.
ImU32 fade(ImU32 color, float alpha);
/// The colours of a walk, A's at t = 0 to B's at 1, around the circle of hues by way of violet: as
/// clear in the middle as at the ends. Source: OKLCH, B. Ottosson, "A perceptual color space for
/// image processing", 2020.
ImU32 journey(const Palette& colors, float t);
/// The colour of a track of several: eight hues as clear as the accent, neighbours far apart.
ImU32 track_color(const Palette& colors, int track);
/// `over` painted on the opaque `under`.
ImU32 blend(ImU32 under, ImU32 over);
/// WCAG 2.2 contrast ratio of two opaque colours, 1..21.
double contrast(ImU32 a, ImU32 b);

/// Sets Dear ImGui's own style (popups, text input, scrollbars) to match.
void apply_style(const Palette& colors, float scale, bool touch);

}  // namespace segue
