// SPDX-License-Identifier: Apache-2.0
// Draws the whole page with Dear ImGui: layout, panels, keyboard. Knows no window, no browser.
// The caller owns the ImGui context and the loop:
//   view.prepare(w, h, dpr) -> if true, upload io.Fonts again; ImGui::NewFrame(); view.draw(state,
//   queue); ImGui::Render(); update() for each command; draw again while view.animating(), a
//   command came or sound plays.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "wasm/ui/app_state.h"
#include "wasm/ui/commands.h"

namespace segue {

struct DrawnText;  // ui.h

/// Font files (TrueType or OpenType), copied. A weight may be empty: the regular one takes its
/// place.
struct UiFonts {
  std::span<const std::uint8_t> regular;
  std::span<const std::uint8_t> semibold;
};

/// Sizes in ImGui's coordinates (CSS pixels).
struct ViewMetrics {
  float width = 1280, height = 800;
  float pixel_ratio = 1;  ///< device pixels per CSS pixel (DisplayFramebufferScale)
  bool touch = false;     ///< the last pointer was a finger: targets of at least 44
  /// Left free at the bottom for a phone's home bar, and at the top for its camera.
  float inset_top = 0, inset_bottom = 0;
};

class AppView {
 public:
  explicit AppView(const UiFonts& fonts);
  ~AppView();

  /// Before ImGui::NewFrame. Sets style and fonts of the current context for these metrics. True
  /// when the font atlas (io.Fonts) was rebuilt and its texture must be uploaded again.
  bool prepare(const ViewMetrics& metrics, Theme theme);
  /// Between NewFrame and Render. Pushes what the visitor does.
  void draw(const AppState& state, CommandQueue& commands);
  /// Something on screen still moves: draw another frame soon even without input.
  bool animating() const;
  /// The piano key at a point of the last frame, -1: none, or something lies over it. For fingers,
  /// of which several play at once.
  int piano_key_at(float x, float y) const;
  /// How hard a press at that point is meant, 1..127.
  int piano_velocity(int pitch, float x, float y) const;
  /// Tests: from now on every draw() fills `texts` with what was written where. Null ends it.
  void record_texts(std::vector<DrawnText>* texts);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace segue
