// SPDX-License-Identifier: Apache-2.0
// What every panel gets: the state to read, the queue to push to, colours, type, sizes and
// animation.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "imgui.h"
#include "imgui_internal.h"
#include "wasm/ui/app_state.h"
#include "wasm/ui/commands.h"
#include "wasm/ui/fonts.h"
#include "wasm/ui/layout.h"
#include "wasm/ui/theme.h"

namespace segue {

/// A text as drawn: for tests (nothing overlaps, nothing is cut) and for screen readers.
struct DrawnText {
  std::string text;
  ImRect rect;  ///< where it stands
  ImRect clip;  ///< where it can be seen
  bool shortened = false;
  std::string window;
};

/// Values that glide to their target, by id.
class Animator {
 public:
  void begin_frame(float elapsed_s);
  /// The value of `id` now, on its way to `target`. A new id starts at its target.
  float glide(ImGuiID id, float target, float per_second = 14.0F);
  /// As glide, but a new id starts at `from`.
  float glide_from(ImGuiID id, float from, float target, float per_second = 14.0F);
  void keep_moving() { moving_ = true; }
  bool moving() const { return moving_; }

 private:
  ImGuiStorage values_;
  float elapsed_s_ = 0;
  bool moving_ = false;
};

/// What stands in a text field while it is edited.
struct TypedText {
  std::string text;
  bool editing = false;
};

/// The keys of a piano, both ends white.
struct PianoKeys {
  ImRect rect, seen;  ///< all of it, and what its panel shows of it
  int low = 60, high = 72;
  ImRect key(int pitch) const;
  /// The key at a point, -1: none.
  int at(ImVec2 point) const;
  /// How hard a press at that point is meant.
  int velocity(int pitch, ImVec2 point) const;
};

/// What outlives a frame and is of no interest to anyone but the view.
struct ViewMemory {
  Animator animator;
  TypedText seed, chords;
  float fields_height = 500,
        generate_height = 54;   ///< of the last frame, before they are drawn again
  std::uint64_t seen_clip = 0;  ///< the clip on the roll, to fade in a new one
  double seen_at_s = -10;
  std::optional<PianoKeys> piano;                       ///< of the last frame that showed one
  int mouse_pitch = -1;                                 ///< the key under the held mouse
  std::vector<std::pair<ImGuiKey, int>> typed_pitches;  ///< keys of the computer that are down
  int roll_page = 0;                                    ///< of a clip too long to be shown at once
  std::vector<DrawnText>* probe = nullptr;              ///< given by tests
};

struct Ui {
  const AppState& state;
  CommandQueue& commands;
  const Palette& colors;
  const FontSet& fonts;
  const Layout& layout;
  ViewMemory& memory;

  float px(float css_pixels) const { return css_pixels * layout.scale; }
  /// Height of anything that can be pressed: 44 for fingers (WCAG 2.2, 2.5.5), 36 to 40 for a
  /// mouse.
  float target() const { return px(layout.touch ? 44.0F : 40.0F); }
  ImU32 slot_color(Slot slot) const { return slot == Slot::kA ? colors.accent : colors.second; }
  ImU32 on_slot_color(Slot slot) const {
    return slot == Slot::kA ? colors.on_accent : colors.on_second;
  }
  template <class C>
  void push(C&& command) {
    commands.emplace_back(std::forward<C>(command));
  }
};

/// Cuts a rectangle from above, side by side; what is left is `rect`.
struct Cutter {
  ImRect rect;
  ImRect top(float height, float gap = 0);
  ImRect bottom(float height, float gap = 0);
  ImRect left(float width, float gap = 0);
  ImRect right(float width, float gap = 0);
};
ImRect shrink(ImRect rect, float x, float y);
ImRect centered(const ImRect& in, float width, float height);

}  // namespace segue
