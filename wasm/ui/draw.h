// SPDX-License-Identifier: Apache-2.0
// Text and shapes in Segue's style, drawn into the current window. Nothing here can be pressed.
#pragma once

#include <string>
#include <string_view>

#include "wasm/ui/ui.h"

namespace segue {

/// Width and height of one line.
ImVec2 measure(const Ui& ui, Type type, std::string_view text);
float line_height(const Ui& ui, Type type);

enum class Align { kLeft, kCenter, kRight };

/// One line in `rect`, vertically in the middle. Shortened in its middle where it does not fit, so
/// that the end of a file name stays. Returns its width.
float draw_text(Ui& ui, const ImRect& rect, Type type, ImU32 color, std::string_view text,
                Align align = Align::kLeft);

/// A title over a line of details, together in the middle of `rect`; the title alone where there
/// are none. Returns what is left of the line of details.
ImRect draw_titled(Ui& ui, const ImRect& rect, Type type, std::string_view title,
                   std::string_view details);

/// Height that draw_paragraph needs.
float measure_paragraph(const Ui& ui, Type type, std::string_view text, float width);
/// Lines broken at `width` (long words too), from the top of `rect`. Returns the height.
float draw_paragraph(Ui& ui, const ImRect& rect, Type type, ImU32 color, std::string_view text,
                     Align align = Align::kLeft);

void draw_card(Ui& ui, const ImRect& rect, float rounding = 16);
/// A pill or box filled from left to right.
void fill_gradient(Ui& ui, const ImRect& rect, ImU32 left, ImU32 right, float rounding);
/// The same in the colours of a walk, from `from` to `to` (0..1 each).
void fill_journey(Ui& ui, const ImRect& rect, float from, float to);
void fill_gradient_down(Ui& ui, const ImRect& rect, ImU32 top, ImU32 bottom, float rounding);
void draw_dashed_rect(Ui& ui, const ImRect& rect, ImU32 color, float rounding, float thickness,
                      float phase = 0);
/// Around what the keyboard is on.
void draw_focus_ring(Ui& ui, const ImRect& rect, float rounding);
/// A round badge with a letter: A, B.
void draw_badge(Ui& ui, ImVec2 center, float radius, ImU32 fill, ImU32 ink,
                std::string_view letter);
/// The mark: five bars that go from coral to teal. `wave` 0..1 moves them (0 = at rest).
void draw_logo(Ui& ui, const ImRect& rect, float wave = 0);
/// A thin line of progress; `fraction` below 0: not known, something runs along it.
void draw_progress(Ui& ui, const ImRect& rect, float fraction);

}  // namespace segue
