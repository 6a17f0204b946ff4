// SPDX-License-Identifier: Apache-2.0
// The JavaScript bodies of js_imports.h: each hands its numbers to Module["page"], made by
// web/app.js.
#include "wasm/bridge/js_imports.h"

#include <emscripten.h>

// The bodies are JavaScript.
// clang-format off
EM_JS(void, segue_js_bind_elements, (), {
  specialHTMLTargets["#canvas"] = Module["canvas"];
  specialHTMLTargets["#segue-keyboard"] = Module["keyboardTarget"];
});
EM_JS(void, segue_js_load_model, (const char* id, int id_size), { Module["page"]["loadModel"](id, id_size); });
EM_JS(void, segue_js_graph_begin, (const char* graph, int graph_size), {
  Module["page"]["graphBegin"](graph, graph_size);
});
EM_JS(void, segue_js_graph_input, (const char* name, int name_size, int type, const int32_t* shape, int rank,
                                   const void* data, int count), {
  Module["page"]["graphInput"](name, name_size, type, shape, rank, data, count);
});
EM_JS(void, segue_js_graph_run, (int request), { Module["page"]["graphRun"](request); });
EM_JS(void, segue_js_play, (const double* notes, int count, double start_s, double length_s, int loop), {
  Module["page"]["play"](notes, count, start_s, length_s, loop);
});
EM_JS(void, segue_js_play_open, (const double* notes, int count, const double* sounding, int sounding_count,
                                 double start_s, double length_s), {
  Module["page"]["playOpen"](notes, count, sounding, sounding_count, start_s, length_s);
});
EM_JS(void, segue_js_extend, (const double* notes, int count, const double* sounding, int sounding_count,
                              double length_s, int last), {
  Module["page"]["extend"](notes, count, sounding, sounding_count, length_s, last);
});
EM_JS(void, segue_js_stop, (), { Module["page"]["stop"](); });
EM_JS(double, segue_js_position_s, (), { return Module["page"]["position"](); });
EM_JS(void, segue_js_set_gain, (double gain), { Module["page"]["setGain"](gain); });
EM_JS(void, segue_js_press_key, (int pitch, int velocity, int program, int is_drum), {
  Module["page"]["pressKey"](pitch, velocity, program, is_drum);
});
EM_JS(void, segue_js_release_key, (int pitch, int program), { Module["page"]["releaseKey"](pitch, program); });
EM_JS(void, segue_js_connect_midi, (), { Module["page"]["connectMidi"](); });
EM_JS(void, segue_js_make_wav, (const char* name, int name_size, const double* notes, int count, double rate), {
  Module["page"]["makeWav"](name, name_size, notes, count, rate);
});
EM_JS(void, segue_js_cancel_wav, (), { Module["page"]["cancelWav"](); });
EM_JS(void, segue_js_download, (const char* name, int name_size, const uint8_t* bytes, int size), {
  Module["page"]["download"](name, name_size, bytes, size);
});
EM_JS(void, segue_js_open_file_dialog, (int slot), { Module["page"]["openFileDialog"](slot); });
EM_JS(void, segue_js_load_example, (int slot, const char* id, int id_size), {
  Module["page"]["loadExample"](slot, id, id_size);
});
EM_JS(void, segue_js_share, (const char* text, int text_size), { Module["page"]["share"](text, text_size); });
EM_JS(void, segue_js_save_setting, (const char* key, int key_size, const char* value, int value_size), {
  Module["page"]["saveSetting"](key, key_size, value, value_size);
});
EM_JS(uint32_t, segue_js_random_u32, (), { return Module["page"]["random"](); });
EM_JS(void, segue_js_text_input, (int wanted, double x, double y, double height), {
  Module["page"]["textInput"](wanted, x, y, height);
});
EM_JS(void, segue_js_clipboard_write, (const char* text, int text_size), {
  Module["page"]["clipboardWrite"](text, text_size);
});
EM_JS(void, segue_js_frame_drawn, (int news), { Module["page"]["frameDrawn"](news); });
// clang-format on
