// SPDX-License-Identifier: Apache-2.0
// The instruments: what each patch is made of, and which General MIDI program plays which patch.
#pragma once

#include <span>

#include "shared/synth/dsp.h"

namespace segue {

enum class PatchId {
  kPiano,
  kElectricPiano,
  kBells,
  kMarimba,
  kOrgan,
  kPluck,
  kBrightPluck,
  kBass,
  kSynthBass,
  kStrings,
  kPad,
  kBrass,
  kReed,
  kFlute,
  kSawLead,
  kPulse50,
  kPulse25,
  kPulse12,
  kTriangle,
  kNoise,
  // The console's channels: dry, with ends short enough for one voice at a time.
  kConsolePulse50,
  kConsolePulse25,
  kConsolePulse12,
  kConsoleTriangle,
  kConsoleNoise,
  // The sampled console's instruments: looped waves of 64 values, into an echo.
  kSampledPiano,
  kSampledHarp,
  kSampledBells,
  kSampledOrgan,
  kSampledBass,
  kSampledStrings,
  kSampledChoir,
  kSampledBrass,
  kSampledReed,
  kSampledFlute,
};
inline constexpr int kPatchCount = 35;

/// Programs from here on choose patch `program - kFirstOwnProgram` itself.
inline constexpr int kFirstOwnProgram = 128;
inline constexpr int own_program(PatchId id) { return kFirstOwnProgram + static_cast<int>(id); }

/// A drum note with this program is played as the sampled console would: through 32 kHz and the
/// echo. All other programs of drums mean the usual kit.
inline constexpr int kSampledKitProgram = 255;

/// The patch of a General MIDI program 0..127 (0-based), or of an own program. Others play the
/// piano.
PatchId patch_of_program(int program) noexcept;

/// English name of a patch, for lists.
const char* patch_name(PatchId id) noexcept;

namespace detail {

/// A sum of decaying partials: struck and plucked things, and the organ.
/// Partial n has frequency f1 n sqrt(1 + B n^2) / sqrt(1 + B) unless `ratios` names them, and
/// amplitude |sin(pi n position)| / n^rolloff unless `amplitudes` does (Fletcher and Rossing, "The
/// Physics of Musical Instruments", 2nd ed., sections 2.8 and 12.3).
struct ModalSpec {
  int partials = 12;
  std::span<const float> ratios = {};
  std::span<const float> amplitudes = {};
  float stiffness = 0;    ///< B at middle C; grows with pitch
  float position = 0.5f;  ///< of hammer or finger, share of the string
  float rolloff = 1;
  float soft_hz = 800;          ///< low-pass at the softest touch ...
  float loud_hz = 5000;         ///< ... and at the hardest
  float t60_s = 6;              ///< of the first partial at middle C; 0 = sustained
  float t60_per_octave = 0.7f;  ///< factor on `t60_s` for each octave up
  float damping = 0.3f;         ///< partial n fades 1 + damping (ratio - 1) times as fast
  float second_cents = 0;       ///< detuning of a second string, 0 = none
  float second_mix = 0.4f;      ///< its share
  float first_t60 = 0.35f;      ///< the first string fades that much faster than the second
  float noise = 0;              ///< level of the hammer's or finger's noise
  float noise_t60_s = 0.05f;
  float noise_hz = 1200;
  float tremolo_hz = 0;
  float tremolo_depth = 0;  ///< 0..1, opposite in the two channels
};

/// kSteps is a triangle of 32 steps, 4 bits each; kSampled reads shared/synth/sampled_wave.h.
enum class Wave { kSaw, kPulse, kTriangle, kNoise, kSteps, kSampled };

/// One to three oscillators through a low-pass filter.
struct WaveSpec {
  Wave wave = Wave::kSaw;
  float duty = 0.5f;
  int shape = 0;  ///< of a sampled wave
  int oscillators = 1;
  float detune_cents = 0;      ///< of the outer oscillators
  float breath = 0;            ///< share of noise
  float cutoff_hz = 20000;     ///< at middle C; follows the key half way
  float velocity_octaves = 0;  ///< added to the cutoff from soft to loud
  float sweep_octaves = 0;     ///< added at the attack ...
  float sweep_t60_s = 0.5f;    ///< ... and gone after this
  float damping = 1.2f;        ///< of the filter, 1 / Q
  bool filtered = true;
  float vibrato_cents = 0;
  float vibrato_hz = 5.2f;
  float vibrato_delay_s = 0.3f;
  float width = 0;  ///< 0..1, how far apart the oscillators stand
};

struct Patch {
  const char* name = "";
  float gain = 1;     ///< evens out the loudness of the patches
  float room = 0.1f;  ///< share sent to the room
  float echo = 0;     ///< share sent to the echo
  float pan = 0;      ///< -1 left .. 1 right
  float key_pan = 0;  ///< low keys left, high keys right: pan per octave from middle C
  Envelope::Times envelope = {};
  bool is_modal = true;
  ModalSpec modal = {};
  WaveSpec wave = {};
};

const Patch& patch(PatchId id) noexcept;

}  // namespace detail
}  // namespace segue
