// SPDX-License-Identifier: Apache-2.0
// Segue's synthesiser: notes with absolute times in, stereo samples out. The same code renders
// files, tests and, inside the AudioWorklet, the page's sound.
#pragma once

#include <array>
#include <cstdint>
#include <limits>

#include "shared/synth/dsp.h"
#include "shared/synth/echo.h"
#include "shared/synth/limiter.h"
#include "shared/synth/room.h"
#include "shared/synth/voice.h"

namespace segue {

/// `end_frame` of a note whose end is not known yet: it sounds until `release`.
inline constexpr std::int64_t kHeldNote = std::numeric_limits<std::int64_t>::max();

/// One note on the synth's clock (frames since it was made, or since `seek`).
struct NoteEvent {
  std::int64_t start_frame = 0;
  std::int64_t end_frame = kHeldNote;  ///< > start_frame; drums ignore it
  int pitch = 60;     ///< 0..127, others are clamped; for drums the General MIDI key
  int velocity = 80;  ///< 1..127, others are clamped
  int program = 0;    ///< see patch_of_program; for drums only kSampledKitProgram matters
  bool is_drum = false;
};

/// All memory is inside the object (about 800 kB: keep it on the heap or static). Nothing here
/// allocates, locks, throws or logs. One thread at a time.
class Synth {
 public:
  static constexpr int kEventCapacity = 4096;
  static constexpr int kVoices = 48;

  /// `sample_rate_hz` in 8000..192000, others are clamped.
  explicit Synth(double sample_rate_hz) noexcept;

  /// Queues a note; one whose start has passed begins with the next rendered frame, one whose end
  /// has passed is dropped. False when the queue is full and the note was not taken.
  bool schedule(const NoteEvent& note) noexcept;

  /// Ends the held notes of `pitch` and `program` with the next rendered frame.
  void release(int pitch, int program) noexcept;

  /// Withdraws queued notes that start at `from_frame` or later. What sounds already is not
  /// touched.
  void unschedule(std::int64_t from_frame) noexcept;

  /// Empties the queue and fades everything that sounds, the room included, within 30 ms.
  void all_notes_off() noexcept;

  /// Back to silence and an empty queue at once; the clock stays.
  void clear() noexcept;

  /// Amplitude of the whole, 0..4 (1 by default), reached within 50 ms.
  void set_volume(float amplitude) noexcept;

  /// Writes the next `frames` frames to `left` and `right`, each within (-1, 1) times min(volume,
  /// 1).
  void render(float* left, float* right, int frames) noexcept;

  /// Clock of the next rendered frame, and setting it.
  std::int64_t frame() const noexcept { return frame_; }
  void seek(std::int64_t frame) noexcept { frame_ = frame; }

  double sample_rate_hz() const noexcept { return sample_rate_hz_; }
  int active_voices() const noexcept;
  int queued_notes() const noexcept { return queued_; }
  /// True when nothing sounds and room and echo have faded.
  bool silent() const noexcept;

 private:
  struct Queued {
    NoteEvent note;
    std::uint32_t order = 0;  ///< of arrival: notes of one frame keep it
  };

  void start_due_notes() noexcept;
  void start_note(const NoteEvent& note) noexcept;
  detail::Voice& free_voice() noexcept;
  void render_block(float* left, float* right, int frames) noexcept;
  void render_voice(detail::Voice& voice, float* left, float* right, int frames) noexcept;
  void keep_residue(const detail::Voice& voice) noexcept;

  double sample_rate_hz_;
  std::int64_t frame_ = 0;
  std::array<Queued, kEventCapacity> queue_;  ///< a heap, the earliest in front
  int queued_ = 0;
  std::uint32_t arrivals_ = 0;
  std::array<detail::Voice, kVoices> voices_;
  std::uint32_t notes_started_ = 0;
  detail::Room room_;
  detail::Echo echo_;
  detail::Limiter limiter_;
  std::array<float, detail::kBlockFrames> send_{}, echo_send_{};
  float volume_ = 1, volume_target_ = 1, volume_coefficient_ = 1;
  float room_fade_ = 1, room_fade_step_ = 0;
  float residue_left_ = 0, residue_right_ = 0, residue_decay_ = 0;
};

}  // namespace segue
