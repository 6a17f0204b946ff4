// SPDX-License-Identifier: Apache-2.0
// Loading the model on first use, asking it, and putting its answers on the stage.
#include <algorithm>
#include <span>

#include "wasm/ui/clip_music.h"
#include "wasm/ui/updater.h"

namespace segue {
namespace {

constexpr double kVarySimilarity = 0.75;  // near enough to recognise the clip

DecodeOptions options_of(const Document& document, std::uint64_t seed) {
  return {.temperature = document.settings.temperature, .seed = seed};
}

std::uint32_t seed_for(Updater& updater) {
  const GenerationSettings& settings = updater.document().settings;
  if (settings.keep_seed || settings.fresh_seed) return settings.seed;
  return updater.platform.random_u32() % (kMaxSeed + 1);
}

void load(Updater& updater) {
  ModelStatus& model = updater.state.model;
  if (model.chosen_id.empty()) return;  // ModelsListed goes on from here
  model.phase = LoadPhase::kLoading;
  model.step.clear();
  model.bytes_done = model.bytes_total = 0;
  updater.platform.load_model(model.chosen_id);
}

PendingWork& begin_work(Updater& updater, Work work, std::uint64_t seed) {
  updater.state.pending = PendingWork{updater.state.next_request_id++, work, seed, 0};
  return *updater.state.pending;
}

void run(Updater& updater, Work work) {
  const Document& document = updater.document();
  const std::uint64_t seed = seed_for(updater);
  if (work == Work::kSample) {
    const PendingWork& pending = begin_work(updater, work, seed);
    updater.platform.sample(pending.id, document.settings.count, options_of(document, seed));
    return;
  }
  const MelodyWindow* a = document.input(Slot::kA).chosen();
  const MelodyWindow* b = document.input(Slot::kB).chosen();
  if (!a || !b) {
    updater.notify(NoticeKind::kInfo, "Choose a melody for A and one for B first.");
    return;
  }
  const PendingWork& pending = begin_work(updater, work, seed);
  updater.platform.interpolate(pending.id, a->tokens, b->tokens, document.walk_count, document.path,
                               options_of(document, seed));
}

// Now, or as soon as the model is there.
void run_or_load(Updater& updater, Work work) {
  if (updater.state.busy()) return;
  if (updater.state.model.phase == LoadPhase::kReady) {
    run(updater, work);
    return;
  }
  updater.state.work_after_load = work;
  if (updater.state.model.phase != LoadPhase::kLoading) load(updater);
}

std::string step_name(std::size_t index, std::size_t count) {
  std::string name = "Step " + std::to_string(index + 1);
  if (index == 0) name += " (A)";
  if (index + 1 == count) name += " (B)";
  return name;
}

std::vector<NamedClip> named(Updater& updater, const std::vector<Clip>& clips,
                             const PendingWork& pending) {
  std::vector<NamedClip> out;
  for (std::size_t i = 0; i < clips.size(); ++i) {
    NamedClip clip;
    clip.id = updater.document().next_clip_id++;
    clip.clip = clips[i];
    clip.seed = pending.seed;
    switch (pending.work) {
      case Work::kSample:
        clip.name = "Melody " + std::to_string(i + 1);
        clip.source = ClipSource::kSampled;
        break;
      case Work::kInterpolate:
        clip.name = step_name(i, clips.size());
        clip.source = ClipSource::kInterpolated;
        break;
      case Work::kVary:
        clip.name = "Variation " + std::to_string(i + 1);
        clip.source = ClipSource::kVaried;
        break;
    }
    out.push_back(std::move(clip));
  }
  return out;
}

const NamedClip* find_clip(const Document& document, std::uint64_t id) {
  for (const auto* clips : {&document.samples, &document.walk}) {
    for (const NamedClip& clip : *clips) {
      if (clip.id == id) return &clip;
    }
  }
  return nullptr;
}

// The first clip from `first` on that can be heard: a model may also answer with a rest.
int first_sounding(std::span<const NamedClip> clips, int first) {
  for (int i = first; i < static_cast<int>(clips.size()); ++i) {
    if (!clip_notes(clips[static_cast<std::size_t>(i)].clip.tokens).empty()) return i;
  }
  return first;
}

void put_on_stage(Updater& updater, const PendingWork& pending, const std::vector<Clip>& clips) {
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
    const NamedClip* original = find_clip(document, pending.clip_id);
    if (original) made.insert(made.begin(), *original);
  }
  document.mode = Mode::kSample;
  document.samples = std::move(made);
  const bool original_first = pending.work == Work::kVary && document.samples.size() > 1;
  document.selected_sample = first_sounding(document.samples, original_first ? 1 : 0);
}

}  // namespace

