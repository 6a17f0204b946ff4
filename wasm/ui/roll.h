// SPDX-License-Identifier: Apache-2.0
// Piano rolls: the small ones on cards and the large one on the stage.
#pragma once

#include <cstdint>
#include <span>

#include "wasm/ui/clip_music.h"
#include "wasm/ui/widgets.h"

namespace segue {

/// Notes as bars without keys or grid. `cursor_step` below 0: nothing plays.
void draw_mini_roll(Ui& ui, const ImRect& rect, std::span<const std::uint8_t> tokens,
                    const PitchRange& range, ImU32 color, double cursor_step = -1);

struct RollView {
  std::span<const std::uint8_t> tokens;
  PitchRange range;
  ImU32 color = 0;
  double cursor_step = -1;  ///< below 0: none
  int first_bar = 1;
  float reveal = 1;  ///< 0..1: notes of a new clip appear from the left
};
/// Keys, bars and beats, notes, cursor; the name of the note under the pointer. Returns the step
/// that was pressed, to play from there.
std::optional<double> draw_roll(Ui& ui, const ImRect& rect, const char* label,
                                const RollView& view);

}  // namespace segue
