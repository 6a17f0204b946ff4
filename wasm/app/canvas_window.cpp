// SPDX-License-Identifier: Apache-2.0
// SDL2 2.26 on Emscripten leaves several things to the page; each is named where it is dealt with.
#include "wasm/app/canvas_window.h"

#include <GLES3/gl3.h>
#include <emscripten.h>
#include <emscripten/html5.h>
#include <imgui.h>
#include <imgui_impl_opengl3.h>
#include <imgui_impl_sdl2.h>

#include <cmath>
#include <string>

#include "wasm/bridge/js_imports.h"

namespace segue {

Result<std::unique_ptr<CanvasWindow>> CanvasWindow::create() {
  segue_js_bind_elements();
  SDL_SetHint(SDL_HINT_EMSCRIPTEN_KEYBOARD_ELEMENT,
              "#segue-keyboard");  // keys only while the page's element has focus
  SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS,
              "0");  // fingers become mouse and scrolling in touch_input.cpp
  SDL_SetHint(SDL_HINT_MOUSE_TOUCH_EVENTS, "0");
  const auto failed = [](const char* what) {
    return Error{ErrorCode::kUnsupported,
                 std::string("The page needs WebGL 2 to draw, and ") + what + " failed (" +
                     SDL_GetError() +
                     "). Use a current browser, or turn on hardware acceleration in its "
                     "settings."};
  };
  if (SDL_Init(SDL_INIT_VIDEO) != 0) return failed("starting video");
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_PROFILE_MASK, SDL_GL_CONTEXT_PROFILE_ES);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MAJOR_VERSION, 3);
  SDL_GL_SetAttribute(SDL_GL_CONTEXT_MINOR_VERSION, 0);
  // SDL writes the window's title into document.title: give it the page's own.
  SDL_Window* window =
      SDL_CreateWindow(emscripten_get_window_title(), 0, 0, 640, 480,
                       SDL_WINDOW_OPENGL | SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI);
  if (!window) return failed("making a canvas window");
  const SDL_GLContext context = SDL_GL_CreateContext(window);
  if (!context) {
    const Error error = failed("making a context");
    SDL_DestroyWindow(window);
    return error;
  }
  // SDL's handler sends "terminating" on every unload and keeps the page out of the back/forward
  // cache.
  emscripten_set_beforeunload_callback(nullptr, nullptr);
  // While text events are on, SDL leaves keys to the browser, so that the hidden text field gets
  // them.
  SDL_StartTextInput();
  ImGui_ImplSDL2_InitForOpenGL(window, context);
  ImGui_ImplOpenGL3_Init("#version 300 es");
  return std::unique_ptr<CanvasWindow>(new CanvasWindow(window, context));
}

CanvasWindow::CanvasWindow(SDL_Window* window, SDL_GLContext context)
    : window_(window), context_(context) {}

CanvasWindow::~CanvasWindow() {
  ImGui_ImplOpenGL3_Shutdown();
  ImGui_ImplSDL2_Shutdown();
  SDL_GL_DeleteContext(context_);
  SDL_DestroyWindow(window_);
  SDL_Quit();
}

void CanvasWindow::resize(const CanvasSize& size) {
  size_ = size;
  // SDL scales mouse positions by its own idea of the size, in whole CSS pixels.
  SDL_SetWindowSize(window_, static_cast<int>(std::lround(size.width)),
                    static_cast<int>(std::lround(size.height)));
  // Exact device pixels: SDL's own rounding blurs the canvas at fractional ratios.
  emscripten_set_canvas_element_size("#canvas", size.pixel_width, size.pixel_height);
}

void CanvasWindow::upload_fonts() {
  ImGui_ImplOpenGL3_DestroyFontsTexture();
  ImGui_ImplOpenGL3_CreateFontsTexture();
}

void CanvasWindow::begin_frame() {
  ImGui_ImplOpenGL3_NewFrame();
  ImGui_ImplSDL2_NewFrame();
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = {static_cast<float>(size_.width), static_cast<float>(size_.height)};
  io.DisplayFramebufferScale = {static_cast<float>(size_.pixel_width / size_.width),
                                static_cast<float>(size_.pixel_height / size_.height)};
}

void CanvasWindow::end_frame() {
  const ImVec4 background = ImGui::GetStyleColorVec4(ImGuiCol_WindowBg);
  glViewport(0, 0, size_.pixel_width, size_.pixel_height);
  glClearColor(background.x, background.y, background.z, 1.0f);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
  SDL_GL_SwapWindow(window_);
}

void CanvasWindow::restore_context() {
  ImGui_ImplOpenGL3_DestroyDeviceObjects();
  ImGui_ImplOpenGL3_CreateDeviceObjects();
}

}  // namespace segue
