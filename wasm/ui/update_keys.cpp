// SPDX-License-Identifier: Apache-2.0
// The keyboard on the page: keys that sound, what is kept of them, and what becomes of that.
#include <algorithm>
#include <utility>

#include "wasm/ui/forms.h"
#include "wasm/ui/updater.h"

namespace segue {

void Updater::on(const ShowRecorder& command) {
  Recorder& recorder = state.recorder;
  if (!command.open) release_keys();
  recorder.open = command.open;
  recorder.slot = command.slot;
  if (command.open && drums_only(document().form)) recorder.octave = std::min(recorder.octave, 2);
}

void Updater::on(const SetOctave& command) {
  state.recorder.octave = std::clamp(command.octave, kLowestOctave, kHighestOctave);
}

void Updater::on(const SetTyping& command) { state.recorder.typing = command.typing; }

void Updater::on(const SetKeeping& command) {
  state.recorder.keeps = command.keeps;
  state.recorder.clock.running = false;
}

void Updater::on(const ConnectMidi&) { platform.connect_midi(); }

void Updater::on(const MidiKeysChanged& command) {
  Recorder& recorder = state.recorder;
  const bool news = recorder.midi != command.state || recorder.midi_names != command.names;
  recorder.midi = command.state;
  recorder.midi_names = command.names;
  if (!news) return;
  switch (command.state) {
    case MidiKeys::kUnasked:
      break;
    case MidiKeys::kConnected:
      notify(NoticeKind::kInfo, command.names + " is connected: play.");
      break;
    case MidiKeys::kNone:
      notify(NoticeKind::kInfo, "No MIDI keyboard is plugged in. Plug one in: it is found then.");
      break;
    case MidiKeys::kRefused:
      notify(NoticeKind::kError,
             "The browser does not let this page use MIDI keyboards. Allow it in the settings of "
             "the page, and press the button again.");
      break;
    case MidiKeys::kUnsupported:
      notify(NoticeKind::kError,
             "This browser has no Web MIDI. Chrome, Edge and Firefox have it; the keys on the page "
             "work everywhere.");
      break;
  }
}

void Updater::on(const ClearTake&) {
  release_keys();
  if (document().take.empty()) return;
  begin_edit();
  document().take.clear();
  document().continuing.take_steps = 0;
  state.recorder.clock.running = false;
  refresh_playback();
  save_session();
}

void Updater::on(const TakeBackNote&) {
  release_keys();
  if (document().take.empty()) return;
  begin_edit();
  take_back(document().take);
  document().continuing.take_steps = 0;
  state.recorder.clock.running = false;
  refresh_playback();
  save_session();
}

void Updater::on(const UseTake& command) {
  if (document().take.empty()) return;
  release_keys();
  const GenerationSettings& settings = document().settings;
  NoteSequence notes = take_to_notes(document().take, settings.tempo_qpm, settings.program,
                                     drums_only(document().form));
  if (fill_slot(command.slot, "Played", std::move(notes))) on(ShowRecorder{false});
}

void Updater::on(const PressKey& command) {
  Recorder& recorder = state.recorder;
  const int pitch = std::clamp(command.pitch, 0, kMidiPitches - 1);
  const bool down = std::any_of(recorder.held.begin(), recorder.held.end(),
                                [pitch](const HeldKey& key) { return key.pitch == pitch; });
  if (down) return;  // by another hand
  const bool drums = drums_only(document().form);
  HeldKey key{pitch, document().settings.program, -1, std::clamp(command.velocity, 1, 127)};
  platform.press_key(key.pitch, key.velocity, key.program, drums);
  if (recorder.keeps && recorder.open) {
    const double time_s = command.time_s > 0 ? command.time_s : state.now_s;
    const auto start = start_note(recorder.clock, document().take, time_s,
                                  document().settings.tempo_qpm, !recorder.held.empty());
    if (start) {
      begin_edit("take " + std::to_string(recorder.clock.phrase));
      add_note(document().take, pitch, key.velocity, start->step);
      document().continuing.take_steps = 0;
      key.start = start->step;
    } else {
      notify(NoticeKind::kInfo, "That is as much as is kept: 32 bars. Clear it to begin anew.");
    }
  }
  recorder.held.push_back(key);
}

void Updater::on(const ReleaseKey& command) {
  Recorder& recorder = state.recorder;
  const auto found = std::find_if(recorder.held.begin(), recorder.held.end(),
                                  [&](const HeldKey& key) { return key.pitch == command.pitch; });
  if (found == recorder.held.end()) return;
  const HeldKey key = *found;
  recorder.held.erase(found);
  platform.release_key(key.pitch, key.program);
  if (key.start < 0) return;
  const double time_s = command.time_s > 0 ? command.time_s : state.now_s;
  end_note(document().take, recorder.clock, key.pitch, key.start, time_s,
           document().settings.tempo_qpm);
  if (recorder.held.empty()) save_session();
}

void Updater::release_keys() {
  while (!state.recorder.held.empty()) on(ReleaseKey{state.recorder.held.back().pitch, 0});
}

}  // namespace segue
