// SPDX-License-Identifier: Apache-2.0
// Small questions about the state.
#include "wasm/ui/app_state.h"

#include <utility>

namespace segue {

const MusicWindow* InputSlot::chosen() const {
  if (!file || window < 0 || static_cast<std::size_t>(window) >= file->windows.size())
    return nullptr;
  return &file->windows[static_cast<std::size_t>(window)];
}

const NamedClip* Document::find_clip(std::uint64_t id) const {
  for (const auto* list : {&samples, &walk}) {
    for (const NamedClip& clip : *list) {
      if (clip.id == id) return &clip;
    }
  }
  return nullptr;
}

NamedClip* Document::find_clip(std::uint64_t id) {
  return const_cast<NamedClip*>(std::as_const(*this).find_clip(id));
}

bool has_music(const Document& document) {
  return !document.empty() || document.input(Slot::kA).file || document.input(Slot::kB).file ||
         document.primer_file;
}

Representation default_form() {
  Representation form;
  form.name = "melody_90";
  form.depth = form.classes = 90;
  form.steps = 32;
  form.bars = 2;
  form.min_pitch = 21;
  form.max_pitch = 108;
  return form;
}

bool same_form(const Representation& a, const Representation& b) {
  return a.name == b.name && a.steps == b.steps && a.steps_per_quarter == b.steps_per_quarter &&
         a.controls == b.controls && a.meter == b.meter;
}

const ModelEntry* ModelStatus::entry(const std::string& id) const {
  for (const ModelEntry& one : models) {
    if (one.id == id) return &one;
  }
  return nullptr;
}

Representation ModelStatus::form() const {
  if (package && (continues() || package->representation.info())) return package->representation;
  const ModelEntry* one = chosen();
  return one && one->form ? *one->form : default_form();
}

bool ModelStatus::continues() const {
  if (package) return package->kind == kRnnKind;
  const ModelEntry* one = chosen();
  return one && one->continues;
}

bool ModelStatus::has_prior() const {
  if (package) return package->prior.has_value();
  const ModelEntry* one = chosen();
  return one && one->has_prior;
}

bool ModelStatus::has_attributes() const {
  if (package) return !package->attributes.empty();
  const ModelEntry* one = chosen();
  return one && one->has_attributes;
}

double Shape::amount(const std::string& name) const {
  for (const AttributeChange& change : wanted) {
    if (change.name == name) return change.amount;
  }
  return 0;
}

const NamedClip* Document::selected_clip() const {
  const auto index = static_cast<std::size_t>(selected());
  return selected() >= 0 && index < clips().size() ? &clips()[index] : nullptr;
}

}  // namespace segue
