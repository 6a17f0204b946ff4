// SPDX-License-Identifier: Apache-2.0
// A and B: from files, examples and clips to windows the model can start from.
#include <algorithm>

#include "shared/midi/to_note_sequence.h"
#include "wasm/ui/updater.h"

namespace segue {
namespace {

const char* letter(Slot slot) { return slot == Slot::kA ? "A" : "B"; }

WindowOptions options_for(const AppState& state) {
  WindowOptions options;
  if (state.model.package) {
    const Representation& representation = state.model.package->representation;
    options.bars = std::max(1, representation.bars);
    options.steps_per_quarter = representation.steps_per_quarter;
    options.min_pitch = representation.min_pitch;
    options.max_pitch = representation.max_pitch;
  }
  return options;
}

std::string track_name(const Instrument& instrument) {
  return instrument.name.empty() ? "Track " + std::to_string(instrument.track + 1)
                                 : instrument.name;
}

std::shared_ptr<const InputFile> find_windows(const std::string& name, const NoteSequence& sequence,
                                              const WindowOptions& options) {
  auto file = std::make_shared<InputFile>();
  file->name = name;
  for (const Instrument& instrument : sequence.instruments)
    file->instrument_names.push_back(track_name(instrument));
  WindowReport report = find_melody_windows(sequence, options);
  file->windows = std::move(report.windows);
  for (const Rejection& rejection : report.rejections) {
    const auto index = static_cast<std::size_t>(rejection.instrument);
    const bool track = rejection.instrument >= 0 && index < file->instrument_names.size();
    file->reasons.push_back(track ? file->instrument_names[index] + ": " + rejection.reason
                                  : rejection.reason);
  }
  if (file->windows.empty() && file->reasons.empty())
    file->reasons.emplace_back("the file holds no notes");
  return file;
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
  MelodyWindow window;
  window.tokens = clip.clip.tokens;
  window.instrument = -1;
  window.tempo_qpm = document().settings.tempo_qpm;
  window.program = document().settings.program;
  file->windows.push_back(std::move(window));
  begin_edit();
  input(command.slot) = InputSlot{std::move(file), 0};
  const bool both = input(Slot::kA).chosen() && input(Slot::kB).chosen();
  if (document().mode == Mode::kSample) {
    notify(NoticeKind::kInfo, clip.name + " is " + letter(command.slot) + " now." +
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
  begin_edit(std::string("window ") + letter(command.slot));
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
  const auto read = read_midi(command.bytes);
  if (!read.ok()) {
    notify(NoticeKind::kError, command.name + ": " + read.error().message);
    return;
  }
  auto file = find_windows(command.name, read.value().sequence, options_for(state));
  if (file->windows.empty() && input(slot).chosen()) {  // keep what works
    notify(NoticeKind::kError,
           command.name + " has no melody that fits: " + file->reasons.front() + ".");
    return;
  }
  on(SetMode{Mode::kInterpolate});
  begin_edit();
  input(slot) = InputSlot{std::move(file), 0};
  refresh_playback();
  save_session();
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
