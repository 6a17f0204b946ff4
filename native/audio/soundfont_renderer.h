// SPDX-License-Identifier: Apache-2.0
// NoteSequence -> PCM with the instruments of a SoundFont 2 or 3 file, through FluidSynth. Its
// library (LGPL 2.1 or later) is opened when the first font is: without it all else works.
#pragma once

#include <memory>
#include <string>

#include "shared/base/result.h"
#include "shared/synth/render_sequence.h"

namespace segue {

/// One loaded font. One thread at a time; several of one font share its samples.
class SoundfontRenderer {
 public:
  /// Errors: kNotFound and kIo for the file, kCorruptData when it is no SoundFont or damaged,
  /// kRuntime without libfluidsynth.so.3. `sample_rate_hz` in 8000..96000.
  static Result<SoundfontRenderer> open(const std::string& path, double sample_rate_hz);

  SoundfontRenderer(SoundfontRenderer&&) noexcept;
  SoundfontRenderer& operator=(SoundfontRenderer&&) noexcept;
  ~SoundfontRenderer();

  /// Every note with its program (own programs of Segue's as 0), drums with bank 128, with the
  /// piece's volume, pan, expression, modulation and pitch bends; FluidSynth's reverb is on. The
  /// sample rate of `options` is that of `open`. Errors: kInvalidArgument as render_sequence.
  Result<StereoPcm> render(const NoteSequence& notes, const RenderOptions& options);

 private:
  struct State;
  explicit SoundfontRenderer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace segue
