// SPDX-License-Identifier: Apache-2.0
// Sounds of the parts, and sound files.
#include <algorithm>

#include "wasm/ui/piece.h"
#include "wasm/ui/sounds.h"
#include "wasm/ui/updater.h"

namespace segue {

void Updater::on(const SetProgram& command) {
  GenerationSettings& settings = document().settings;
  int& program = command.voice == Voice::kBass ? settings.bass_program : settings.program;
  const bool own = command.voice == Voice::kBass && command.program < 0;  // as the model has it
  if (command.program == program || !(own || is_sound(command.program))) return;
  begin_edit();
  release_keys();  // they sound with the program they were pressed with
  program = own ? -1 : command.program;
  refresh_playback();
  save_session();
}

void Updater::on(const DownloadSound& command) {
  const Heard heard = heard_now(state);
  const auto piece = piece_of(state, heard.target, heard.clip_id, heard.slot);
  if (!piece) return;
  if (piece->notes.notes.empty()) {
    notify(NoticeKind::kInfo, "There is nothing to hear in this one: it is a rest.");
    return;
  }
  state.sound_file = SoundFile{sound_file_name(state), 0};
  platform.make_wav(state.sound_file->name, piece->notes, command.sample_rate_hz);
}

void Updater::on(const CancelSound&) {
  if (!state.sound_file) return;
  platform.cancel_wav();
  state.sound_file.reset();
}

void Updater::on(const SoundFileProgress& command) {
  if (state.sound_file) state.sound_file->part = std::clamp(command.part, 0.0, 1.0);
}

void Updater::on(const SoundFileEnded& command) {
  state.sound_file.reset();
  if (!command.result.ok()) notify(NoticeKind::kError, command.result.error().message);
}

}  // namespace segue