void Updater::on(const MakeMusic&) {
  on(SetMode{Mode::kSample});
  on(Generate{});
}

void Updater::on(const Generate&) {
  state.play_when_done = true;
  run_or_load(*this, document().mode == Mode::kSample ? Work::kSample : Work::kInterpolate);
}

void Updater::on(const VaryClip& command) {
  if (!clip_exists(command.index) || state.busy()) return;
  if (state.model.phase !=
      LoadPhase::kReady) {  // clips of a shared link, before the model is there
    if (state.model.phase != LoadPhase::kLoading) load(*this);
    notify(NoticeKind::kInfo, "The model is on its way. Press Vary again when it is ready.");
    return;
  }
  const NamedClip clip = clips()[static_cast<std::size_t>(command.index)];
  const std::uint64_t seed = platform.random_u32() % (kMaxSeed + 1);
  PendingWork& pending = begin_work(*this, Work::kVary, seed);
  pending.clip_id = clip.id;
  state.play_when_done = true;
  const int count = std::clamp(document().settings.count, 2, kMostSamples - 1);
  platform.vary(pending.id, clip.clip.tokens, count, kVarySimilarity, options_of(document(), seed));
}

void Updater::on(const ChooseModel& command) {
  ModelStatus& model = state.model;
  if (command.id == model.chosen_id) return;
  model.chosen_id = command.id;
  model.phase = LoadPhase::kIdle;
  model.package.reset();
  state.pending.reset();  // its answer belongs to the other model
  state.work_after_load.reset();
  platform.save_setting("model", command.id);
  load(*this);
}

void Updater::on(const RetryLoad&) {
  if (state.model.phase == LoadPhase::kFailed) load(*this);
}

void Updater::on(const ModelsListed& command) {
  if (!command.models.ok()) {
    state.work_after_load.reset();
    notify(NoticeKind::kError, command.models.error().message);
    return;
  }
  ModelStatus& model = state.model;
  model.models = command.models.value();
  const bool known =
      std::any_of(model.models.begin(), model.models.end(),
                  [&](const ModelEntry& entry) { return entry.id == model.chosen_id; });
  if (!known) model.chosen_id = model.models.empty() ? "" : model.models.front().id;
  if (model.models.empty())
    notify(NoticeKind::kError,
           "This page has no models. Put a model package into its models folder and list it in "
           "models/index.json.");
  if (state.work_after_load && model.phase == LoadPhase::kIdle) load(*this);
}

void Updater::on(const ModelProgress& command) {
  if (state.model.phase != LoadPhase::kLoading) return;
  state.model.step = command.step;
  state.model.bytes_done = command.bytes_done;
  state.model.bytes_total = command.bytes_total;
}

void Updater::on(const ModelLoaded& command) {
  ModelStatus& model = state.model;
  if (command.package.id != model.chosen_id) return;  // another one was chosen meanwhile
  model.phase = LoadPhase::kReady;
  model.package = command.package;
  if (document().clips().empty()) {  // what nobody has touched yet becomes what the model likes
    const GenerationSettings initial;
    const ModelDefaults& likes = command.package.defaults;
    GenerationSettings& settings = document().settings;
    if (settings.temperature == initial.temperature)
      settings.temperature = std::clamp(likes.temperature, kMinTemperature, kMaxTemperature);
    if (settings.tempo_qpm == initial.tempo_qpm)
      settings.tempo_qpm = std::clamp(likes.tempo_qpm, kMinTempoQpm, kMaxTempoQpm);
    if (settings.program == initial.program) settings.program = std::clamp(likes.program, 0, 127);
  }
  const auto work = state.work_after_load;
  state.work_after_load.reset();
  if (work) run(*this, *work);
}

void Updater::on(const ModelFailed& command) {
  state.model.phase = LoadPhase::kFailed;
  state.work_after_load.reset();
  state.pending.reset();
  notify(NoticeKind::kError, command.error.message);
}

void Updater::on(const ClipsReady& command) {
  if (!state.pending || state.pending->id != command.request) return;
  const PendingWork pending = *state.pending;
  state.pending.reset();
  if (!command.clips.ok()) {
    state.play_when_done = false;
    notify(NoticeKind::kError, command.clips.error().message);
    return;
  }
  if (command.clips.value().empty()) return;
  put_on_stage(*this, pending, command.clips.value());
  save_session();
  if (!state.play_when_done) {
    refresh_playback();
    return;
  }
  state.play_when_done = false;
  if (pending.work == Work::kInterpolate) {
    start(PlayTarget::kWalk, 0, Slot::kA, 0);
  } else {
    start(PlayTarget::kClip, document().selected_clip()->id, Slot::kA, 0);
  }
}

}  // namespace segue
