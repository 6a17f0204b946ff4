// SPDX-License-Identifier: Apache-2.0
// The states that tests draw and screenshots show.
#include "scenes.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "scenes_forms.h"

namespace segue {
namespace {

using Notes = std::vector<std::pair<int, int>>;

const std::vector<Notes>& tunes() {
  static const std::vector<Notes> kTunes = {
      {{64, 4}, {64, 4}, {65, 4}, {67, 4}, {67, 4}, {65, 4}, {64, 4}, {62, 4}},
      {{60, 4}, {62, 4}, {64, 4}, {60, 4}, {64, 4}, {65, 4}, {67, 8}},
      {{74, 2},
       {71, 2},
       {67, 2},
       {71, 2},
       {74, 2},
       {76, 2},
       {74, 2},
       {71, 2},
       {69, 2},
       {66, 2},
       {62, 2},
       {66, 2},
       {69, 4},
       {0, 4}},
      {{67, 6}, {69, 2}, {71, 4}, {72, 4}, {74, 3}, {72, 1}, {71, 4}, {69, 8}},
      {{62, 2}, {0, 2}, {65, 2}, {69, 2}, {74, 8}, {72, 2}, {69, 2}, {65, 4}, {62, 6}, {0, 2}},
      {{79, 1},
       {77, 1},
       {76, 1},
       {74, 1},
       {72, 4},
       {67, 4},
       {72, 4},
       {76, 2},
       {74, 2},
       {72, 4},
       {71, 4},
       {72, 4}},
      {{55, 8}, {58, 4}, {62, 4}, {60, 6}, {58, 2}, {55, 8}},
  };
  return kTunes;
}

Notes between(const Notes& a, const Notes& b, double t) {
  Notes out;
  const std::size_t size = t < 0.5 ? a.size() : b.size();
  for (std::size_t i = 0; i < size; ++i) {
    const auto& from = a[std::min(i, a.size() - 1)];
    const auto& to = b[std::min(i, b.size() - 1)];
    const int pitch = from.first == 0 || to.first == 0
                          ? std::max(from.first, to.first)
                          : static_cast<int>(from.first + (to.first - from.first) * t + 0.5);
    out.emplace_back(pitch, t < 0.5 ? from.second : to.second);
  }
  return out;
}

NamedClip clip(std::uint64_t id, std::string name, const Notes& notes, ClipSource source) {
  NamedClip out;
  out.id = id;
  out.name = std::move(name);
  out.clip = to_music_clip(melody(notes));
  out.seed = 271828;
  out.source = source;
  return out;
}

ModelPackage package() {
  ModelPackage package;
  package.id = "mel_2bar";
  package.title = "Melodies, 2 bars";
  package.description = "Two bars of one voice, learned from free archives.";
  package.kind = "vae";
  package.representation = default_form();
  package.z_size = 128;
  package.license = "CC BY-SA 4.0";
  return package;
}

void add_model(AppState& state) {
  state.model.models = {{"mel_2bar", "Melodies, 2 bars", "One voice, all keys", 4'800'000}};
  state.model.chosen_id = "mel_2bar";
  state.examples = {{"ode", "Ode to Joy", "Beethoven, 1824"},
                    {"canon", "Canon in D", "Pachelbel, about 1680"},
                    {"maggie", "Drowsy Maggie", "traditional"}};
}

void set_ready(AppState& state) {
  state.model.phase = LoadPhase::kReady;
  state.model.package = package();
}

void add_samples(AppState& state, int count) {
  for (int i = 0; i < count; ++i) {
    const auto& tune = tunes()[static_cast<std::size_t>(i) % tunes().size()];
    state.document.samples.push_back(clip(static_cast<std::uint64_t>(i + 1),
                                          "Melody " + std::to_string(i + 1), tune,
                                          ClipSource::kSampled));
  }
  state.document.settings.count = count;
  state.document.settings.seed = 271828;
  state.document.next_clip_id = 100;
  state.undo_stack.emplace_back();
}

std::shared_ptr<InputFile> input_file(const std::string& name, const Notes& tune, int windows) {
  auto file = std::make_shared<InputFile>();
  file->name = name;
  file->form = default_form();
  file->instrument_names = {"Fiddle", ""};
  for (int i = 0; i < windows; ++i) {
    MusicWindow window;
    const auto tokens =
        melody(i == 0 ? tune : tunes()[static_cast<std::size_t>(i) % tunes().size()]);
    window.tokens.assign(tokens.begin(), tokens.end());
    window.bar = 1 + i;
    window.instrument = i % 2;
    file->windows.push_back(std::move(window));
  }
  return file;
}

void add_inputs(AppState& state, const std::string& a, const std::string& b) {
  state.document.mode = Mode::kInterpolate;
  state.document.inputs[0] = {input_file(a, tunes()[0], 9), 0};
  state.document.inputs[1] = {input_file(b, tunes()[2], 1), 0};
}

void add_walk(AppState& state, int count) {
  state.document.walk_count = count;
  for (int i = 0; i < count; ++i) {
    const double t = static_cast<double>(i) / (count - 1);
    const std::string name = "Step " + std::to_string(i + 1) +
                             (i == 0           ? " (A)"
                              : i == count - 1 ? " (B)"
                                               : "");
    state.document.walk.push_back(clip(static_cast<std::uint64_t>(50 + i), name,
                                       between(tunes()[0], tunes()[2], t),
                                       ClipSource::kInterpolated));
  }
}

void set_continuing(AppState& state) {
  ModelEntry entry{"polyphony", "Chorales and quartets", "Many voices, of any length", 3'900'000};
  entry.continues = true;
  state.model.models.push_back(entry);
  state.model.chosen_id = state.document.model_id = "polyphony";
  state.model.phase = LoadPhase::kReady;
  state.model.package = package();
  state.model.package->kind = kRnnKind;
  Representation& form = state.model.package->representation;
  form = Representation{};
  form.name = "polyphony_259";
  state.document.form = form;
  state.document.mode = Mode::kContinue;
}

// Broken chords over a bass.
Continuation continuation(int bars) {
  Continuation made;
  made.seed = 271828;
  made.end_step = bars * kBarSteps;
  constexpr int kRoots[] = {48, 53, 55, 45};
  for (int bar = 0; bar < bars; ++bar) {
    const int root = kRoots[bar % 4], at = bar * kBarSteps;
    made.notes.push_back({.pitch = root, .start_step = at, .end_step = at + 16});
    constexpr int kChord[] = {12, 16, 19, 24, 19, 16, 12, 7};
    for (int i = 0; i < 8; ++i) {
      const int start = at + 2 * i;
      made.notes.push_back({.pitch = root + kChord[i], .start_step = start, .end_step = start + 2});
    }
  }
  return made;
}

void play(AppState& state, PlayTarget target, std::uint64_t id, double position_s,
          double length_s) {
  state.playback = {target, id, Slot::kA, position_s, length_s, 120};
}

constexpr const char* kLongName =
    "The_Complete_Collection_of_Very_Long_File_Names_-_Volume_17_(remastered, final, really "
    "final).mid";

const std::vector<std::pair<std::string_view, BuildScene>>& scenes() {
  static const std::vector<std::pair<std::string_view, BuildScene>> kScenes = {
      {"first-visit", [](AppState&) {}},
      {"no-models",
       [](AppState& s) {
         s.model.models.clear();
         s.notices.push_back({1, NoticeKind::kError,
                              "This page has no models. Put a model package into its models folder "
                              "and list it in models/index.json.",
                              0});
       }},
      {"loading",
       [](AppState& s) {
         s.model.phase = LoadPhase::kLoading;
         s.model.bytes_done = 6'400'000;
         s.model.bytes_total = 14'300'000;
         s.wish = Wish{};
       }},
      {"sampled",
       [](AppState& s) {
         set_ready(s);
         add_samples(s, 5);
       }},
      {"playing",
       [](AppState& s) {
         set_ready(s);
         add_samples(s, 5);
         s.document.selected_sample = 2;
         play(s, PlayTarget::kClip, 3, 1.55, 4);
       }},
      {"sixteen",
       [](AppState& s) {
         set_ready(s);
         add_samples(s, 16);
       }},
      {"one",
       [](AppState& s) {
         set_ready(s);
         add_samples(s, 1);
       }},
      {"busy",
       [](AppState& s) {
         set_ready(s);
         add_samples(s, 5);
         s.pending = PendingWork{7, Work::kSample, 1, 0, {}};
       }},
      {"slots-empty", [](AppState& s) { s.document.mode = Mode::kInterpolate; }},
      {"slots-filled",
       [](AppState& s) {
         set_ready(s);
         add_inputs(s, "ode-to-joy.mid", kLongName);
       }},
      {"slot-rejected",
       [](AppState& s) {
         set_ready(s);
         add_inputs(s, "ode-to-joy.mid", "x");
         auto file = std::make_shared<InputFile>();
         file->name = kLongName;
         file->reasons = {"Piano: 3/4 only, a bar is 12 steps and the model needs 16",
                          "Kit: drums only",
                          "Strings: no melody of 1 bar",
                          "Bass: notes below A0",
                          "Choir: no melody of 1 bar",
                          "Lead: no melody of 1 bar"};
         s.document.inputs[1] = {file, 0};
         s.notices.push_back({1, NoticeKind::kError,
                              std::string(kLongName) + ": expected a MIDI file (\"MThd\"), found "
                                                       "\"GIF8\" at byte 0. Choose a .mid file.",
                              0});
         s.notices.push_back({2, NoticeKind::kInfo, "Link copied.", 0});
       }},
      {"walk",
       [](AppState& s) {
         set_ready(s);
         add_inputs(s, "ode-to-joy.mid", "drowsy-maggie.mid");
         add_walk(s, 7);
         s.document.selected_walk = 0;
       }},
      {"walk-playing",
       [](AppState& s) {
         set_ready(s);
         add_inputs(s, "ode-to-joy.mid", "drowsy-maggie.mid");
         add_walk(s, 7);
         play(s, PlayTarget::kWalk, 0, 13.1, 28);
       }},
      {"walk-long",
       [](AppState& s) {
         set_ready(s);
         add_inputs(s, kLongName, kLongName);
         add_walk(s, 13);
         play(s, PlayTarget::kWalk, 0, 40.3, 52);
       }},
      {"keys",
       [](AppState& s) {
         set_ready(s);
         add_samples(s, 5);
         s.recorder.open = true;
       }},
      {"keys-played",
       [](AppState& s) {
         s.document.mode = Mode::kInterpolate;
         s.recorder.open = true;
         s.recorder.slot = Slot::kA;
         s.recorder.held = {{64, 0, 12, 90}, {67, 0, 12, 90}};
         s.recorder.midi = MidiKeys::kConnected;
         int start = 0;
         for (const auto& [pitch, length] : tunes()[0]) {
           s.document.take.push_back({pitch, 90, start, start + length});
           start += length;
         }
       }},
      {"sound-file",
       [](AppState& s) {
         set_ready(s);
         add_samples(s, 5);
         s.sound_file = SoundFile{"mel-2bar_sample.wav", 0.4};
       }},
      {"continue-first", [](AppState& s) { set_continuing(s); }},
      {"continue-file",
       [](AppState& s) {
         set_continuing(s);
         auto file = std::make_shared<InputFile>();
         file->name = "canon-in-d.mid";
         file->bars = 16;
         file->sequence = std::make_shared<const NoteSequence>();
         s.document.primer_file = std::move(file);
         s.document.continuing.primer = PrimerKind::kFile;
       }},
      {"continue-keys",
       [](AppState& s) {
         set_continuing(s);
         s.recorder.open = true;
         s.document.continuing.primer = PrimerKind::kPlayed;
         s.document.continuing.condition = false;
         s.document.continuing.inject = true;
         s.document.take = {{60, 90, 0, 4}, {64, 90, 4, 8}, {67, 90, 8, 16}};
       }},
      {"continue-made",
       [](AppState& s) {
         set_continuing(s);
         s.document.made = std::make_shared<const Continuation>(continuation(16));
       }},
      {"continue-endless",
       [](AppState& s) {
         set_continuing(s);
         s.document.continuing.endless = true;
         s.stream.emplace();
         s.stream->made = continuation(400);
         s.stream->made.endless = true;
         s.stream->made.first_step = 100 * kBarSteps;
         s.stream->heard = true;
         s.playback.target = PlayTarget::kMade;
         s.playback.position_s = 395 * 2.0;
         s.playback.length_s = 400 * 2.0;
       }},
      {"help",
       [](AppState& s) {
         set_ready(s);
         add_samples(s, 5);
         s.help_open = true;
       }},
      {"dropping",
       [](AppState& s) {
         set_ready(s);
         add_samples(s, 5);
         s.files_hover = true;
       }},
      {"failed",
       [](AppState& s) {
         s.model.phase = LoadPhase::kFailed;
         s.notices.push_back(
             {1, NoticeKind::kError,
              "The model mel_2bar could not be fetched: expected decoder.onnx of 1,512,331 bytes, "
              "found 1,024. Reload the page; if it happens again, the server's copy is damaged.",
              0});
       }},
  };
  return kScenes;
}

}  // namespace

std::vector<std::uint8_t> melody(const std::vector<std::pair<int, int>>& notes) {
  std::vector<std::uint8_t> tokens;
  for (const auto& [pitch, length] : notes) {
    tokens.push_back(static_cast<std::uint8_t>(pitch == 0 ? 1 : pitch - 21 + 2));
    for (int i = 1; i < length; ++i) tokens.push_back(0);
  }
  tokens.resize(32, 0);
  return tokens;
}

std::vector<std::string_view> scene_names() {
  std::vector<std::string_view> names;
  for (const auto* list : {&scenes(), &form_scenes()}) {
    for (const auto& [name, build] : *list) names.push_back(name);
  }
  return names;
}

AppState make_scene(std::string_view name) {
  AppState state;
  state.now_s = 100;
  add_model(state);
  for (const auto* list : {&scenes(), &form_scenes()}) {
    for (const auto& [scene, build] : *list) {
      if (scene == name) build(state);
    }
  }
  for (Notice& notice : state.notices) notice.posted_s = state.now_s;
  return state;
}

}  // namespace segue
