// SPDX-License-Identifier: Apache-2.0
// The sounds of Segue's synth that suit the parts of the music, and notes dressed in them.
#pragma once

#include <span>

#include "shared/music/note_sequence.h"
#include "shared/synth/sound_set.h"
#include "wasm/ui/app_state.h"

namespace segue {

/// A General MIDI program, or from 128 on one of the synth's own (shared/synth/patch.h).
struct Sound {
  int program;
  const char* name;
};
std::span<const Sound> melody_sounds();
/// The same without the consoles.
std::span<const Sound> bass_sounds();
const char* sound_name(int program);
/// The same, or the clip's own.
const char* sound_name(int program, const Representation& form);

/// A part whose sound can be chosen.
struct SoundPart {
  Voice voice;
  const char* label;
  const char* tip;
};
/// None where the music brings its own sounds.
std::span<const SoundPart> sound_parts(const Representation& form);
/// -1: as the model has it.
int chosen_program(const GenerationSettings& settings, Voice voice);
/// A console, where the melody's sound is one: then all of the music is arranged for it. As
/// programs, for keys and music that is still being made, they are a voice of that console.
SoundSet console_of(const Representation& form, const GenerationSettings& settings);
/// Whether it can be chosen.
bool is_sound(int program);

/// The nearest General MIDI program, 0..127: what files carry.
int midi_program(int program);

/// The programs of the notes as the settings say: for the synth, or (`for_file`) for MIDI.
void dress_notes(NoteSequence& notes, const Representation& form,
                 const GenerationSettings& settings, bool for_file);

}  // namespace segue
