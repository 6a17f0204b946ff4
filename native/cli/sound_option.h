// SPDX-License-Identifier: Apache-2.0
// What render and assemble have in common: the options that choose a sound, and one piece turned
// into samples of the wanted loudness.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "native/audio/loudness.h"
#include "native/audio/soundfont_renderer.h"
#include "shared/base/result.h"
#include "shared/music/note_sequence.h"
#include "shared/synth/render_sequence.h"
#include "shared/synth/sound_set.h"

namespace CLI {
class App;
}

namespace segue {

inline constexpr double kCeiling_dbtp = -1;  // EBU R 128: converters and codecs overshoot a little

struct SoundOption {
  bool chip = false, chip16 = false;
  std::string instrument, soundfont;
  std::string loudness = "-16";
  int rate_hz = 48000;
  double tail_s = 1.5;

  /// "chip", "chip16", "soundfont NAME", "instrument NAME" or "instruments": for lists and tags.
  std::string description() const;
};

/// --instrument, --chip, --chip16, --soundfont, --rate, --loudness, --tail.
void add_sound_options(CLI::App& verb, SoundOption& options);

/// Plays pieces; one for each thread.
class PiecePlayer {
 public:
  /// Errors: kInvalidArgument with the list of instruments, those of SoundfontRenderer::open.
  static Result<PiecePlayer> make(const SoundOption& options);

  struct Played {
    StereoPcm pcm;
    Loudness loudness;
  };
  /// The pedals of `piece` are applied, except for the consoles, which have no voices to spare for
  /// them. Errors: those of render_sequence and normalise_loudness.
  Result<Played> play(const NoteSequence& piece);

 private:
  PiecePlayer() = default;

  SoundOption options_;
  SoundSet set_ = SoundSet::kInstruments;
  std::optional<int> program_;
  std::optional<SoundfontRenderer> font_;
};

}  // namespace segue
