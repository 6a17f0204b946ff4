// SPDX-License-Identifier: Apache-2.0
// What the page must know about each kind of music a model can take: its words, its voices, what
// the model is told, and which windows of a piece fit.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "wasm/ui/app_state.h"

namespace segue {

/// "melody", "melodies", "Melody", "Melodies".
struct FormWords {
  const char *one, *many, *One, *Many;
};
const FormWords& words_of(const Representation& form);

enum class Family { kMelody, kDrums, kGroove, kTrio, kOther };
Family family_of(const Representation& form);
/// Nothing but drums sounds.
bool drums_only(const Representation& form);
/// Drums, or tracks with programs of their own: no sound to choose.
bool has_own_sounds(const Representation& form);
/// As ExampleEntry::kind.
const char* example_kind(const Representation& form);

int steps_per_bar(const Representation& form);
bool has_control(const Representation& form, ControlKind kind);
/// [T, K] for DecodeOptions::controls: the chords of the settings; nothing where the model is told
/// nothing or no chords are given.
std::vector<std::uint8_t> told_controls(const Representation& form, const std::string& chords);
/// The chord class of every step of a clip; empty where it was told none.
std::vector<std::uint8_t> chords_of(const MusicClip& clip, const Representation& form);

/// Whether a model that continues music may do without hearing what it begins with, and may play
/// along with it (RnnOptions::condition and inject).
bool can_stand_aside(const Representation& form);

/// What sending a clip through the model is called: "Humanise", "Reconstruct".
struct ReconstructWords {
  const char *verb, *busy, *done, *tip;
};
const ReconstructWords& reconstruct_words(const Representation& form);

MusicClip to_clip(const MusicWindow& window);
/// A file with its windows for a model of this form, or the reasons why it has none.
std::shared_ptr<const InputFile> make_input(const std::string& name,
                                            std::shared_ptr<const NoteSequence> sequence,
                                            const Representation& form);

}  // namespace segue
