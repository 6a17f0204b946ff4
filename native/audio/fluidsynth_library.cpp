// SPDX-License-Identifier: Apache-2.0
#include "native/audio/fluidsynth_library.h"

#include <dlfcn.h>

#include <string>

namespace segue::detail {
namespace {

constexpr const char* kLibrary = "libfluidsynth.so.3";  // FluidSynth 2.2 and later

Error missing(const char* reason) {
  return {ErrorCode::kRuntime, "playing SoundFonts needs FluidSynth's library " +
                                   std::string(kLibrary) + ", which could not be used (" +
                                   (reason ? reason : "no reason given") +
                                   "); on Debian: apt install libfluidsynth3"};
}

Result<FluidsynthLibrary> open_library() {
  void* library = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);  // stays open: it keeps threads
  if (!library) return missing(dlerror());
  bool complete = true;
  const auto find = [&](auto& function, const char* name) {
    function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(dlsym(library, name));
    complete = complete && function;
  };
  FluidsynthLibrary found;
  find(found.new_settings, "new_fluid_settings");
  find(found.delete_settings, "delete_fluid_settings");
  find(found.set_number, "fluid_settings_setnum");
  find(found.set_integer, "fluid_settings_setint");
  find(found.new_synth, "new_fluid_synth");
  find(found.delete_synth, "delete_fluid_synth");
  find(found.load_font, "fluid_synth_sfload");
  find(found.set_channel_type, "fluid_synth_set_channel_type");
  find(found.program_change, "fluid_synth_program_change");
  find(found.note_on, "fluid_synth_noteon");
  find(found.note_off, "fluid_synth_noteoff");
  find(found.control_change, "fluid_synth_cc");
  find(found.pitch_bend, "fluid_synth_pitch_bend");
  find(found.write_float, "fluid_synth_write_float");
  decltype(&::fluid_set_log_function) set_log_function = nullptr;
  find(set_log_function, "fluid_set_log_function");
  if (!complete) return missing("a function is missing in it");
  for (int level = FLUID_PANIC; level < LAST_LOG_LEVEL; ++level) {
    set_log_function(level, nullptr, nullptr);
  }
  return found;
}

}  // namespace

Result<const FluidsynthLibrary*> fluidsynth_library() {
  static const Result<FluidsynthLibrary> library = open_library();
  if (!library) return library.error();
  return &library.value();
}

}  // namespace segue::detail
