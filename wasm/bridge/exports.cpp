// SPDX-License-Identifier: Apache-2.0
// Every call from the page to C++: numbers, and pointer + length for text (UTF-8) and bytes, which
// belong to the caller. web/app.js wraps them. Calls that can fail return 0, or 1 with the sentence
// in segue_text().
#include <emscripten.h>

#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "shared/music/music_kind.h"
#include "wasm/app/app.h"
#include "wasm/bridge/catalogue.h"

#define SEGUE_EXPORT extern "C" EMSCRIPTEN_KEEPALIVE

namespace {

using namespace segue;

// One module instance is one page element; this is its state.
struct Instance {
  std::unique_ptr<App> app;
  std::string text;  // what the last call that returns text returned
};

Instance& instance() {
  static Instance one;
  return one;
}

App& app() { return *instance().app; }

std::string to_text(const char* text, int size) { return {text, static_cast<std::size_t>(size)}; }

int check(const Result<void>& result) {
  if (result.ok()) return 0;
  instance().text = result.error().message;
  return 1;
}

std::optional<Slot> to_slot(int slot) {
  if (slot < 0) return std::nullopt;
  return slot == 0 ? Slot::kA : Slot::kB;
}

Error runtime_error(const char* text, int size) {
  return {ErrorCode::kRuntime, to_text(text, size)};
}

}  // namespace

// --- Life ---

SEGUE_EXPORT int segue_start(const std::uint8_t* regular, int regular_size,
                             const std::uint8_t* semibold, int semibold_size, int mac_keyboard) {
  const UiFonts fonts{{regular, static_cast<std::size_t>(regular_size)},
                      {semibold, static_cast<std::size_t>(semibold_size)}};
  auto created = App::create(fonts, mac_keyboard != 0);
  if (!created) return check(created.error());
  instance().app = std::move(*created);
  return 0;
}

SEGUE_EXPORT void segue_stop() { instance().app.reset(); }

/// The text of the last call that failed or returns one, and its size.
SEGUE_EXPORT const char* segue_text() { return instance().text.data(); }
SEGUE_EXPORT int segue_text_size() { return static_cast<int>(instance().text.size()); }

SEGUE_EXPORT void segue_resize(double width, double height, int pixel_width, int pixel_height) {
  app().resize({width, height, pixel_width, pixel_height});
}
SEGUE_EXPORT void segue_safe_area(double top, double bottom) {
  app().set_safe_area(static_cast<float>(top), static_cast<float>(bottom));
}
SEGUE_EXPORT void segue_draw_now() { app().pump().draw_now(); }
SEGUE_EXPORT int segue_frames() { return app().pump().frames(); }
SEGUE_EXPORT void segue_context_lost() { app().lose_context(); }
SEGUE_EXPORT void segue_context_restored() { app().restore_context(); }

// --- Keyboard, text, clipboard, mirror ---

SEGUE_EXPORT void segue_focus(int focused) { app().set_focus(focused != 0); }
/// `text` ends with a zero.
SEGUE_EXPORT void segue_add_text(const char* text, int) { app().add_text(text); }
SEGUE_EXPORT void segue_press(int what) { app().press(static_cast<Press>(what)); }
/// 1 when the Tab key was used here, 0 when the browser should move on.
SEGUE_EXPORT int segue_move_focus(int backwards) {
  return app().move_focus(backwards != 0) ? 1 : 0;
}
SEGUE_EXPORT void segue_set_clipboard(const char* text, int size) {
  app().set_clipboard(to_text(text, size));
}
SEGUE_EXPORT void segue_activate(unsigned widget) { app().activate(widget); }
/// The widgets on screen, as JSON, into segue_text().
SEGUE_EXPORT void segue_widgets() { instance().text = app().widgets().to_json(); }

/// The newest notice, into segue_text(), and its number, which rises; empty and 0 when there is
/// none.
SEGUE_EXPORT double segue_status() {
  const auto& notices = app().state().notices;
  instance().text = notices.empty() ? std::string() : notices.back().text;
  return notices.empty() ? 0 : static_cast<double>(notices.back().id);
}

// --- Models and the engine ---

SEGUE_EXPORT int segue_models(const char* json, int size) {
  auto models = parse_model_index({json, static_cast<std::size_t>(size)});
  const int code = models.ok() ? 0 : check(models.error());
  app().push(ModelsListed{std::move(models)});
  return code;
}
SEGUE_EXPORT void segue_models_failed(const char* text, int size) {
  app().push(ModelsListed{runtime_error(text, size)});
}
SEGUE_EXPORT int segue_examples(const char* json, int size) {
  auto examples = parse_example_index({json, static_cast<std::size_t>(size)});
  if (!examples) return check(examples.error());
  app().push(ExamplesListed{std::move(*examples)});
  return 0;
}
SEGUE_EXPORT int segue_open_package(const char* json, int size) {
  return check(app().platform().open_package({json, static_cast<std::size_t>(size)}));
}
SEGUE_EXPORT int segue_verify_graph(const char* graph, int graph_size, const std::uint8_t* bytes,
                                    int size) {
  return check(app().platform().verify({graph, static_cast<std::size_t>(graph_size)}, bytes,
                                       static_cast<std::size_t>(size)));
}
/// Bytes; `total` 0: not known yet.
SEGUE_EXPORT void segue_model_progress(double done, double total) {
  app().push(ModelProgress{static_cast<std::uint64_t>(done), static_cast<std::uint64_t>(total)});
}
SEGUE_EXPORT void segue_model_loaded() { app().platform().model_loaded(); }
SEGUE_EXPORT void segue_model_failed(const char* text, int size) {
  app().platform().model_failed(runtime_error(text, size));
}

