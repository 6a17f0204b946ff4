// SPDX-License-Identifier: Apache-2.0
// Every call from C++ to the page: numbers, and pointer + length for text (UTF-8) and bytes.
// web/app.js answers them; what is pointed to is copied before the call returns. The bodies (EM_JS)
// are in js_imports.cpp.
#pragma once

#include <cstdint>

extern "C" {

/// Makes "#canvas" and "#segue-keyboard", which SDL asks for by selector, mean this instance's
/// elements: works in a shadow root, and with several instances on a page. Before SDL_Init.
void segue_js_bind_elements();

void segue_js_load_model(const char* id, int id_size);

/// One run of a graph: begin, each input, then run. The answer comes through segue_graph_output()
/// and segue_graph_done() or segue_graph_failed() with the same request.
void segue_js_graph_begin(const char* graph, int graph_size);
/// `type` 0: float, 1: int64. `shape` has `rank` extents, `data` `count` elements.
void segue_js_graph_input(const char* name, int name_size, int type, const std::int32_t* shape,
                          int rank, const void* data, int count);
void segue_js_graph_run(int request);

/// `notes`: rows of 6: start_s, end_s, pitch, velocity, program, is_drum.
void segue_js_play(const double* notes, int count, double start_s, double length_s, int loop);
/// The same of music that is still being made: rows of notes, rows of those that still sound at its
/// end, seconds that are known. segue_playback_low() says when little is left.
void segue_js_play_open(const double* notes, int count, const double* sounding, int sounding_count,
                        double start_s, double length_s);
void segue_js_extend(const double* notes, int count, const double* sounding, int sounding_count,
                     double length_s, int last);
void segue_js_stop();
double segue_js_position_s();
void segue_js_set_gain(double gain);
/// A key that sounds until it is released.
void segue_js_press_key(int pitch, int velocity, int program, int is_drum);
void segue_js_release_key(int pitch, int program);
/// Asks for keyboards; answers come through segue_midi_keys() and segue_midi_key().
void segue_js_connect_midi();
/// Renders and downloads a .wav file; rows of `notes` as above. Answers: segue_wav_progress(), then
/// segue_wav_done() or segue_wav_failed().
void segue_js_make_wav(const char* name, int name_size, const double* notes, int count,
                       double sample_rate_hz);
void segue_js_cancel_wav();

void segue_js_download(const char* name, int name_size, const std::uint8_t* bytes, int size);
void segue_js_open_file_dialog(int slot);
void segue_js_load_example(int slot, const char* id, int id_size);
void segue_js_share(const char* text, int text_size);
void segue_js_save_setting(const char* key, int key_size, const char* value, int value_size);
std::uint32_t segue_js_random_u32();

/// Text input begins, moves or ends; x, y, height of the caret in CSS pixels of the canvas.
void segue_js_text_input(int wanted, double x, double y, double height);
void segue_js_clipboard_write(const char* text, int text_size);
/// A frame was drawn. `news` is a sum: 1 when the widget tree is not that of the frame before, 2
/// when there is another newest notice.
void segue_js_frame_drawn(int news);

}  // extern "C"
