// SPDX-License-Identifier: Apache-2.0
// Loading the model on first use, asking it, and putting its answers on the stage.
#include <algorithm>
#include <span>
#include <utility>

#include "wasm/ui/clip_music.h"
#include "wasm/ui/forms.h"
#include "wasm/ui/score.h"
#include "wasm/ui/updater.h"

namespace segue {
namespace {

constexpr double kVarySimilarity = 0.75;  // near enough to recognise the clip

DecodeOptions options_of(const Document& document, std::uint64_t seed) {
  return {
      .temperature = document.settings.temperature, .seed = seed, .prior = document.settings.prior};
}

void load(Updater& updater) {
  ModelStatus& model = updater.state.model;
  if (model.chosen_id.empty()) return;  // ModelsListed goes on from here
  model.phase = LoadPhase::kLoading;
  model.bytes_done = model.bytes_total = 0;
  updater.platform.load_model(model.chosen_id);
}

PendingWork& begin_work(Updater& updater, Work work, std::uint64_t seed) {
  updater.state.pending = PendingWork{updater.state.next_request_id++, work, seed, 0, {}};
  return *updater.state.pending;
}

void reconstruct(Updater& updater, Slot slot, std::uint64_t seed) {
  const Document& document = updater.document();
  const MusicWindow* window = document.input(slot).chosen();
  if (!window) return;  // taken out while the model was on its way
  PendingWork& pending = begin_work(updater, Work::kReconstruct, seed);
  pending.original = to_clip(*window);
  const int count = std::clamp(document.settings.count, 1, kMostSamples - 1);
  updater.platform.reconstruct(pending.id, pending.original, count, options_of(document, seed));
}

void vary(Updater& updater, std::uint64_t clip_id) {
  const Document& document = updater.document();
  const NamedClip* clip = document.find_clip(clip_id);
  if (!clip) return;  // taken out while the model was on its way
  const Representation form = updater.state.model.form();
  if (!same_form(document.form, form)) {
    updater.notify(NoticeKind::kInfo, "This model makes " + std::string(words_of(form).many) +
                                          " of another length or kind: it cannot vary this one.");
    return;
  }
  const std::uint64_t seed = updater.any_seed();
  PendingWork& pending = begin_work(updater, Work::kVary, seed);
  pending.clip_id = clip_id;
  const int count = std::clamp(document.settings.count, 2, kMostSamples - 1);
  updater.platform.vary(pending.id, clip->clip, count, kVarySimilarity, options_of(document, seed));
}

void sample(Updater& updater, std::uint64_t seed) {
  const Document& document = updater.document();
  const PendingWork& pending = begin_work(updater, Work::kSample, seed);
  DecodeOptions options = options_of(document, seed);
  options.controls = told_controls(updater.state.model.form(), document.settings.chords);
  updater.platform.sample(pending.id, document.settings.count, options);
}

void interpolate(Updater& updater, std::uint64_t seed) {
  const Document& document = updater.document();
  const MusicWindow* a = document.input(Slot::kA).chosen();
  const MusicWindow* b = document.input(Slot::kB).chosen();
  if (!a || !b) {
    updater.notify(NoticeKind::kInfo, std::string("Choose a ") + words_of(document.form).one +
                                          " for A and one for B first.");
    return;
  }
  const PendingWork& pending = begin_work(updater, Work::kInterpolate, seed);
  updater.platform.interpolate(pending.id, to_clip(*a), to_clip(*b), document.walk_count,
                               document.path, options_of(document, seed));
}

// What the main button does.
Work main_work(const AppState& state) {
  if (state.model.continues()) return Work::kContinue;
  return state.document.mode == Mode::kSample ? Work::kSample : Work::kInterpolate;
}

void run(Updater& updater, const Wish& wish) {
  if (wish.work == Work::kVary)
    return vary(updater, wish.clip_id);  // shared clips stay as they are
  updater.conform(/*with_undo=*/true);
  switch (wish.work.value_or(main_work(updater.state))) {
    case Work::kContinue:
      return updater.start_stream();
    case Work::kSample:
      return sample(updater, updater.next_seed());
    case Work::kInterpolate:
      return interpolate(updater, updater.next_seed());
    case Work::kReconstruct:
      return reconstruct(updater, wish.slot, updater.next_seed());
    case Work::kVary:
      break;
  }
}

// Now, or as soon as the model is there.
void run_or_load(Updater& updater, const Wish& wish) {
  if (updater.state.busy()) return;
  const ModelStatus& model = updater.state.model;
  if (model.phase == LoadPhase::kReady) {
    run(updater, wish);
    return;
  }
  if (model.chosen_id.empty() && !model.none_because.empty()) {
    updater.notify(NoticeKind::kError, model.none_because);
    return;
  }
  updater.state.wish = wish;
  updater.request_model();
}

std::string step_name(std::size_t index, std::size_t count) {
  std::string name = "Step " + std::to_string(index + 1);
  if (index == 0) name += " (A)";
  if (index + 1 == count) name += " (B)";
  return name;
}

std::vector<NamedClip> named(Updater& updater, const std::vector<MusicClip>& clips,
                             const PendingWork& pending) {
  std::vector<NamedClip> out;
  const Representation& form = updater.document().form;
  for (std::size_t i = 0; i < clips.size(); ++i) {
    const std::string number = " " + std::to_string(i + 1);
    NamedClip clip;
    clip.id = updater.document().next_clip_id++;
    clip.clip = clips[i];
    clip.seed = pending.seed;
    switch (pending.work) {
      case Work::kSample:
        clip.name = words_of(form).One + number;
        clip.source = ClipSource::kSampled;
        break;
      case Work::kInterpolate:
        clip.name = step_name(i, clips.size());
        clip.source = ClipSource::kInterpolated;
        break;
      case Work::kVary:
        clip.name = "Variation" + number;
        clip.source = ClipSource::kVaried;
        break;
      case Work::kContinue:
        break;  // makes no clips
      case Work::kReconstruct:
        clip.name = reconstruct_words(form).done + number;
        clip.source = ClipSource::kReconstructed;
        break;
    }
    out.push_back(std::move(clip));
  }
  return out;
}

// The first clip from `first` on that can be heard: a model may also answer with a rest.
int first_sounding(std::span<const NamedClip> clips, const Representation& form, int first) {
  for (int i = first; i < static_cast<int>(clips.size()); ++i) {
    if (!make_score(clips[static_cast<std::size_t>(i)].clip, form).notes.empty()) return i;
  }
  return first;
}

// What went through the model, to hear beside what came out.
NamedClip original_of(Updater& updater, const PendingWork& pending) {
  NamedClip original;
  original.id = updater.document().next_clip_id++;
  original.name = "Original";
  original.clip = pending.original;
  original.seed = pending.seed;
  original.source = ClipSource::kReconstructed;
  return original;
}

void put_on_stage(Updater& updater, const PendingWork& pending,
                  const std::vector<MusicClip>& clips) {
  Document& document = updater.document();
  updater.begin_edit();
  if (pending.work != Work::kVary) {
    document.settings.seed = static_cast<std::uint32_t>(pending.seed);
    document.settings.fresh_seed = false;
  }
  std::vector<NamedClip> made = named(updater, clips, pending);
  if (pending.work == Work::kInterpolate) {
    document.mode = Mode::kInterpolate;
    document.walk = std::move(made);
    document.selected_walk = 0;
    return;
  }
  if (pending.work == Work::kVary) {  // the original stays, first
    const NamedClip* original = document.find_clip(pending.clip_id);
    if (original) made.insert(made.begin(), *original);
  }
  if (pending.work == Work::kReconstruct) made.insert(made.begin(), original_of(updater, pending));
  document.mode = Mode::kSample;
  document.samples = std::move(made);
  const bool original_first = pending.work != Work::kSample && document.samples.size() > 1;
  document.selected_sample =
      first_sounding(document.samples, document.form, original_first ? 1 : 0);
}

}  // namespace

void Updater::take_defaults() {
  const auto& package = state.model.package;
  if (!package || document().settings_given) return;
  document().settings_given = true;
  const GenerationSettings initial;
  const ModelDefaults& likes = package->defaults;
  GenerationSettings& settings = document().settings;
  if (settings.temperature == initial.temperature)
    settings.temperature = std::clamp(likes.temperature, kMinTemperature, kMaxTemperature);
  if (settings.tempo_qpm == initial.tempo_qpm)
    settings.tempo_qpm = std::clamp(likes.tempo_qpm, kMinTempoQpm, kMaxTempoQpm);
  if (settings.program == initial.program) settings.program = std::clamp(likes.program, 0, 127);
}

void Updater::request_model() {
  const LoadPhase phase = state.model.phase;
  if (phase == LoadPhase::kIdle || phase == LoadPhase::kFailed) load(*this);
}

void Updater::on(const Generate&) { run_or_load(*this, {}); }

void Updater::on(const VaryClip& command) {
  if (!clip_exists(command.index)) return;
  const std::uint64_t id = clips()[static_cast<std::size_t>(command.index)].id;
  run_or_load(*this, {.work = Work::kVary, .clip_id = id});
}

void Updater::on(const ReconstructInput& command) {
  if (state.model.continues() || !input(command.slot).chosen()) return;
  run_or_load(*this, {.work = Work::kReconstruct, .slot = command.slot});
}

void Updater::choose_model(const std::string& id) {
  end_stream();
  ModelStatus& model = state.model;
  model.chosen_id = id;
  model.phase = LoadPhase::kIdle;
  model.package.reset();
  state.pending.reset();  // its answer belongs to the other model
  state.shaping.reset();
}

void Updater::on(const ChooseModel& command) {
  if (command.id == state.model.chosen_id) return;
  choose_model(command.id);
  switch_document(command.id);
  if (state.wish) state.wish = Wish{};  // what was wanted of the other may not be there
  platform.save_setting("model", command.id);
  save_session();
  load(*this);
}

void Updater::on(const RetryLoad&) {
  if (state.model.phase == LoadPhase::kFailed) load(*this);
}

void Updater::on(const ModelsListed& command) {
  ModelStatus& model = state.model;
  if (command.models.ok()) {
    model.models = command.models.value();
    model.none_because = model.models.empty()
                             ? "This page has no models. Put a model package into its models "
                               "folder and list it in models/index.json."
                             : "";
  } else {
    model.none_because = command.models.error().message;
  }
  if (!model.none_because.empty()) {
    state.wish.reset();
    notify(NoticeKind::kError, model.none_because);
  }
  if (!command.models.ok()) return;
  const bool made = has_music(document()) || document().mode == Mode::kContinue;
  std::string id = made ? model_for(document()) : "";
  if (id.empty() && model.chosen()) id = model.chosen_id;
  if (id.empty() && !model.models.empty()) id = model.models.front().id;
  if (id != model.chosen_id) choose_model(id);  // what is there or on its way is another one
  if (!made) conform(/*with_undo=*/false);
  if (!id.empty() && !model.entry(document().model_id)) document().model_id = id;
  settle_mode();
  if (state.wish) request_model();
}

void Updater::on(const ModelProgress& command) {
  if (state.model.phase != LoadPhase::kLoading) return;
  state.model.bytes_done = command.bytes_done;
  state.model.bytes_total = command.bytes_total;
}

void Updater::on(const ModelLoaded& command) {
  ModelStatus& model = state.model;
  if (command.package.id != model.chosen_id) return;  // another one was chosen meanwhile
  model.phase = LoadPhase::kReady;
  model.engine_ready = true;
  model.package = command.package;
  if (document().empty()) conform(/*with_undo=*/false);
  take_defaults();
  if (const auto wish = std::exchange(state.wish, std::nullopt)) run(*this, *wish);
  settle_shapes();
}

void Updater::on(const ModelFailed& command) {
  on(StopContinue{});
  state.model.phase = LoadPhase::kFailed;
  state.wish.reset();
  state.pending.reset();
  state.shaping.reset();
  notify(NoticeKind::kError, command.error.message);
}

void Updater::on(const ClipsReady& command) {
  if (take_shape(command)) return;
  if (!state.pending || state.pending->id != command.request) return;
  const PendingWork pending = *state.pending;
  state.pending.reset();
  if (!command.clips.ok()) {
    notify(NoticeKind::kError, command.clips.error().message);
    return;
  }
  if (command.clips.value().empty()) return;
  conform(/*with_undo=*/true);  // Undo may have brought clips of another form meanwhile
  put_on_stage(*this, pending, command.clips.value());
  save_session();
  if (pending.work == Work::kInterpolate) {
    start(PlayTarget::kWalk, 0, Slot::kA, 0);
  } else {
    start(PlayTarget::kClip, document().selected_clip()->id, Slot::kA, 0);
  }
}

}  // namespace segue
