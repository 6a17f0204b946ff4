// SPDX-License-Identifier: Apache-2.0
// Which sound a piece is played with: its own instruments, or one of two consoles. A pass from
// notes to notes in front of the synth, for files and page alike.
#pragma once

#include <optional>
#include <string_view>

#include "shared/music/note_sequence.h"

namespace segue {

enum class SoundSet {
  kInstruments,  ///< every part with the instrument its program names
  kChip,         ///< two pulse waves, a triangle, noise: see chip_arrangement.h
  kChip16,       ///< eight voices of short samples with an echo: see sampled_arrangement.h
};

/// "instruments", "chip", "chip16".
std::string_view to_name(SoundSet set);
std::optional<SoundSet> sound_set_of(std::string_view name);

/// The notes that, played by Synth, sound as `set` does. Programs are own programs of patch.h, so
/// the result is for playing, not for a MIDI file. Times, tempos and meters stay as they are.
NoteSequence arrange_for(const NoteSequence& notes, SoundSet set);

}  // namespace segue
