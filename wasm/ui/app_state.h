// SPDX-License-Identifier: Apache-2.0
// Everything the page knows, in one struct: panels read it, update() (update.h) alone changes it.
// Document is what can be undone and shared, Preferences what the browser remembers, the rest is of
// the moment.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shared/model/model_package.h"
#include "shared/model/music_vae.h"
#include "shared/music/music_window.h"
#include "wasm/ui/continuation.h"
#include "wasm/ui/recorder.h"

namespace segue {

using RequestId = std::uint64_t;

/// kContinue is that of models of the kind "rnn", the others are those of the rest.
enum class Mode { kSample, kInterpolate, kContinue };
enum class Slot { kA, kB };
enum class Theme { kDark, kLight };
/// What of the music a note, a sound, a colour belongs to.
enum class Voice { kMelody, kBass, kDrums };

inline constexpr int kFewestSamples = 1, kMostSamples = 16;
inline constexpr int kMinWalkClips = 3, kMaxWalkClips = 13;
inline constexpr double kMinTemperature = 0.1, kMaxTemperature = 1.5;
inline constexpr double kMinTempoQpm = 40, kMaxTempoQpm = 240;
inline constexpr std::uint32_t kMaxSeed = 999999;            ///< short enough to read out and type
inline constexpr std::size_t kLongestChords = 96;            ///< characters of a typed chord line
inline constexpr int kLowestOctave = 0, kHighestOctave = 8;  ///< of the keyboard on the page

// --- Document: undone, redone, shared ---

enum class ClipSource { kSampled, kInterpolated, kVaried, kReconstructed };

/// How far a clip was moved along the model's attributes, and what it was before.
struct Shape {
  MusicClip original;                   ///< empty while nothing was moved
  std::vector<AttributeChange> wanted;  ///< what the sliders say; none is 0
  std::vector<AttributeChange> heard;   ///< what the clip's notes are; the model makes it `wanted`
  /// Of `wanted`; 0 where there is none of that name.
  double amount(const std::string& name) const;
  bool operator==(const Shape&) const = default;
};

/// A clip on the stage. `id` stays the same through undo and is never reused.
struct NamedClip {
  std::uint64_t id = 0;
  std::string name;  ///< "Melody 3", "Step 2", "Variation 1"
  MusicClip clip;    ///< in Document::form; z is empty for clips that came through an address
  std::uint64_t seed = 0;
  ClipSource source = ClipSource::kSampled;
  Shape shape = {};
  bool operator==(const NamedClip&) const = default;
};

/// A file (or a clip used as one) with what was found in it. Never changes once made.
struct InputFile {
  std::string name;
  std::vector<std::string> instrument_names;  ///< by MusicWindow::instrument; may hold empty names
  std::vector<int> instrument_programs;       ///< by MusicWindow::instrument
  int program = 0;                            ///< of windows that come from no instrument of a file
  std::vector<MusicWindow> windows;           ///< in `form`
  Representation form;
  std::vector<std::string> reasons;  ///< why tracks (or the file) gave no window, in sentences
  int bars = 1;                      ///< of a file that is continued
  /// What was read, to look for windows of another form; null for clips and shared inputs.
  std::shared_ptr<const NoteSequence> sequence;
  bool operator==(const InputFile&) const = default;
};

struct InputSlot {
  std::shared_ptr<const InputFile> file;  ///< null while nothing is chosen
  int window = 0;                         ///< index into file->windows
  /// Null when there is no file or it has no window.
  const MusicWindow* chosen() const;
  bool operator==(const InputSlot&) const = default;
};

struct GenerationSettings {
  int count = 5;
  double temperature = 0.5;
  std::uint32_t seed = 0;
  bool keep_seed = false;   ///< false: every Generate draws a new seed ...
  bool fresh_seed = false;  ///< ... unless this one was just chosen and not used yet
  double tempo_qpm = kDefaultTempoQpm;
  int program = 0;  ///< of the melody: General MIDI, 0-based, or one of sounds.h
  PriorChoice prior = PriorChoice::kModel;
  /// For models that are told chords: what shared/codec/chord_codec.h reads, spread over the clip.
  /// Empty: none.
  std::string chords = "C Am F G";
  int bass_program = -1;  ///< of a trio's bass, as `program`; -1: as the model has it
  bool operator==(const GenerationSettings&) const = default;
};

/// Two bars of melody: what the page takes music for as long as no model says otherwise.
Representation default_form();
/// Whether clips of one can be taken for clips of the other.
bool same_form(const Representation& a, const Representation& b);

/// What was made with one model. All clips and windows are in `form`.
struct Document {
  std::string model_id;  ///< empty while no model is known
  Representation form = default_form();
  Mode mode = Mode::kSample;
  GenerationSettings settings;
  /// By a model, an address, an earlier visit: no model's defaults come over them any more.
  bool settings_given = false;
  std::vector<NamedClip> samples;  ///< clips of Mode::kSample, newest set
  std::vector<NamedClip> walk;     ///< clips of Mode::kInterpolate, A first, B last
  int selected_sample = 0, selected_walk = 0;
  std::array<InputSlot, 2> inputs;  ///< by Slot
  Take take;                        ///< played on keys
  int walk_count = 7;
  Interpolation path = Interpolation::kSpherical;
  std::uint64_t next_clip_id = 1;
  ContinueSettings continuing;
  std::shared_ptr<const InputFile> primer_file;  ///< to be continued
  std::shared_ptr<const Continuation> made;      ///< the newest of Mode::kContinue

