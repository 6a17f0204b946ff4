// SPDX-License-Identifier: Apache-2.0
// What can happen: panels push the first half, the platform (page, browser, worker, audio) the
// second. update() (update.h) turns each into a new AppState and calls to the Platform.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "shared/base/result.h"
#include "shared/model/rnn_stream.h"
#include "wasm/ui/app_state.h"

namespace segue {

// --- The visitor ---

struct SetMode {
  Mode mode = Mode::kSample;
};
struct Generate {};  ///< the mode's main button: loads the model if needed, makes music, plays it
struct SetCount {
  int count = 5;
};
struct SetTemperature {
  double temperature = 0.5;
};
/// The next Generate uses it, and does not draw another one.
struct SetSeed {
  std::uint32_t seed = 0;
};
struct SetKeepSeed {
  bool keep = false;
};
struct RollSeed {};
struct SetTempo {
  double tempo_qpm = kDefaultTempoQpm;
};
struct SetProgram {
  int program = 0;
  Voice voice = Voice::kMelody;
};
struct SetWalkCount {
  int count = 7;
};
struct SetPath {
  Interpolation path = Interpolation::kSpherical;
};
struct SetPrior {
  PriorChoice prior = PriorChoice::kModel;
};
/// Refused, in words, where the text is no line of chords.
struct SetChords {
  std::string text;
};
struct EndEdit {};  ///< a drag or key-hold ended: the next change is a new undo step

struct SelectClip {
  int index = 0;
};
struct MoveSelection {
  int delta = 0;
};
struct VaryClip {
  int index = 0;
};
struct RemoveClip {
  int index = 0;
};
/// Moves a clip along an attribute of the model, from what it was before; heard when it is there.
struct SetAttribute {
  int index = 0;
  std::string name;
  double amount = 0;
};
struct ResetShape {
  int index = 0;
};  ///< all attributes back to 0
struct ShowShape {
  bool open = false;
};
struct UseClipAsInput {
  int index = 0;
  Slot slot = Slot::kA;
};

/// An input through the model and back: a groove model humanises it.
struct ReconstructInput {
  Slot slot = Slot::kA;
};

struct OpenFileDialog {
  Slot slot = Slot::kA;
};
struct ChooseExample {
  Slot slot = Slot::kA;
  std::string id;
};
struct ChooseWindow {
  Slot slot = Slot::kA;
  int window = 0;
};
struct ClearInput {
  Slot slot = Slot::kA;
};
struct SwapInputs {};

struct TogglePlay {};  ///< what Space does
struct PlayClip {
  int index = 0;
};  ///< again on the one that plays: stops
struct PlayWalk {};
struct PlayInput {
  Slot slot = Slot::kA;
};
struct StopPlayback {};
struct Seek {
  double position_s = 0;
};  ///< within what plays
struct SetLooping {
  bool looping = true;
};
struct SetVolume {
  double volume = 0.8;
};
struct SetMuted {
  bool muted = false;
};

struct DownloadClip {
  int index = 0;
};
struct DownloadAll {};  ///< every clip of the stage as one .mid each, the walk as one .mid too
struct DownloadSound {
  double sample_rate_hz = 48000;
};  ///< what plays, or what Space would play, as a .wav
struct CancelSound {};
struct ShareLink {};

/// The keyboard on the page; with a slot, to fill that.
struct ShowRecorder {
  bool open = false;
  std::optional<Slot> slot = {};
};
struct SetOctave {
  int octave = 4;
};
struct SetTyping {
  bool typing = true;
};
struct SetKeeping {
  bool keeps = true;
};
struct ConnectMidi {};
struct ClearTake {};
struct TakeBackNote {};
struct PlayTake {};
/// Refused, in words, where the model finds nothing in what was played.
struct UseTake {
  Slot slot = Slot::kA;
};

/// Models that continue music: what Generate starts, and how.
struct StopContinue {};
struct SetPrimer {
  PrimerKind primer = PrimerKind::kNothing;
};
struct SetPrimerBars {
  int first = 1, last = 4;
};
struct SetCondition {
  bool condition = true;
};
struct SetInject {
  bool inject = false;
};
struct SetNewBars {
  int bars = 16;
};
struct SetEndless {
  bool endless = false;
};
struct ClearPrimerFile {};
struct PlayMade {
  int step = 0;
};
struct DownloadMade {};

struct ChooseModel {
  std::string id;
};
struct RetryLoad {};
struct Undo {};
struct Redo {};
struct SetTheme {
  Theme theme = Theme::kDark;
};
struct SetHelp {
  bool open = false;
};
struct DismissNotice {
  std::uint64_t id = 0;
};

// --- The platform ---

/// Before every frame. `position_s` is Platform::position_s().
struct Tick {
  double now_s = 0;
  double position_s = 0;
};
struct ModelsListed {
  Result<std::vector<ModelEntry>> models;
};
struct ExamplesListed {
  std::vector<ExampleEntry> examples;
};
struct ModelProgress {
  std::uint64_t bytes_done = 0, bytes_total = 0;
};
struct ModelLoaded {
  ModelPackage package;
};
struct ModelFailed {
  Error error;
};
struct ClipsReady {
  RequestId request = 0;
  Result<std::vector<MusicClip>> clips;
};
/// A file was picked, fetched or dropped. Without a slot: A if that is empty, else B if that is
/// empty, else A; the second of one drop (FilesHover begins one) goes to the other.
struct FileOpened {
  std::optional<Slot> slot;
  std::string name;
  std::vector<std::uint8_t> bytes;  ///< MIDI or ABC; with `is_score` what unpack_xml() takes
  bool is_score = false;
};
struct FileFailed {
  std::optional<Slot> slot;
  std::string name;
  Error error;
};
struct FilesHover {
  bool hovering = false;
};
/// A key of any keyboard. `time_s` on the clock of Tick; 0: now.
struct PressKey {
  int pitch = 60, velocity = 90;
  double time_s = 0;
};
struct ReleaseKey {
  int pitch = 60;
  double time_s = 0;
};
struct MidiKeysChanged {
  MidiKeys state = MidiKeys::kUnasked;
  std::string names;
};
struct SoundFileProgress {
  double part = 0;
};
/// Without an error it was handed to the visitor.
struct SoundFileEnded {
  Result<void> result = {};
};
/// What Platform::advance_stream asked for.
struct StreamChunk {
  RequestId request = 0;
  Result<RnnChunk> chunk;
};
/// Little is left of what plays and grows.
struct PlaybackLow {};
struct PlaybackEnded {};
struct PlaybackFailed {
  Error error;
};
/// Everything the platform wants to say in words: no WebGL2, copied, offline.
struct PostNotice {
  NoticeKind kind = NoticeKind::kInfo;
  std::string text;
};
/// What save_setting() was given in an earlier visit. Unknown keys and bad values are ignored.
struct RestoreSetting {
  std::string key, value;
};
/// The page's address had "#<text>": what share text (share.h) a visitor was sent.
struct RestoreShared {
  std::string text;
};

using Command = std::variant<
    SetMode, Generate, SetCount, SetTemperature, SetSeed, SetKeepSeed, RollSeed, SetTempo,
    SetProgram, SetWalkCount, SetPath, SetPrior, SetChords, EndEdit, SelectClip, MoveSelection,
    VaryClip, RemoveClip, SetAttribute, ResetShape, ShowShape, UseClipAsInput, ReconstructInput,
    OpenFileDialog, ChooseExample, ChooseWindow, ClearInput, SwapInputs, TogglePlay, PlayClip,
    PlayWalk, PlayInput, StopPlayback, Seek, SetLooping, SetVolume, SetMuted, DownloadClip,
    DownloadAll, DownloadSound, CancelSound, ShareLink, ShowRecorder, SetOctave, SetTyping,
    SetKeeping, ConnectMidi, ClearTake, TakeBackNote, PlayTake, UseTake, StopContinue, SetPrimer,
    SetPrimerBars, SetCondition, SetInject, SetNewBars, SetEndless, ClearPrimerFile, PlayMade,
    DownloadMade, ChooseModel, RetryLoad, Undo, Redo, SetTheme, SetHelp, DismissNotice, Tick,
    ModelsListed, ExamplesListed, ModelProgress, ModelLoaded, ModelFailed, ClipsReady, FileOpened,
    FileFailed, FilesHover, PressKey, ReleaseKey, MidiKeysChanged, SoundFileProgress,
    SoundFileEnded, StreamChunk, PlaybackLow, PlaybackEnded, PlaybackFailed, PostNotice,
    RestoreSetting, RestoreShared>;

using CommandQueue = std::vector<Command>;

}  // namespace segue