/// One output of a run. `type` 0: float, 1: int64; `data` has as many elements as `shape`
/// describes.
SEGUE_EXPORT void segue_graph_output(int request, const char* name, int name_size, int type,
                                     const std::int32_t* shape, int rank, const void* data) {
  Tensor tensor;
  tensor.shape.assign(shape, shape + rank);
  const auto count = static_cast<std::size_t>(element_count(tensor.shape));
  if (type == 0) {
    std::vector<float> values(count);
    std::memcpy(values.data(), data, count * sizeof(float));
    tensor.data = std::move(values);
  } else {
    std::vector<std::int64_t> values(count);
    std::memcpy(values.data(), data, count * sizeof(std::int64_t));
    tensor.data = std::move(values);
  }
  app().platform().backend().add_output(request, to_text(name, name_size), std::move(tensor));
}
SEGUE_EXPORT void segue_graph_done(int request) { app().platform().backend().finish(request); }
SEGUE_EXPORT void segue_graph_failed(int request, const char* text, int size) {
  app().platform().backend().fail(request, runtime_error(text, size));
}

// --- Files, sound, settings ---

/// `slot` -1: wherever there is room.
SEGUE_EXPORT void segue_file_opened(int slot, const char* name, int name_size,
                                    const std::uint8_t* bytes, int size) {
  app().push(FileOpened{to_slot(slot), to_text(name, name_size), {bytes, bytes + size}});
}
/// A score whose XML the page has taken apart: what unpack_xml() takes.
SEGUE_EXPORT void segue_score_opened(int slot, const char* name, int name_size,
                                     const std::uint8_t* bytes, int size) {
  app().push(FileOpened{
      to_slot(slot), to_text(name, name_size), {bytes, bytes + size}, /*is_score=*/true});
}
/// 1 where a file of this name is XML, packed or not, which the page must take apart first.
SEGUE_EXPORT int segue_is_score(const char* name, int name_size, const std::uint8_t* bytes,
                                int size) {
  const auto kind = music_kind({name, static_cast<std::size_t>(name_size)},
                               {bytes, static_cast<std::size_t>(size)});
  return kind == MusicKind::kMusicXml ? 1 : 0;
}
SEGUE_EXPORT void segue_file_failed(int slot, const char* name, int name_size, const char* text,
                                    int size) {
  app().push(
      FileFailed{to_slot(slot), to_text(name, name_size), {ErrorCode::kIo, to_text(text, size)}});
}
SEGUE_EXPORT void segue_files_hover(int hovering) { app().push(FilesHover{hovering != 0}); }
SEGUE_EXPORT void segue_playback_low() { app().push(PlaybackLow{}); }
SEGUE_EXPORT void segue_playback_ended() { app().push(PlaybackEnded{}); }
SEGUE_EXPORT void segue_playback_failed(const char* text, int size) {
  app().push(PlaybackFailed{runtime_error(text, size)});
}
SEGUE_EXPORT void segue_wav_progress(double part) { app().push(SoundFileProgress{part}); }
SEGUE_EXPORT void segue_wav_done() { app().push(SoundFileEnded{}); }
SEGUE_EXPORT void segue_wav_failed(const char* text, int size) {
  app().push(SoundFileEnded{runtime_error(text, size)});
}
/// `state` is a MidiKeys without its kUnasked; `names` of what is plugged in.
SEGUE_EXPORT void segue_midi_keys(int state, const char* names, int size) {
  app().push(MidiKeysChanged{static_cast<MidiKeys>(state + 1), to_text(names, size)});
}
/// `time_s` on the page's clock, that of performance.now().
SEGUE_EXPORT void segue_midi_key(int pitch, int velocity, double time_s) {
  if (velocity > 0) {
    app().push(PressKey{pitch, velocity, time_s});
  } else {
    app().push(ReleaseKey{pitch, time_s});
  }
}
SEGUE_EXPORT void segue_notice(int error, const char* text, int size) {
  app().push(PostNotice{error ? NoticeKind::kError : NoticeKind::kInfo, to_text(text, size)});
}
SEGUE_EXPORT void segue_restore_setting(const char* key, int key_size, const char* value,
                                        int value_size) {
  app().push(RestoreSetting{to_text(key, key_size), to_text(value, value_size)});
}
SEGUE_EXPORT void segue_restore_shared(const char* text, int size) {
  app().push(RestoreShared{to_text(text, size)});
}
