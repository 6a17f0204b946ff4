// SPDX-License-Identifier: Apache-2.0
// Clips along the model's attributes: sliders say what is wanted, the model makes the notes follow.
// One request at a time; what was wanted meanwhile is asked for next.
#include <algorithm>

#include "wasm/ui/updater.h"

namespace segue {
namespace {

bool empty(const MusicClip& clip) { return clip.tokens.empty() && clip.features.empty(); }

}  // namespace

void Updater::on(const SetAttribute& command) {
  if (!clip_exists(command.index)) return;
  const double amount = std::clamp(command.amount, -kMostAttributeAmount, kMostAttributeAmount);
  const NamedClip& before = clips()[static_cast<std::size_t>(command.index)];
  if (before.shape.amount(command.name) == amount) return;
  begin_edit("attribute " + std::to_string(before.id) + command.name);
  NamedClip& clip = clips()[static_cast<std::size_t>(command.index)];
  Shape& shape = clip.shape;
  if (empty(shape.original)) shape.original = clip.clip;
  std::erase_if(shape.wanted,
                [&](const AttributeChange& change) { return change.name == command.name; });
  if (amount != 0) shape.wanted.push_back({command.name, amount});
  settle_shapes();
}

void Updater::on(const ResetShape& command) {
  if (!clip_exists(command.index)) return;
  if (clips()[static_cast<std::size_t>(command.index)].shape.wanted.empty()) return;
  begin_edit();
  clips()[static_cast<std::size_t>(command.index)].shape.wanted.clear();
  settle_shapes();
}

void Updater::on(const ShowShape& command) {
  state.shape_open = command.open;
  if (command.open) request_model();
}

void Updater::settle_shapes() {
  if (state.shaping) return;  // its answer comes back here
  for (auto* list : {&document().samples, &document().walk}) {
    for (NamedClip& clip : *list) {
      Shape& shape = clip.shape;
      if (shape.wanted == shape.heard) continue;
      if (shape.wanted.empty()) {
        clip.clip = std::move(shape.original);
        shape = {};
        refresh_playback();
        save_session();
        continue;
      }
      const ModelStatus& model = state.model;
      if (model.phase != LoadPhase::kReady || !same_form(document().form, model.form())) return;
      state.shaping = PendingShape{state.next_request_id++, clip.id, shape.wanted};
      DecodeOptions options;
      options.temperature = 0;  // neighbours on a slider differ by their place, not by chance
      options.attributes = shape.wanted;
      platform.shape(state.shaping->id, shape.original, options);
      return;
    }
  }
}

bool Updater::take_shape(const ClipsReady& command) {
  if (!state.shaping || state.shaping->id != command.request) return false;
  const PendingShape asked = *state.shaping;
  state.shaping.reset();
  NamedClip* clip = document().find_clip(asked.clip_id);
  if (!command.clips.ok()) {
    notify(NoticeKind::kError, command.clips.error().message);
    if (clip) clip->shape.wanted = clip->shape.heard;
    return true;
  }
  if (clip && !clip->shape.wanted.empty() && !command.clips.value().empty()) {
    clip->clip = command.clips.value().front();
    clip->shape.heard = asked.changes;
    const Playback& playback = state.playback;
    const bool walks = playback.target == PlayTarget::kWalk;
    if (walks || (playback.target == PlayTarget::kClip && playback.clip_id == clip->id)) {
      refresh_playback();
    } else {
      start(PlayTarget::kClip, clip->id, Slot::kA, 0);
    }
    if (clip->shape.wanted == clip->shape.heard) save_session();
  }
  settle_shapes();
  return true;
}

}  // namespace segue
