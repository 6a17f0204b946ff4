// SPDX-License-Identifier: Apache-2.0
// Settings, selection and the history of the document.
#include <algorithm>

#include "shared/codec/chord_codec.h"
#include "wasm/ui/updater.h"

namespace segue {
namespace {

constexpr std::size_t kHistory = 100;

}  // namespace

void Updater::begin_edit(const std::string& group) {
  if (!group.empty() && group == state.undo_group) return;
  state.undo_group = group;
  state.undo_stack.push_back(state.document);
  if (state.undo_stack.size() > kHistory) state.undo_stack.erase(state.undo_stack.begin());
  state.redo_stack.clear();
}

std::uint32_t Updater::any_seed() { return platform.random_u32() % (kMaxSeed + 1); }

std::uint32_t Updater::next_seed() {
  const GenerationSettings& settings = document().settings;
  return settings.keep_seed || settings.fresh_seed ? settings.seed : any_seed();
}

void Updater::set_selected(int index) {
  const int last = static_cast<int>(clips().size()) - 1;
  (document().mode == Mode::kSample ? document().selected_sample : document().selected_walk) =
      std::clamp(index, 0, std::max(0, last));
}

void Updater::on(const SetMode& command) {
  if (document().mode == command.mode || state.model.continues() || command.mode == Mode::kContinue)
    return;  // what a model does is not the visitor's to choose
  if (state.playback.target == PlayTarget::kClip || state.playback.target == PlayTarget::kWalk)
    on(StopPlayback{});
  document().mode = command.mode;
  state.undo_group.clear();
}

void Updater::on(const SetCount& command) {
  edit(document().settings.count, std::clamp(command.count, kFewestSamples, kMostSamples), "count");
}

void Updater::on(const SetTemperature& command) {
  const double temperature = std::clamp(command.temperature, kMinTemperature, kMaxTemperature);
  if (!edit(document().settings.temperature, temperature, "temperature")) return;
  if (state.stream) platform.set_stream_choice({.temperature = temperature});
}

void Updater::on(const SetSeed& command) {
  begin_edit();
  document().settings.seed = std::min(command.seed, kMaxSeed);
  document().settings.fresh_seed = true;
}

void Updater::on(const SetKeepSeed& command) { document().settings.keep_seed = command.keep; }

void Updater::on(const RollSeed&) { on(SetSeed{any_seed()}); }

void Updater::on(const SetTempo& command) {
  const double tempo = std::clamp(command.tempo_qpm, kMinTempoQpm, kMaxTempoQpm);
  if (!edit(document().settings.tempo_qpm, tempo, "tempo")) return;
  state.recorder.clock.running = false;  // what is played next begins a phrase at the new tempo
  refresh_playback();
}

void Updater::on(const SetWalkCount& command) {
  edit(document().walk_count, std::clamp(command.count, kMinWalkClips, kMaxWalkClips),
       "walk count");
}

void Updater::on(const SetPath& command) { edit(document().path, command.path); }

void Updater::on(const SetPrior& command) { edit(document().settings.prior, command.prior); }

void Updater::on(const SetChords& command) {
  if (command.text == document().settings.chords) return;
  const bool none = command.text.find_first_not_of(" \t") == std::string::npos;
  if (!none) {
    if (const auto chords = parse_chords(command.text); !chords) {
      notify(NoticeKind::kError, chords.error().message);
      return;
    }
  }
  begin_edit();
  document().settings.chords = none ? "" : command.text.substr(0, kLongestChords);
  save_session();
}

void Updater::on(const EndEdit&) { state.undo_group.clear(); }

void Updater::on(const SelectClip& command) {
  if (!clip_exists(command.index)) return;
  set_selected(command.index);
  const NamedClip& clip = clips()[static_cast<std::size_t>(command.index)];
  if (state.playback.target == PlayTarget::kClip && state.playback.clip_id != clip.id) {
    start(PlayTarget::kClip, clip.id, Slot::kA, 0);
  } else if (state.playback.target == PlayTarget::kWalk) {  // the walk goes on from there
    const double steps = static_cast<double>(command.index) * clip_steps(document().form);
    on(Seek{steps_to_s(steps, state.playback.tempo_qpm, document().form)});
  }
}

void Updater::on(const MoveSelection& command) {
  if (clips().empty()) return;
  const int last = static_cast<int>(clips().size()) - 1;
  on(SelectClip{std::clamp(document().selected() + command.delta, 0, last)});
}

void Updater::on(const RemoveClip& command) {
  if (!clip_exists(command.index)) return;
  begin_edit();
  clips().erase(clips().begin() + command.index);
  set_selected(std::min(document().selected(), static_cast<int>(clips().size()) - 1));
  refresh_playback();
  save_session();
}

void Updater::travel(std::vector<Document>& from, std::vector<Document>& to) {
  if (from.empty()) return;
  on(StopContinue{});
  if (from.empty()) return;  // what was being made is a new step: nothing is left to redo
  release_keys();
  state.recorder.clock.running = false;
  const std::uint64_t next_id = document().next_clip_id;  // ids are never given twice
  to.push_back(std::move(state.document));
  state.document = std::move(from.back());
  from.pop_back();
  document().next_clip_id = std::max(document().next_clip_id, next_id);
  state.undo_group.clear();
  refresh_playback();
  save_session();
  settle_shapes();
}

void Updater::on(const Undo&) { travel(state.undo_stack, state.redo_stack); }
void Updater::on(const Redo&) { travel(state.redo_stack, state.undo_stack); }

}  // namespace segue
