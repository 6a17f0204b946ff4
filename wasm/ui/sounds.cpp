// SPDX-License-Identifier: Apache-2.0
#include "wasm/ui/sounds.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>

#include "shared/synth/patch.h"
#include "wasm/ui/forms.h"

namespace segue {
namespace {

constexpr int kTriangle = kFirstOwnProgram + static_cast<int>(PatchId::kTriangle);
constexpr int kOcarina = 79;        // the General MIDI program that is nearest to a triangle wave
constexpr int kBassInstrument = 1;  // of the instruments of a trio

constexpr int kChip = own_program(PatchId::kConsolePulse25);
constexpr int kChip16 = own_program(PatchId::kSampledPiano);
constexpr int kSquareLead = 80;  // the General MIDI program that is nearest to a console's pulse

// Programs for which shared/synth has patches of their own, then the whole consoles.
constexpr Sound kSounds[] = {{0, "Soft piano"},
                             {4, "Electric piano"},
                             {11, "Bells"},
                             {12, "Marimba"},
                             {16, "Organ"},
                             {24, "Plucked string"},
                             {73, "Flute"},
                             {48, "Strings"},
                             {89, "Warm pad"},
                             {32, "Bass"},
                             {80, "Square wave"},
                             {84, "Pulse wave"},
                             {86, "Thin pulse wave"},
                             {kTriangle, "Triangle wave"},
                             {127, "Noise"},
                             {kChip, "8-bit console"},
                             {kChip16, "16-bit console"}};
constexpr std::size_t kConsoles = 2;

constexpr SoundPart kOneSound[] = {
    {Voice::kMelody, "Sound", "What plays the notes; downloads carry it too"}};
constexpr SoundPart kTrioSounds[] = {
    {Voice::kMelody, "Melody", "What plays the melody; downloads carry it too"},
    {Voice::kBass, "Bass", "What plays the bass; downloads carry it too"}};

}  // namespace

std::span<const Sound> melody_sounds() { return kSounds; }

std::span<const Sound> bass_sounds() {
  return std::span<const Sound>(kSounds).first(std::size(kSounds) - kConsoles);
}

const char* sound_name(int program) {
  for (const Sound& sound : kSounds) {
    if (sound.program == program) return sound.name;
  }
  return program < 0 ? "As learned" : "Other";
}

const char* sound_name(int program, const Representation& form) {
  if (drums_only(form)) return "Drum kit";
  return has_own_sounds(form) ? "Band" : sound_name(program);
}

std::span<const SoundPart> sound_parts(const Representation& form) {
  if (has_own_sounds(form)) return {};
  if (family_of(form) == Family::kTrio) return kTrioSounds;
  return kOneSound;
}

int chosen_program(const GenerationSettings& settings, Voice voice) {
  return voice == Voice::kBass ? settings.bass_program : settings.program;
}

SoundSet console_of(const Representation& form, const GenerationSettings& settings) {
  if (sound_parts(form).empty()) return SoundSet::kInstruments;
  return settings.program == kChip     ? SoundSet::kChip
         : settings.program == kChip16 ? SoundSet::kChip16
                                       : SoundSet::kInstruments;
}

bool is_sound(int program) {
  return (program >= 0 && program < kFirstOwnProgram) ||
         std::any_of(std::begin(kSounds), std::end(kSounds),
                     [program](const Sound& sound) { return sound.program == program; });
}

int midi_program(int program) {
  return program == kTriangle ? kOcarina
         : program == kChip   ? kSquareLead
         : program == kChip16 ? 0
                              : std::clamp(program, 0, kFirstOwnProgram - 1);
}

void dress_notes(NoteSequence& notes, const Representation& form,
                 const GenerationSettings& settings, bool for_file) {
  const auto worn = [for_file](int program) { return for_file ? midi_program(program) : program; };
  const bool trio = family_of(form) == Family::kTrio;
  if (has_own_sounds(form)) return;
  for (Note& note : notes.notes) {
    if (note.is_drum) continue;
    if (trio && note.instrument == kBassInstrument) {
      if (settings.bass_program >= 0) note.program = worn(settings.bass_program);
    } else {
      note.program = worn(settings.program);
    }
  }
  if (trio && settings.bass_program >= 0 && notes.instruments.size() > kBassInstrument)
    notes.instruments[kBassInstrument].program = midi_program(settings.bass_program);
}

}  // namespace segue
