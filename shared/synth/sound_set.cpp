// SPDX-License-Identifier: Apache-2.0
#include "shared/synth/sound_set.h"

#include "shared/synth/chip_arrangement.h"
#include "shared/synth/sampled_arrangement.h"

namespace segue {

std::string_view to_name(SoundSet set) {
  return set == SoundSet::kChip ? "chip" : set == SoundSet::kChip16 ? "chip16" : "instruments";
}

std::optional<SoundSet> sound_set_of(std::string_view name) {
  for (const auto set : {SoundSet::kInstruments, SoundSet::kChip, SoundSet::kChip16}) {
    if (name == to_name(set)) return set;
  }
  return std::nullopt;
}

NoteSequence arrange_for(const NoteSequence& notes, SoundSet set) {
  return set == SoundSet::kChip     ? arrange_for_chip(notes)
         : set == SoundSet::kChip16 ? arrange_for_sampled_console(notes)
                                    : notes;
}

}  // namespace segue
