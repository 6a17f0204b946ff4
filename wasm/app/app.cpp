// SPDX-License-Identifier: Apache-2.0
// One frame: events in, commands applied, panels drawn, and whether another frame must follow.
#include "wasm/app/app.h"

#include <emscripten.h>
#include <imgui.h>
#include <imgui_impl_sdl2.h>
#include <imgui_internal.h>

#include <utility>

#include "wasm/app/tab_order.h"
#include "wasm/bridge/js_imports.h"

namespace segue {
namespace {

double now_s() { return emscripten_get_now() / 1000; }

// What the visitor may expect to hear at once.
bool is_press(Uint32 type) {
  return type == SDL_KEYDOWN || type == SDL_KEYUP || type == SDL_MOUSEBUTTONDOWN ||
         type == SDL_MOUSEBUTTONUP || type == SDL_FINGERDOWN || type == SDL_FINGERUP;
}

// Any SDL event, in the moment it is queued: draw.
int on_sdl_event(void* app, SDL_Event* event) {
  if (event->type == SDL_POLLSENTINEL) return 0;  // every poll queues one of its own: no news
  FramePump& pump = static_cast<App*>(app)->pump();
  if (is_press(event->type)) pump.hurry();
  pump.wake();
  return 0;
}

const char* get_clipboard(void* text) { return static_cast<std::string*>(text)->c_str(); }

void set_clipboard_text(void* text, const char* value) {
  auto& kept = *static_cast<std::string*>(text);
  kept = value;
  segue_js_clipboard_write(kept.data(), static_cast<int>(kept.size()));
}

}  // namespace

Result<std::unique_ptr<App>> App::create(const UiFonts& fonts, bool mac_keyboard) {
  IMGUI_CHECKVERSION();
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
  io.ConfigInputTextCursorBlink = false;  // a blinking caret would draw for ever
  io.ConfigMacOSXBehaviors = mac_keyboard;
  auto window = CanvasWindow::create();
  if (!window) {
    ImGui::DestroyContext();
    return window.error();
  }
  return std::unique_ptr<App>(new App(fonts, std::move(*window), std::make_unique<WidgetTree>()));
}

App::App(const UiFonts& fonts, std::unique_ptr<CanvasWindow> window,
         std::unique_ptr<WidgetTree> widgets)
    : pump_([this] { return draw(); }),
      platform_([this](Command command) { push(std::move(command)); }),
      window_(std::move(window)),
      widgets_(std::move(widgets)),
      view_(fonts),
      piano_touch_([this](float x, float y) { return view_.piano_key_at(x, y); },
                   [this](int pitch, float x, float y, bool down) {
                     if (down) {
                       push(PressKey{pitch, view_.piano_velocity(pitch, x, y)});
                     } else {
                       push(ReleaseKey{pitch});
                     }
                   }) {
  ImGuiIO& io = ImGui::GetIO();
  io.ClipboardUserData = &clipboard_;
  io.GetClipboardTextFn = get_clipboard;
  io.SetClipboardTextFn = set_clipboard_text;
  io.SetPlatformImeDataFn =
      nullptr;  // update_text_input() does it, for fields that have no caret yet too
  SDL_AddEventWatch(on_sdl_event, this);
}

App::~App() {
  SDL_DelEventWatch(on_sdl_event, this);
  widgets_.reset();
  window_.reset();
  ImGui::DestroyContext();
}

void App::push(Command command) {
  const bool at_once =
      std::holds_alternative<StreamChunk>(command) ||
      std::holds_alternative<PlaybackLow>(command) || std::holds_alternative<PressKey>(command) ||
      std::holds_alternative<ReleaseKey>(command) ||
      (std::holds_alternative<PlaybackEnded>(command) && state_.preferences.looping);
  queue_.push_back(std::move(command));
  if (at_once && !busy_) {
    queue_.insert(queue_.begin(), Tick{now_s(), platform_.position_s()});
    apply_queue();
  }
  pump_.wake();
}

void App::resize(const CanvasSize& size) {
  window_->resize(size);
  metrics_.width = static_cast<float>(size.width);
  metrics_.height = static_cast<float>(size.height);
  metrics_.pixel_ratio = static_cast<float>(size.pixel_width / size.width);
  pump_.draw_now();  // a canvas that changed its size is empty until something is drawn
}

void App::set_safe_area(float top_px, float bottom_px) {
  metrics_.inset_top = top_px;
  metrics_.inset_bottom = bottom_px;
  pump_.wake();
}

void App::set_focus(bool focused) {
  ImGui::GetIO().AddFocusEvent(focused);
  pump_.wake();
}

void App::add_text(const char* utf8) {
  take_events();  // the keys before this text are in SDL's queue: they come first
  ImGui::GetIO().AddInputCharactersUTF8(utf8);
  pump_.wake();
}

void App::press(Press what) {
  take_events();
  ImGuiIO& io = ImGui::GetIO();
  const auto tap = [&io](ImGuiKey key) {
    io.AddKeyEvent(key, true);
    io.AddKeyEvent(key, false);
  };
  const auto shortcut = [&](ImGuiKey key) {
    const ImGuiKey modifier = io.ConfigMacOSXBehaviors ? ImGuiMod_Super : ImGuiMod_Ctrl;
    io.AddKeyEvent(modifier, true);
    tap(key);
    io.AddKeyEvent(modifier, false);
  };
  switch (what) {
    case Press::kBackspace:
      tap(ImGuiKey_Backspace);
      break;
    case Press::kDelete:
      tap(ImGuiKey_Delete);
      break;
    case Press::kEnter:
      tap(ImGuiKey_Enter);
      break;
    case Press::kCopy:
      shortcut(ImGuiKey_C);
      break;
    case Press::kCut:
      shortcut(ImGuiKey_X);
      break;
    case Press::kPaste:
      shortcut(ImGuiKey_V);
      break;
  }
  pump_.draw_now();  // the clipboard event that caused this ends with this call
}

bool App::move_focus(bool backwards) {
  const bool inside = move_tab_focus(*widgets_, backwards);
  pump_.wake();
  return inside;
}

void App::activate(ImGuiID widget) {
  if (focus_widget(*widgets_, widget)) ImGui::ActivateItemByID(widget);
  pump_.wake();
}

void App::restore_context() {
  window_->restore_context();
  pump_.set_paused(false);
}

bool App::take_events() {
  SDL_Event event;
  while (SDL_PollEvent(&event)) {
    switch (event.type) {
      case SDL_FINGERDOWN:
      case SDL_FINGERMOTION:
      case SDL_FINGERUP: {
        const auto phase = event.type == SDL_FINGERDOWN ? TouchInput::Phase::kDown
                           : event.type == SDL_FINGERUP ? TouchInput::Phase::kUp
                                                        : TouchInput::Phase::kMove;
        const float x = event.tfinger.x * metrics_.width, y = event.tfinger.y * metrics_.height;
        if (piano_touch_.handle(phase, event.tfinger.fingerId, x, y)) {
          touch_.note_touch();
        } else {
          touch_.handle(phase, event.tfinger.fingerId, x, y, event.tfinger.timestamp / 1000.0);
        }
        break;
      }
      case SDL_TEXTINPUT:
        break;  // text comes through the hidden field, whole words and accents included
      case SDL_MOUSEMOTION:
      case SDL_MOUSEBUTTONDOWN:
        touch_.note_mouse();
        [[fallthrough]];
      default:
        ImGui_ImplSDL2_ProcessEvent(&event);
    }
  }
  return touch_.advance(SDL_GetTicks() / 1000.0);
}

void App::apply_queue() {
  const bool outer = std::exchange(busy_, true);
  while (!queue_.empty()) {
    CommandQueue commands = std::exchange(queue_, {});
    for (const Command& command : commands) update(state_, command, platform_);
  }
  busy_ = outer;
}

bool App::draw() {
  const double now = now_s();
  busy_ = true;
  const bool fingers_busy = take_events();
  queue_.push_back(Tick{now, platform_.position_s()});
  apply_queue();
  metrics_.touch = touch_.last_was_touch();
  if (view_.prepare(metrics_, state_.preferences.theme)) window_->upload_fonts();
  window_->begin_frame();
  ImGui::NewFrame();
  widgets_->begin_frame();
  view_.draw(state_, queue_);
  const bool changed = widgets_->end_frame();
  ImGui::Render();
  window_->end_frame();
  const bool acted = !queue_.empty();
  apply_queue();  // now, still inside the visitor's gesture where this is one: sound and dialogs
                  // need it
  pump_.set_modest(state_.stream && state_.stream->in_flight);
  update_text_input();
  const std::uint64_t newest = state_.notices.empty() ? 0 : state_.notices.back().id;
  const bool spoke = newest != std::exchange(last_notice_, newest);
  segue_js_frame_drawn((changed ? 1 : 0) | (spoke ? 2 : 0));
  if (acted) pump_.wake();
  busy_ = false;
  return fingers_busy || must_go_on();
}

void App::update_text_input() {
  const ImGuiContext& context = *ImGui::GetCurrentContext();
  const bool wanted = ImGui::GetIO().WantTextInput;
  const ImGuiPlatformImeData& ime = context.PlatformImeData;
  const bool moved = ime.InputPos.x != ime_.InputPos.x || ime.InputPos.y != ime_.InputPos.y;
  if (wanted == text_wanted_ && !(wanted && moved)) return;
  text_wanted_ = wanted;
  ime_ = ime;
  segue_js_text_input(wanted ? 1 : 0, ime.InputPos.x, ime.InputPos.y, ime.InputLineHeight);
}

bool App::must_go_on() const {
  const ImGuiContext& context = *ImGui::GetCurrentContext();
  if (view_.animating() || state_.playback.playing()) return true;
  for (const bool down : context.IO.MouseDown) {
    if (down) return true;  // a held button repeats without events
  }
  if (context.InputEventsQueue.Size > 0) return true;  // not all taken in one frame
  // A tooltip waits for the pointer to rest.
  return context.HoverItemDelayId != 0 &&
         context.HoverItemDelayTimer < context.Style.HoverDelayNormal + 0.1f;
}

}  // namespace segue
