// SPDX-License-Identifier: Apache-2.0
// The functions of libfluidsynth that soundfont_renderer.cpp uses, found when first asked for:
// linked outright the library and the sixty it needs would be loaded by every run of segue.
#pragma once

#include <fluidsynth.h>

#include "shared/base/result.h"

namespace segue::detail {

struct FluidsynthLibrary {
  decltype(&::new_fluid_settings) new_settings = nullptr;
  decltype(&::delete_fluid_settings) delete_settings = nullptr;
  decltype(&::fluid_settings_setnum) set_number = nullptr;
  decltype(&::fluid_settings_setint) set_integer = nullptr;
  decltype(&::new_fluid_synth) new_synth = nullptr;
  decltype(&::delete_fluid_synth) delete_synth = nullptr;
  decltype(&::fluid_synth_sfload) load_font = nullptr;
  decltype(&::fluid_synth_set_channel_type) set_channel_type = nullptr;
  decltype(&::fluid_synth_program_change) program_change = nullptr;
  decltype(&::fluid_synth_noteon) note_on = nullptr;
  decltype(&::fluid_synth_noteoff) note_off = nullptr;
  decltype(&::fluid_synth_cc) control_change = nullptr;
  decltype(&::fluid_synth_pitch_bend) pitch_bend = nullptr;
  decltype(&::fluid_synth_write_float) write_float = nullptr;
};

/// Opens the library once and silences its messages. Error: kRuntime with what to install.
Result<const FluidsynthLibrary*> fluidsynth_library();

}  // namespace segue::detail
