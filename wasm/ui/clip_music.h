// SPDX-License-Identifier: Apache-2.0
// From clips on the stage to what is played, drawn and downloaded. Words for notes, bars and
// sounds.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/music/note_sequence.h"
#include "wasm/ui/app_state.h"

namespace segue {

/// Steps of a clip, seconds that so many steps last, and back.
int clip_steps(const Representation& form);
double steps_to_s(double steps, double tempo_qpm, const Representation& form);
double s_to_steps(double seconds, double tempo_qpm, const Representation& form);

/// Sixteenths, of music that is no clip, to seconds and back.
double sixteenths_to_s(double steps, double tempo_qpm);
double s_to_sixteenths(double seconds, double tempo_qpm);

/// Clips one after another as one piece, each as long as its form says. Errors: as clips_to_notes.
Result<NoteSequence> join_clips(std::span<const NamedClip> clips, const Representation& form,
                                double tempo_qpm, int program);
/// The clips by themselves, as shared/model takes them.
std::vector<MusicClip> music_of(std::span<const NamedClip> clips);

/// "E♭4".
std::string note_name(int pitch);
/// "Bars 5-6 · Flute": where a window comes from.
std::string window_name(const InputFile& file, const MusicWindow& window);
/// General MIDI program, 0..127, a window's melody is played with.
int window_program(const InputFile& file, const MusicWindow& window);

/// "Strings": the family of a General MIDI program, 0..127.
const char* program_family(int program);

/// "melody-2bar_sample_seed4711-002-of-005.mid": letters, digits, dashes and dots only.
std::string clip_file_name(const AppState& state, int index);
std::string walk_file_name(const AppState& state);
/// "polyphony_continue_seed4711.mid".
std::string made_file_name(const AppState& state, const char* ending);

}  // namespace segue
