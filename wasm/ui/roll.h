// SPDX-License-Identifier: Apache-2.0
// Piano rolls and drum lanes: the small ones on cards and the large one on the stage.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "wasm/ui/score.h"
#include "wasm/ui/widgets.h"

namespace segue {

/// Notes as bars without keys or grid. `cursor_step` below 0: nothing plays.
void draw_mini_roll(Ui& ui, const ImRect& rect, const Score& score, const PitchRange& range,
                    ImU32 color, double cursor_step = -1);

struct RollView {
  const Score* score = nullptr;
  PitchRange range;
  ImU32 color = 0;                        ///< of what is neither melody, bass nor drums of a trio
  double cursor_step = -1;                ///< below 0: none
  float reveal = 1;                       ///< 0..1: notes of a new clip appear from the left
  int first_step = 0;                     ///< of the music, where the score begins: counts bars
  std::vector<std::uint8_t> chords = {};  ///< chord class of every step; may be empty
};
/// Keys and lanes, bars and beats, chords, notes, cursor; the name of the note under the pointer.
/// Of a clip too long for its width some bars, with an overview below. Returns the step that was
/// pressed, to play from there.
std::optional<double> draw_roll(Ui& ui, const ImRect& rect, const char* label,
                                const RollView& view);

/// Each voice of a trio and each of several tracks has its own colour; all others have `color`.
ImU32 note_color(const Ui& ui, const Score& score, const ShownNote& note, ImU32 color);

/// The voices or tracks that have a colour of their own, as notes that have it, and their names.
std::vector<std::pair<ShownNote, std::string>> named_colors(const Score& score);

// --- For roll*.cpp ---

/// Where steps are in a rectangle that shows `steps` of them from `first` on.
struct StepScale {
  ImRect rect;
  double first = 0, steps = 1;
  bool grouped = false;  ///< low lanes: kick and snare larger, toms, hats and cymbals together
  float x(double step) const {
    return rect.Min.x + rect.GetWidth() * static_cast<float>((step - first) / steps);
  }
  float width() const { return rect.GetWidth() / static_cast<float>(steps); }
  bool shows(const ShownNote& note) const { return note.end > first && note.start < first + steps; }
};

/// Where a drum stroke is drawn: within its lane, as high as it is loud, at its own time.
ImRect stroke_box(const Ui& ui, const Score& score, const StepScale& scale, const ShownNote& note);
/// Lanes behind the strokes, and their names at the left.
void draw_lanes(Ui& ui, const StepScale& scale);
void draw_lane_names(Ui& ui, const ImRect& rect, bool grouped, const std::vector<bool>& sounding);
/// How far a groove's stroke is from its step.
void draw_feel(Ui& ui, const StepScale& scale, const ShownNote& note, const ImRect& box,
               ImU32 color);
/// "Snare · loudness 96 · early".
std::string stroke_name(const Score& score, const ShownNote& note);
void draw_chords(Ui& ui, const StepScale& scale, const std::vector<std::uint8_t>& chords);
/// Whether lanes of this height together are too low for a name each.
bool must_group(const Ui& ui, float height);
/// Height of the lanes below the keys, in a roll of this height.
float lanes_height(const Score& score, float height);

}  // namespace segue
