// SPDX-License-Identifier: Apache-2.0
// A and B: from files, examples and clips to windows the model can start from.
#include <algorithm>

#include "shared/midi/to_note_sequence.h"
#include "shared/music/abc_reader.h"
#include "shared/music/music_kind.h"
#include "shared/musicxml/score_tree.h"
#include "wasm/ui/forms.h"
#include "wasm/ui/updater.h"

namespace segue {
namespace {

const char* slot_letter(Slot slot) { return slot == Slot::kA ? "A" : "B"; }

Result<NoteSequence> read_music(const FileOpened& file) {
  if (file.is_score) {
    const auto tree = unpack_xml(file.bytes);
    if (!tree) return tree.error();
    return play_musicxml(*tree);
  }
  if (music_kind(file.name, file.bytes) == MusicKind::kAbc)
    return read_abc({reinterpret_cast<const char*>(file.bytes.data()), file.bytes.size()});
  auto midi = read_midi(file.bytes);
  if (!midi) return midi.error();
  return std::move(midi->sequence);
}

Slot slot_for(Updater& updater, const std::optional<Slot>& wanted) {
  if (wanted) return *wanted;
  Slot slot = Slot::kA;
  if (updater.state.next_drop) {
    slot = *updater.state.next_drop;
  } else if (updater.input(Slot::kA).chosen() && !updater.input(Slot::kB).chosen()) {
    slot = Slot::kB;
  }
  updater.state.next_drop = slot == Slot::kA ? Slot::kB : Slot::kA;
  return slot;
}

}  // namespace

void Updater::on(const UseClipAsInput& command) {
  if (!clip_exists(command.index)) return;
  const NamedClip& clip = clips()[static_cast<std::size_t>(command.index)];
  auto file = std::make_shared<InputFile>();
  file->name = clip.name;
  file->form = document().form;
  file->program = document().settings.program;
  MusicWindow window;
  window.tokens = clip.clip.tokens;
  window.features = clip.clip.features;
  window.controls = clip.clip.controls;
  window.instrument = -1;
  window.tempo_qpm = document().settings.tempo_qpm;
  file->windows.push_back(std::move(window));
  begin_edit();
  input(command.slot) = InputSlot{std::move(file), 0};
  const bool both = input(Slot::kA).chosen() && input(Slot::kB).chosen();
  if (document().mode == Mode::kSample) {
    notify(NoticeKind::kInfo, clip.name + " is " + slot_letter(command.slot) + " now." +
                                  (both ? " Go to Interpolate to walk from A to B."
                                   : command.slot == Slot::kA ? " Choose another one as B."
                                                              : " Choose another one as A."));
  }
  refresh_playback();
  save_session();
}

void Updater::on(const OpenFileDialog& command) { platform.open_file_dialog(command.slot); }

void Updater::on(const ChooseExample& command) {
  for (const ExampleEntry& example : state.examples) {
    if (example.id == command.id)
      state.opening[static_cast<std::size_t>(command.slot)] = example.title;
  }
  platform.load_example(command.slot, command.id);
}

void Updater::on(const ChooseWindow& command) {
  InputSlot& slot = input(command.slot);
  if (!slot.file || slot.file->windows.empty()) return;
  const int last = static_cast<int>(slot.file->windows.size()) - 1,
            window = std::clamp(command.window, 0, last);
  if (window == slot.window) return;
  begin_edit(std::string("window ") + slot_letter(command.slot));
  slot.window = window;
  refresh_playback();
  save_session();
}

void Updater::on(const ClearInput& command) {
  if (!input(command.slot).file) return;
  begin_edit();
  input(command.slot) = InputSlot{};
  refresh_playback();
  save_session();
}

void Updater::on(const SwapInputs&) {
  if (!input(Slot::kA).file && !input(Slot::kB).file) return;
  begin_edit();
  std::swap(input(Slot::kA), input(Slot::kB));
  if (state.playback.target == PlayTarget::kInput) {  // the same music, now in the other slot
    state.playback.slot = state.playback.slot == Slot::kA ? Slot::kB : Slot::kA;
  }
  save_session();
}

void Updater::on(const ExamplesListed& command) { state.examples = command.examples; }

void Updater::on(const FileOpened& command) {
  const Slot slot = slot_for(*this, command.slot);
  state.opening[static_cast<std::size_t>(slot)].clear();
  auto read = read_music(command);
  if (!read.ok()) {
    notify(NoticeKind::kError, command.name + ": " + read.error().message);
    return;
  }
  if (state.model.continues()) {
    take_primer(command.name, std::move(*read));
    return;
  }
  fill_slot(slot, command.name, std::move(*read));
}

bool Updater::fill_slot(Slot slot, const std::string& name, NoteSequence notes) {
  const Representation form = state.model.form();
  auto file = make_input(name, std::make_shared<const NoteSequence>(std::move(notes)), form);
  if (file->windows.empty() && input(slot).chosen()) {  // keep what works
    notify(NoticeKind::kError,
           name + " has no " + words_of(form).one + " that fits: " + file->reasons.front() + ".");
    return false;
  }
  on(SetMode{Mode::kInterpolate});
  if (same_form(document().form, form)) {
    begin_edit();
  } else {
    conform(/*with_undo=*/true);
  }
  input(slot) = InputSlot{std::move(file), 0};
  refresh_playback();
  save_session();
  return true;
}

void Updater::on(const FileFailed& command) {
  if (command.slot) state.opening[static_cast<std::size_t>(*command.slot)].clear();
  notify(NoticeKind::kError, command.name.empty() ? command.error.message
                                                  : command.name + ": " + command.error.message);
}

void Updater::on(const FilesHover& command) {
  if (command.hovering && !state.files_hover) state.next_drop.reset();
  state.files_hover = command.hovering;
}

}  // namespace segue
