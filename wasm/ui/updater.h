// SPDX-License-Identifier: Apache-2.0
// The rules behind update(): one on() for each command, grouped in update_*.cpp by what they touch.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "wasm/ui/clip_music.h"
#include "wasm/ui/update.h"

namespace segue {

struct Updater {
  AppState& state;
  Platform& platform;

  // update_document.cpp: settings, selection, undo
  void on(const SetMode& command);
  void on(const SetCount& command);
  void on(const SetTemperature& command);
  void on(const SetSeed& command);
  void on(const SetKeepSeed& command);
  void on(const RollSeed& command);
  void on(const SetTempo& command);
  void on(const SetWalkCount& command);
  void on(const SetPath& command);
  void on(const SetPrior& command);
  void on(const SetChords& command);
  void on(const EndEdit& command);
  void on(const SelectClip& command);
  void on(const MoveSelection& command);
  void on(const RemoveClip& command);
  void on(const Undo& command);
  void on(const Redo& command);

  // update_model.cpp: loading and asking the model
  void on(const Generate& command);
  void on(const VaryClip& command);
  void on(const ReconstructInput& command);
  void on(const ChooseModel& command);
  void on(const RetryLoad& command);
  void on(const ModelsListed& command);
  void on(const ModelProgress& command);
  void on(const ModelLoaded& command);
  void on(const ModelFailed& command);
  void on(const ClipsReady& command);

  // update_shape.cpp: clips along the model's attributes
  void on(const SetAttribute& command);
  void on(const ResetShape& command);
  void on(const ShowShape& command);

  // update_inputs.cpp: A and B
  void on(const UseClipAsInput& command);
  void on(const OpenFileDialog& command);
  void on(const ChooseExample& command);
  void on(const ChooseWindow& command);
  void on(const ClearInput& command);
  void on(const SwapInputs& command);
  void on(const ExamplesListed& command);
  void on(const FileOpened& command);
  void on(const FileFailed& command);
  void on(const FilesHover& command);

  // update_playback.cpp: sound
  void on(const TogglePlay& command);
  void on(const PlayClip& command);
  void on(const PlayWalk& command);
  void on(const PlayInput& command);
  void on(const PlayTake& command);
  void on(const PlayMade& command);
  void on(const StopPlayback& command);
  void on(const Seek& command);
  void on(const SetLooping& command);
  void on(const SetVolume& command);
  void on(const SetMuted& command);
  void on(const PlaybackEnded& command);
  void on(const PlaybackFailed& command);
  void on(const Tick& command);

  // update_keys.cpp: the keyboard on the page
  void on(const ShowRecorder& command);
  void on(const SetOctave& command);
  void on(const SetTyping& command);
  void on(const SetKeeping& command);
  void on(const ConnectMidi& command);
  void on(const ClearTake& command);
  void on(const TakeBackNote& command);
  void on(const UseTake& command);
  void on(const PressKey& command);
  void on(const ReleaseKey& command);
  void on(const MidiKeysChanged& command);

  // update_continue.cpp: music that goes on
  void on(const StopContinue& command);
  void on(const StreamChunk& command);
  void on(const PlaybackLow& command);
  void on(const SetPrimer& command);
  void on(const SetPrimerBars& command);
  void on(const SetCondition& command);
  void on(const SetInject& command);
  void on(const SetNewBars& command);
  void on(const SetEndless& command);
  void on(const ClearPrimerFile& command);
  void on(const DownloadMade& command);

  // update_sound.cpp: sounds of the parts, sound files
  void on(const SetProgram& command);
  void on(const DownloadSound& command);
  void on(const CancelSound& command);
  void on(const SoundFileProgress& command);
  void on(const SoundFileEnded& command);

  // update_page.cpp: files out, sharing, theme, notices
  void on(const DownloadClip& command);
  void on(const DownloadAll& command);
  void on(const ShareLink& command);
  void on(const SetTheme& command);
  void on(const SetHelp& command);
  void on(const DismissNotice& command);
  void on(const PostNotice& command);
  void on(const RestoreSetting& command);
  void on(const RestoreShared& command);

  // Shared by them.
  Document& document() { return state.document; }
  InputSlot& input(Slot slot) { return state.document.inputs[static_cast<std::size_t>(slot)]; }
  std::vector<NamedClip>& clips() {
    return state.document.mode == Mode::kSample ? state.document.samples : state.document.walk;
  }
  bool clip_exists(int index) {
    return index >= 0 && static_cast<std::size_t>(index) < clips().size();
  }
  void set_selected(int index);
  /// Remembers the document for Undo. Edits of the same non-empty group, one after another, are one
  /// step.
  void begin_edit(const std::string& group = {});
  /// A field of the document gets another value, as a step to undo. False: it had that.
  template <class T>
  bool edit(T& field, T value, const std::string& group = {}) {
    if (field == value) return false;
    begin_edit(group);
    field = value;
    return true;
  }
  /// From one stack of the history onto the other.
  void travel(std::vector<Document>& from, std::vector<Document>& to);
  std::uint32_t any_seed();
  /// Of what is made next: the kept or just chosen one, or any.
  std::uint32_t next_seed();
  void notify(NoticeKind kind, std::string text);
  void start(PlayTarget target, std::uint64_t clip_id, Slot slot, double start_s);
  /// What plays has changed in tempo, sound or notes: goes on from the same place, or stops if it
  /// is gone.
  void refresh_playback();
  void apply_gain();
  // update_continue.cpp
  void start_stream();
  /// Stops the making; what was made becomes the document's.
  void end_stream();
  void advance_stream();
  /// A file to be continued.
  void take_primer(const std::string& name, NoteSequence notes);
  /// Every key that is down is let go.
  void release_keys();
  /// A file that was read, or what was played, into a slot. False: it holds nothing that fits, and
  /// the slot keeps what it has.
  bool fill_slot(Slot slot, const std::string& name, NoteSequence notes);
  /// The browser remembers the document.
  void save_session();
  /// What the visitor has not set yet becomes what the model likes, if it is there.
  void take_defaults();
  /// Another model, not fetched yet; what the one before was asked is forgotten.
  void choose_model(const std::string& id);
  /// Fetches the chosen model unless it is there or on its way.
  void request_model();
  // update_shape.cpp
  /// Asks the model for the first clip that does not sound as its sliders say.
  void settle_shapes();
  /// The answer to that, if it is one.
  bool take_shape(const ClipsReady& command);
  // update_switch.cpp: from one model to another
  /// The document goes on the shelf, that of model `id` comes back or begins anew; the files of A
  /// and B come along.
  void switch_document(const std::string& id);
  /// Which listed model a document (of an address, of the last visit) wants; empty: none.
  std::string model_for(const Document& wanted) const;
  /// The document's mode is one that the chosen model has.
  void settle_mode();
  /// The document becomes one of the chosen model's form: what cannot be that leaves it.
  void conform(bool with_undo);
};

}  // namespace segue
