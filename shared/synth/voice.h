// SPDX-License-Identifier: Apache-2.0
// One sounding note: an engine (modal, wave or drum), its envelope, its place and its end.
#pragma once

#include <cstdint>

#include "shared/synth/drum_voice.h"
#include "shared/synth/modal_voice.h"
#include "shared/synth/wave_voice.h"

namespace segue::detail {

class Voice {
 public:
  void start_note(const Patch& patch, int pitch, float velocity, double sample_rate_hz,
                  std::uint32_t seed) noexcept;
  /// `sampled`: through 32 kHz and into the echo instead of the room.
  void start_drum(const DrumSpec& spec, float velocity, bool sampled, double sample_rate_hz,
                  std::uint32_t seed) noexcept;

  /// The key is let go; drums go on.
  void release() noexcept;
  /// Fades to nothing within `frames`, whatever the voice is doing.
  void fade_out(int frames) noexcept;
  void stop() noexcept { engine_ = Engine::kNone; }

  /// Where a block's sound is gathered: the two channels and what goes, mono, to room and echo.
  struct Sums {
    float *left, *right, *room, *echo;
  };
  /// Adds `frames` <= kBlockFrames frames, from `at` on.
  void add_to(const Sums& sums, int at, int frames) noexcept;

  bool active() const noexcept { return engine_ != Engine::kNone; }
  bool fading() const noexcept { return fade_step_ > 0; }
  bool released() const noexcept { return released_; }
  bool is_drum() const noexcept { return engine_ == Engine::kDrum; }
  int choke_group() const noexcept { return choke_group_; }
  /// Peak of what was rendered last: the quietest voice is missed least.
  float level() const noexcept { return level_; }
  float last_left() const noexcept { return last_left_; }
  float last_right() const noexcept { return last_right_; }

  std::int64_t end_frame = 0;  ///< when the key is let go; kept here for the synth
  int pitch = 0, program = 0;

 private:
  enum class Engine { kNone, kModal, kWave, kDrum };

  void begin(Engine engine, float gain, float pan, float room) noexcept;
  bool render_engine(float* left, float* right, int frames) noexcept;
  void render_gain(float* gain, int frames) noexcept;
  bool ended() const noexcept;

  Engine engine_ = Engine::kNone;
  ModalVoice modal_;
  WaveVoice wave_;
  DrumVoice drum_;
  Envelope envelope_;
  float gain_left_ = 1, gain_right_ = 1, room_ = 0, echo_ = 0;
  float dull_ = 1, dull_state_[2] = {};  ///< two low-passes in a row, 1 = none
  float fade_ = 1, fade_step_ = 0;
  float level_ = 0, last_left_ = 0, last_right_ = 0;
  int choke_group_ = 0;
  bool released_ = false;
};

}  // namespace segue::detail