  const std::vector<NamedClip>& clips() const { return mode == Mode::kSample ? samples : walk; }
  int selected() const { return mode == Mode::kSample ? selected_sample : selected_walk; }
  /// Null when the stage is empty.
  const NamedClip* selected_clip() const;
  /// Of samples or walk; null when it was taken out.
  const NamedClip* find_clip(std::uint64_t id) const;
  NamedClip* find_clip(std::uint64_t id);
  const InputSlot& input(Slot slot) const { return inputs[static_cast<std::size_t>(slot)]; }
  bool empty() const { return samples.empty() && walk.empty() && !made; }
  bool operator==(const Document&) const = default;
};

/// Whether anything was made, or is to be started from.
bool has_music(const Document& document);

/// A document with its history.
struct Shelved {
  Document document;
  std::vector<Document> undo_stack, redo_stack;
};

// --- Preferences: kept by the browser ---

struct Preferences {
  Theme theme = Theme::kDark;
  double volume = 0.8;  ///< 0..1, perceived
  bool muted = false;
  bool looping = true;
  bool operator==(const Preferences&) const = default;
};

// --- Of the moment ---

/// A line of models/index.json.
struct ModelEntry {
  std::string id, title, description;
  std::uint64_t download_bytes = 0;  ///< of its graphs
  std::uint64_t engine_bytes = 0;    ///< of the engine that runs it, fetched with the first model
  std::optional<Representation> form = {};
  bool has_prior = false;
  bool has_attributes = false;
  bool continues = false;  ///< of the kind "rnn"
};

/// A clip shipped with the page.
struct ExampleEntry {
  std::string id, title, credit;
  std::string kind = "melody";  ///< "melody", "drums", "trio"
  int bars = 2;
  Meter meter = {};
};

enum class LoadPhase { kIdle, kLoading, kReady, kFailed };

/// The model and the engine (ONNX Runtime) that runs it: fetched together, on first use.
struct ModelStatus {
  std::vector<ModelEntry> models;
  std::string none_because;  ///< the list came without a model, or did not: why, in words
  std::string chosen_id;
  LoadPhase phase = LoadPhase::kIdle;
  std::uint64_t bytes_done = 0, bytes_total = 0;  ///< total 0 = not known yet
  std::optional<ModelPackage> package;            ///< of chosen_id, once loaded
  bool engine_ready = false;                      ///< a model was loaded: the next needs no engine
  /// Null while the list is not there.
  const ModelEntry* entry(const std::string& id) const;
  const ModelEntry* chosen() const { return entry(chosen_id); }
  /// How the chosen model takes music: of the package, else of the list, else default_form().
  Representation form() const;
  /// Whether the chosen model continues music.
  bool continues() const;
  bool has_prior() const;
  bool has_attributes() const;
};

enum class PlayTarget { kNone, kClip, kWalk, kInput, kTake, kMade };

struct Playback {
  PlayTarget target = PlayTarget::kNone;
  std::uint64_t clip_id = 0;  ///< for kClip
  Slot slot = Slot::kA;       ///< for kInput
  double position_s = 0;      ///< within what plays, from the last Tick
  double length_s = 0;
  double tempo_qpm = kDefaultTempoQpm;  ///< at which position_s counts
  int origin_step = 0;                  ///< for kMade: the step at position_s 0
  bool playing() const { return target != PlayTarget::kNone; }
};

/// Keyboards that are plugged in, as far as the browser tells.
enum class MidiKeys { kUnasked, kConnected, kNone, kRefused, kUnsupported };

/// The keyboard on the page.
struct Recorder {
  bool open = false;
  std::optional<Slot> slot;  ///< opened to fill A or B
  bool keeps = true;         ///< what is played goes into the take
  bool typing = true;        ///< the computer's keys play notes
  int octave = 4;            ///< of the C that the key A plays: 4 is middle C's
  std::vector<HeldKey> held;
  TakeClock clock;
  MidiKeys midi = MidiKeys::kUnasked;
  std::string midi_names;
};

/// Music that is being made.
struct RunningStream {
  RequestId id = 0;
  bool in_flight = false;  ///< steps were asked for and did not come yet
  bool heard = false;      ///< it was started to play
  Continuation made;
};

/// A sound file on its way.
struct SoundFile {
  std::string name;
  double part = 0;  ///< 0..1
};

enum class NoticeKind { kInfo, kError };

struct Notice {
  std::uint64_t id = 0;
  NoticeKind kind = NoticeKind::kInfo;
  std::string text;
  double posted_s = 0;  ///< kInfo goes by itself after some seconds, kError stays until dismissed
};

enum class Work { kSample, kInterpolate, kVary, kReconstruct, kContinue };

/// What was asked for while the model was not there: begun when it is.
struct Wish {
  std::optional<Work> work = {};  ///< null: what the main button does by then
  Slot slot = Slot::kA;           ///< for kReconstruct
  std::uint64_t clip_id = 0;      ///< for kVary
};

/// A request to the model that has not answered yet.
struct PendingWork {
  RequestId id = 0;
  Work work = Work::kSample;
  std::uint64_t seed = 0;
  std::uint64_t clip_id = 0;  ///< for kVary
  MusicClip original = {};    ///< for kReconstruct
};

/// A clip on its way through the model to another shape.
struct PendingShape {
  RequestId id = 0;
  std::uint64_t clip_id = 0;
  std::vector<AttributeChange> changes;
};

struct AppState {
  Document document;
  Preferences preferences;
  ModelStatus model;
  std::vector<ExampleEntry> examples;
  Playback playback;
  std::vector<Notice> notices;
  std::optional<PendingWork> pending;
  std::optional<PendingShape> shaping;  ///< beside `pending`: sliders wait for nothing
  std::optional<RunningStream> stream;
  std::optional<Wish> wish;
  std::array<std::string, 2> opening;  ///< by Slot: name of the file being read, else empty
  bool files_hover = false;            ///< files are being dragged over the page
  std::optional<Slot> next_drop;       ///< where the next of several dropped files goes
  Recorder recorder;
  std::optional<SoundFile> sound_file;
  bool help_open = false;
  bool shape_open = false;  ///< the sliders under the roll are shown
  double now_s = 0;

  std::vector<Document> undo_stack, redo_stack;  ///< newest last
  std::map<std::string, Shelved> shelf;  ///< what was made with the other models, by their id
  std::string undo_group;                ///< changes of one group (a slider's drag) undo as one
  RequestId next_request_id = 1;
  std::uint64_t next_notice_id = 1;

  bool can_undo() const { return !undo_stack.empty(); }
  bool can_redo() const { return !redo_stack.empty(); }
  bool busy() const { return pending.has_value() || wish.has_value(); }
};

}  // namespace segue
