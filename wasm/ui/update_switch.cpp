// SPDX-License-Identifier: Apache-2.0
// From one model to another: each has a document of its own, with its own history.
#include <algorithm>
#include <utility>

#include "wasm/ui/forms.h"
#include "wasm/ui/share.h"
#include "wasm/ui/updater.h"

namespace segue {
namespace {

// The same file for another form. A clip that is no file stays where it came from.
InputSlot converted(const InputSlot& slot, const Representation& form) {
  if (!slot.file || same_form(slot.file->form, form)) return slot;
  if (!slot.file->sequence) return {};
  return {make_input(slot.file->name, slot.file->sequence, form), 0};
}

}  // namespace

std::string Updater::model_for(const Document& wanted) const {
  const ModelStatus& model = state.model;
  if (model.entry(wanted.model_id)) return wanted.model_id;
  const ModelEntry* chosen = model.chosen();
  if (chosen && chosen->form && same_form(*chosen->form, wanted.form)) return chosen->id;
  for (const ModelEntry& entry : model.models) {
    if (entry.form && same_form(*entry.form, wanted.form)) return entry.id;
  }
  return {};
}

void Updater::switch_document(const std::string& id) {
  on(StopPlayback{});
  release_keys();
  Document old = document();
  if (!old.model_id.empty()) {
    if (has_music(old) || old.mode == Mode::kContinue)
      platform.save_setting("session:" + old.model_id, to_share_text(old));
    state.shelf[old.model_id] =
        Shelved{old, std::move(state.undo_stack), std::move(state.redo_stack)};
  }
  state.undo_stack.clear();
  state.redo_stack.clear();
  state.undo_group.clear();
  Shelved next;
  if (const auto found = state.shelf.find(id); found != state.shelf.end()) {
    next = std::move(found->second);
    state.shelf.erase(found);
  } else {  // as the visitor has set it, but for what the new model decides
    const GenerationSettings initial;
    next.document.settings = old.settings;
    next.document.settings.temperature = initial.temperature;
    next.document.settings.tempo_qpm = initial.tempo_qpm;
    next.document.settings.program = initial.program;
    next.document.settings.bass_program = initial.bass_program;
    next.document.walk_count = old.walk_count;
    next.document.path = old.path;
    next.document.form = state.model.form();
  }
  if (next.document.take.empty()) next.document.take = old.take;
  state.recorder.clock.running = false;
  if (old.mode != Mode::kContinue) next.document.mode = old.mode;
  next.document.model_id = id;
  next.document.next_clip_id = std::max(next.document.next_clip_id, old.next_clip_id);
  for (std::size_t i = 0; i < old.inputs.size(); ++i) {
    InputSlot& slot = next.document.inputs[i];
    if (slot.file) continue;  // a model that continues music has no A and B: it only keeps them
    slot = state.model.continues() ? old.inputs[i] : converted(old.inputs[i], next.document.form);
  }
  state.document = std::move(next.document);
  state.undo_stack = std::move(next.undo_stack);
  state.redo_stack = std::move(next.redo_stack);
  settle_mode();
}

void Updater::settle_mode() {
  Mode& mode = document().mode;
  if (state.model.continues()) {
    mode = Mode::kContinue;
    document().form = state.model.form();
  } else if (mode == Mode::kContinue && !state.model.models.empty()) {
    mode = Mode::kSample;
  }
}

void Updater::conform(bool with_undo) {
  settle_mode();
  const Representation form = state.model.form();
  Document& document = state.document;
  document.model_id = state.model.chosen_id;
  if (same_form(document.form, form)) {
    document.form = form;  // what does not make a form, such as a groove's input
    return;
  }
  if (with_undo && !document.empty()) begin_edit();
  on(StopPlayback{});
  document.samples.clear();
  document.walk.clear();
  document.selected_sample = document.selected_walk = 0;
  document.form = form;
  if (state.model.continues()) return;
  for (InputSlot& slot : document.inputs) slot = converted(slot, form);
}

}  // namespace segue
