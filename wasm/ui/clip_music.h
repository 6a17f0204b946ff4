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

inline constexpr int kStepsPerQuarter = 4;
inline constexpr int kStepsPerBar = 16;  ///< the models so far are in 4/4

/// The notes of a clip; none where the tokens mean nothing.
std::vector<QuantizedNote> clip_notes(std::span<const std::uint8_t> tokens);

/// Seconds that so many steps last.
double steps_to_s(double steps, double tempo_qpm);
double s_to_steps(double seconds, double tempo_qpm);

/// Clips one after another as one piece, each as long as its tokens. Errors: as clips_to_notes.
Result<NoteSequence> join_clips(std::span<const NamedClip> clips, double tempo_qpm, int program);

/// Lowest and highest pitch to show for some clips: at least an octave and a half, with air around.
struct PitchRange {
  int low = 55, high = 77;
  int rows() const { return high - low + 1; }
  void include(std::span<const std::uint8_t> tokens);
  void settle();  ///< call after the last include
 private:
  int seen_low_ = 128, seen_high_ = -1;
};
PitchRange range_of(std::span<const NamedClip> clips);

/// "E♭4".
std::string note_name(int pitch);
/// "Bars 5-6 · Flute": where a window comes from.
std::string window_name(const InputFile& file, const MelodyWindow& window, int bars);

/// A sound of Segue's synth that suits melodies: a General MIDI program and its name.
struct Sound {
  int program;
  const char* name;
};
std::span<const Sound> melody_sounds();
const char* sound_name(int program);

/// "melody-2bar_sample_seed4711-002-of-005.mid": letters, digits, dashes and dots only.
std::string clip_file_name(const AppState& state, int index);
std::string walk_file_name(const AppState& state);

}  // namespace segue
