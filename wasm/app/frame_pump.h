// SPDX-License-Identifier: Apache-2.0
// Decides when the page draws: nothing runs while nothing happens. Every event asks for some
// frames, each frame says whether another must follow; between them no timer and no animation-frame
// request is pending.
#pragma once

#include <functional>

namespace segue {

class FramePump {
 public:
  /// `draw` draws one frame and returns whether the next one should follow by itself.
  explicit FramePump(std::function<bool()> draw) : draw_(std::move(draw)) {}
  FramePump(const FramePump&) = delete;
  FramePump& operator=(const FramePump&) = delete;
  ~FramePump();

  /// Something happened: draw until Dear ImGui has settled.
  void wake();
  /// Draws now, inside the event that is being handled: a browser shows its keyboard only from
  /// there.
  void draw_now();
  /// Draws nothing (the graphics context is lost) until resumed.
  void set_paused(bool paused);
  /// Draws at most a third of the time, as long as it is set: what is made meanwhile goes through
  /// the page's thread too, event by event.
  void set_modest(bool modest) { modest_ = modest; }
  /// The next frame need not wait because of that.
  void hurry() { next_ms_ = 0; }
  /// Frames drawn so far.
  int frames() const { return frames_; }

 private:
  static int on_animation_frame(double time_ms, void* self);
  void schedule();
  void draw_one();

  std::function<bool()> draw_;
  int owed_ = 0;
  int frames_ = 0;
  bool modest_ = false;
  double next_ms_ = 0;  ///< before which a modest pump draws nothing
  long request_ = 0;    ///< the browser's number of what is scheduled
  bool scheduled_ = false, drawing_ = false, paused_ = false;
};

}  // namespace segue
