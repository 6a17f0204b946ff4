// SPDX-License-Identifier: Apache-2.0
#include "scenes_forms.h"

#include <string>

#include "music_forms.h"
#include "shared/measures/attributes.h"
#include "wasm/ui/forms.h"

namespace segue {
namespace {

void choose(AppState& state, const std::string& id) {
  const Representation& form = form_named(id);
  state.model.models.clear();
  for (const auto& [name, one] : every_form())
    state.model.models.push_back({name, "The model " + name, "For a test", 3'000'000, 1, one});
  state.model.models.front().has_prior = true;
  state.model.chosen_id = id;
  state.model.phase = LoadPhase::kReady;
  ModelPackage package;
  package.id = id;
  package.title = "The model " + id;
  package.representation = form;
  package.license = "CC BY-SA 4.0";
  state.model.package = package;
  state.document.model_id = id;
  state.document.form = form;
}

NamedClip named(const Representation& form, int index, std::string name, ClipSource source) {
  NamedClip clip;
  clip.id = static_cast<std::uint64_t>(index + 1);
  clip.name = std::move(name);
  clip.clip = clip_of(form, index);
  clip.seed = 271828;
  clip.source = source;
  return clip;
}

void add_samples_of_form(AppState& state, int count) {
  const Representation& form = state.document.form;
  for (int i = 0; i < count; ++i)
    state.document.samples.push_back(
        named(form, i, std::string(words_of(form).One) + " " + std::to_string(i + 1),
              ClipSource::kSampled));
  state.document.settings.count = count;
  state.document.settings.seed = 271828;
  state.document.next_clip_id = 100;
}

void add_walk_of_form(AppState& state, int count) {
  const Representation& form = state.document.form;
  state.document.mode = Mode::kInterpolate;
  for (std::size_t slot = 0; slot < 2; ++slot) {
    auto file = std::make_shared<InputFile>();
    file->name = slot == 0 ? "first.mid" : "second.mid";
    file->form = form;
    file->instrument_names = {"Band"};
    for (int i = 0; i < 3; ++i) {
      const MusicClip clip = clip_of(form, static_cast<int>(slot) * 3 + i);
      MusicWindow window;
      window.tokens = clip.tokens;
      window.features = clip.features;
      window.controls = clip.controls;
      window.bar = i + 1;
      file->windows.push_back(std::move(window));
    }
    state.document.inputs[slot] = {file, 0};
  }
  for (int i = 0; i < count; ++i)
    state.document.walk.push_back(
        named(form, i, "Step " + std::to_string(i + 1), ClipSource::kInterpolated));
  state.document.walk_count = count;
  state.document.next_clip_id = 100;
}

template <int kCount>
void samples_of(AppState& state, const char* id) {
  choose(state, id);
  add_samples_of_form(state, kCount);
}

void shaped(AppState& state, const std::string& id, int count) {
  choose(state, id);
  add_samples(state, count);
  for (const AttributeKind& kind : attribute_kinds(*state.document.form.info())) {
    state.model.package->attributes.push_back(
        {std::string(kind.name), std::string(kind.label), std::string(kind.unit), 5, 2});
  }
}

void play_first(AppState& state, double position_s, double length_s) {
  state.playback = {PlayTarget::kClip, 1, Slot::kA, position_s, length_s, 120};
}

}  // namespace

const std::vector<std::pair<std::string_view, BuildScene>>& form_scenes() {
  static const std::vector<std::pair<std::string_view, BuildScene>> kScenes = {
      {"drums", [](AppState& s) { samples_of<5>(s, "drums_2bar"); }},
      {"drums-playing",
       [](AppState& s) {
         samples_of<5>(s, "drums_2bar");
         play_first(s, 1.02, 4);
       }},
      {"drums-walk",
       [](AppState& s) {
         choose(s, "drums_2bar");
         add_walk_of_form(s, 7);
       }},
      {"drums-none",
       [](AppState& s) {
         choose(s, "drums_2bar");
         s.document.mode = Mode::kInterpolate;
         auto file = std::make_shared<InputFile>();
         file->name = "flute-solo.mid";
         file->form = s.document.form;
         file->reasons = {"this model wants drums: no drums (channel 10)"};
         s.document.inputs[0] = {file, 0};
       }},
      {"groove", [](AppState& s) { samples_of<3>(s, "groove_2bar"); }},
      {"groove-walk",
       [](AppState& s) {
         choose(s, "groove_2bar");
         add_walk_of_form(s, 5);
       }},
      {"trio", [](AppState& s) { samples_of<5>(s, "trio_4bar"); }},
      {"trio-playing",
       [](AppState& s) {
         samples_of<5>(s, "trio_4bar");
         play_first(s, 3.1, 8);
       }},
      {"trio-walk",
       [](AppState& s) {
         choose(s, "trio_4bar");
         add_walk_of_form(s, 7);
       }},
      {"band", [](AppState& s) { samples_of<5>(s, "band_1bar"); }},
      {"band-playing",
       [](AppState& s) {
         samples_of<5>(s, "band_1bar");
         play_first(s, 1.02, 2);
       }},
      {"band-walk",
       [](AppState& s) {
         choose(s, "band_1bar");
         add_walk_of_form(s, 5);
       }},
      {"long", [](AppState& s) { samples_of<5>(s, "mel_16bar"); }},
      {"long-playing",
       [](AppState& s) {
         samples_of<5>(s, "mel_16bar");
         play_first(s, 21.3, 32);
       }},
      {"long-walk",
       [](AppState& s) {
         choose(s, "mel_16bar");
         add_walk_of_form(s, 7);
       }},
      {"chords", [](AppState& s) { samples_of<5>(s, "mel_2bar_chords"); }},
      {"shape", [](AppState& s) { shaped(s, "mel_2bar", 5); }},
      {"shape-open",
       [](AppState& s) {
         shaped(s, "mel_2bar", 5);
         s.shape_open = true;
         s.document.samples[0].shape.wanted = {{"density", 1.2}, {"register", -0.5}};
       }},
      {"shape-drums",
       [](AppState& s) {
         shaped(s, "drums_2bar", 3);
         s.shape_open = true;
       }},
      {"shape-loading",
       [](AppState& s) {
         shaped(s, "mel_2bar", 5);
         s.shape_open = true;
         s.model.package.reset();
         s.model.phase = LoadPhase::kLoading;
         s.model.models.front().has_attributes = true;
       }},
      {"prior",
       [](AppState& s) {
         samples_of<5>(s, "mel_2bar");
         s.model.package->prior = GraphFile{};
       }},
  };
  return kScenes;
}

}  // namespace segue
