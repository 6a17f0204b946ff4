// SPDX-License-Identifier: Apache-2.0
// The running page: state, window, view and platform, tied together one frame at a time.
#pragma once

#include <memory>
#include <string>

#include "wasm/app/canvas_window.h"
#include "wasm/app/frame_pump.h"
#include "wasm/app/page_platform.h"
#include "wasm/app/piano_touch.h"
#include "wasm/app/touch_input.h"
#include "wasm/app/widget_tree.h"
#include "wasm/ui/app_state.h"
#include "wasm/ui/app_view.h"
#include "wasm/ui/update.h"

namespace segue {

/// What the hidden text field of the page tells that a key event does not.
enum class Press { kBackspace = 0, kDelete = 1, kEnter = 2, kCopy = 3, kCut = 4, kPaste = 5 };

class App {
 public:
  /// Errors: kUnsupported without WebGL 2.
  static Result<std::unique_ptr<App>> create(const UiFonts& fonts, bool mac_keyboard);
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  /// Queues what happened and draws it in the next frame. What comes of music that is being made
  /// is taken at once: a page in the background draws no frames and plays on. So are keys, which
  /// are to sound when they are pressed.
  void push(Command command);
  void resize(const CanvasSize& size);
  void set_safe_area(float top_px, float bottom_px);
  /// The page's element got or lost the keyboard.
  void set_focus(bool focused);
  void add_text(const char* utf8);
  void press(Press what);
  /// False when the focus leaves the canvas.
  bool move_focus(bool backwards);
  /// As if the widget were clicked: for the mirror.
  void activate(ImGuiID widget);
  void set_clipboard(std::string text) { clipboard_ = std::move(text); }
  void lose_context() { pump_.set_paused(true); }
  void restore_context();

  FramePump& pump() { return pump_; }
  PagePlatform& platform() { return platform_; }
  const WidgetTree& widgets() const { return *widgets_; }
  const AppState& state() const { return state_; }

 private:
  App(const UiFonts& fonts, std::unique_ptr<CanvasWindow> window,
      std::unique_ptr<WidgetTree> widgets);
  bool draw();
  bool take_events();
  void apply_queue();
  bool busy_ = false;  ///< inside a frame or a command
  void update_text_input();
  bool must_go_on() const;

  AppState state_;
  CommandQueue queue_;
  FramePump pump_;
  PagePlatform platform_;
  std::unique_ptr<CanvasWindow> window_;
  std::unique_ptr<WidgetTree> widgets_;
  AppView view_;
  TouchInput touch_;
  PianoTouch piano_touch_;
  ViewMetrics metrics_;
  std::string clipboard_;
  ImGuiPlatformImeData ime_;
  bool text_wanted_ = false;
  std::uint64_t last_notice_ = 0;
};

}  // namespace segue
