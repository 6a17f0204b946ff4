// SPDX-License-Identifier: Apache-2.0
// The window and its graphics context behind one seam: an SDL2 window on the page's canvas, WebGL
// 2, and Dear ImGui's two backends on them.
#pragma once

#include <SDL.h>

#include <memory>

#include "shared/base/result.h"

namespace segue {

/// Of the canvas element; the ratio of the two is what text must be rasterised at.
struct CanvasSize {
  double width = 1, height = 1;           ///< CSS pixels
  int pixel_width = 1, pixel_height = 1;  ///< device pixels
};

class CanvasWindow {
 public:
  /// Needs a current ImGui context. Errors: kUnsupported when there is no WebGL 2, with SDL's
  /// words.
  static Result<std::unique_ptr<CanvasWindow>> create();
  ~CanvasWindow();
  CanvasWindow(const CanvasWindow&) = delete;
  CanvasWindow& operator=(const CanvasWindow&) = delete;

  void resize(const CanvasSize& size);
  const CanvasSize& size() const { return size_; }
  /// Uploads the font atlas again; before begin_frame().
  void upload_fonts();
  /// What is needed before ImGui::NewFrame: size, time, cursor.
  void begin_frame();
  /// Draws ImGui's draw data and shows it.
  void end_frame();
  /// After the browser gave the lost graphics context back: every texture and buffer anew.
  void restore_context();

 private:
  CanvasWindow(SDL_Window* window, SDL_GLContext context);
  SDL_Window* window_;
  SDL_GLContext context_;
  CanvasSize size_;
};

}  // namespace segue
