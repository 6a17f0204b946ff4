// SPDX-License-Identifier: Apache-2.0
#include "shared/synth/synth.h"

#include <algorithm>
#include <cmath>

#include "shared/synth/patch.h"

namespace segue {
namespace {

using detail::kBlockFrames;
using detail::Voice;

/// Voices that may sound; the rest of kVoices is for those that fade to make room.
constexpr int kSounding = 40;
constexpr double kStealFade_s = 0.008;
constexpr double kChokeFade_s = 0.02;
constexpr double kOffFade_s = 0.025;

}  // namespace

Synth::Synth(double sample_rate_hz) noexcept
    : sample_rate_hz_(std::clamp(sample_rate_hz, 8000.0, detail::Room::kHighestSampleRate)),
      room_(sample_rate_hz_),
      echo_(sample_rate_hz_),
      limiter_(sample_rate_hz_) {
  volume_coefficient_ = detail::approach_per_frame(0.012, sample_rate_hz_);
  residue_decay_ = static_cast<float>(detail::decay_per_frame(0.012, sample_rate_hz_));
}

namespace {

// std::push_heap keeps the largest in front: "less" means later.
constexpr auto kLater = [](const auto& a, const auto& b) {
  if (a.note.start_frame != b.note.start_frame) return a.note.start_frame > b.note.start_frame;
  return static_cast<std::int32_t>(a.order - b.order) > 0;
};

}  // namespace

bool Synth::schedule(const NoteEvent& note) noexcept {
  if (note.end_frame <= std::max(note.start_frame, frame_) && !note.is_drum) return true;
  if (queued_ == kEventCapacity) return false;
  queue_[queued_++] = {note, arrivals_++};
  std::push_heap(queue_.begin(), queue_.begin() + queued_, kLater);
  return true;
}

void Synth::release(int pitch, int program) noexcept {
  for (Voice& voice : voices_) {
    if (voice.active() && voice.end_frame == kHeldNote && voice.pitch == pitch &&
        voice.program == program) {
      voice.end_frame = frame_;
    }
  }
}

void Synth::unschedule(std::int64_t from_frame) noexcept {
  const auto end =
      std::remove_if(queue_.begin(), queue_.begin() + queued_,
                     [&](const Queued& queued) { return queued.note.start_frame >= from_frame; });
  queued_ = static_cast<int>(end - queue_.begin());
  std::make_heap(queue_.begin(), end, kLater);
}

void Synth::all_notes_off() noexcept {
  queued_ = 0;
  const int frames = static_cast<int>(kOffFade_s * sample_rate_hz_);
  for (Voice& voice : voices_) voice.fade_out(frames);
  if (!room_.silent() || !echo_.silent() || active_voices() > 0)
    room_fade_step_ = 1 / static_cast<float>(frames);
}

void Synth::clear() noexcept {
  queued_ = 0;
  for (Voice& voice : voices_) voice.stop();
  room_.clear();
  echo_.clear();
  limiter_.clear();
  room_fade_ = 1;
  room_fade_step_ = 0;
  residue_left_ = residue_right_ = 0;
}

void Synth::set_volume(float amplitude) noexcept {
  volume_target_ = std::clamp(amplitude, 0.0f, 4.0f);
}

int Synth::active_voices() const noexcept {
  return static_cast<int>(std::count_if(voices_.begin(), voices_.end(),
                                        [](const Voice& voice) { return voice.active(); }));
}

bool Synth::silent() const noexcept {
  return active_voices() == 0 && room_.silent() && echo_.silent() && residue_left_ == 0 &&
         residue_right_ == 0;
}

void Synth::render(float* left, float* right, int frames) noexcept {
  while (frames > 0) {
    start_due_notes();
    // Blocks end at multiples of kBlockFrames, so that the caller's block size changes nothing, and
    // where the next note starts.
    int count = kBlockFrames - static_cast<int>(frame_ & (kBlockFrames - 1));
    count = std::min(count, frames);
    if (queued_ > 0) {
      count = static_cast<int>(std::min<std::int64_t>(count, queue_[0].note.start_frame - frame_));
    }
    render_block(left, right, count);
    frame_ += count;
    left += count;
    right += count;
    frames -= count;
  }
}

void Synth::start_due_notes() noexcept {
  while (queued_ > 0 && queue_[0].note.start_frame <= frame_) {
    std::pop_heap(queue_.begin(), queue_.begin() + queued_, kLater);
    start_note(queue_[--queued_].note);
  }
}

void Synth::start_note(const NoteEvent& note) noexcept {
  if (!note.is_drum && note.end_frame <= frame_) return;
  const int pitch = std::clamp(note.pitch, 0, 127);
  const float velocity = static_cast<float>(std::clamp(note.velocity, 1, 127)) / 127;
  const std::uint32_t seed = ++notes_started_ * 2654435761u;  // Knuth's multiplicative hash
  if (note.is_drum) {
    const detail::DrumSpec& spec = detail::drum_of_key(pitch);
    const int choke_frames = static_cast<int>(kChokeFade_s * sample_rate_hz_);
    for (Voice& other : voices_) {
      if (spec.choke_group != 0 && other.active() && other.choke_group() == spec.choke_group) {
        other.fade_out(choke_frames);
      }
    }
    Voice& voice = free_voice();
    voice.start_drum(spec, velocity, note.program == kSampledKitProgram, sample_rate_hz_, seed);
    voice.end_frame = kHeldNote;
    voice.pitch = pitch;
    voice.program = -1;
    return;
  }
  Voice& voice = free_voice();
  voice.start_note(detail::patch(patch_of_program(note.program)), pitch, velocity, sample_rate_hz_,
                   seed);
  voice.end_frame = note.end_frame;
  voice.pitch = note.pitch;
  voice.program = note.program;
}

Voice& Synth::free_voice() noexcept {
  int sounding = 0;
  Voice *unused = nullptr, *quietest = nullptr, *fading = nullptr;
  const auto quieter = [](const Voice& voice, const Voice* best) {
    if (!best) return true;
    if (voice.released() != best->released()) return voice.released();
    return voice.level() < best->level();
  };
  for (Voice& voice : voices_) {
    if (!voice.active()) {
      unused = &voice;
    } else if (voice.fading()) {
      if (!fading || voice.level() < fading->level()) fading = &voice;
    } else {
      ++sounding;
      if (quieter(voice, quietest)) quietest = &voice;
    }
  }
  if (sounding >= kSounding) quietest->fade_out(static_cast<int>(kStealFade_s * sample_rate_hz_));
  if (unused) return *unused;
  Voice& victim = fading ? *fading : *quietest;
  keep_residue(victim);
  return victim;
}

// A voice cut at once leaves a step; its last value, faded over some milliseconds, takes it away.
void Synth::keep_residue(const Voice& voice) noexcept {
  residue_left_ += voice.last_left();
  residue_right_ += voice.last_right();
}

void Synth::render_voice(Voice& voice, float* left, float* right, int frames) noexcept {
  int done = 0;
  while (done < frames && voice.active()) {
    int count = frames - done;
    if (voice.end_frame <= frame_ + done) {
      voice.release();
    } else {
      count = static_cast<int>(std::min<std::int64_t>(count, voice.end_frame - frame_ - done));
    }
    voice.add_to({left, right, send_.data(), echo_send_.data()}, done, count);
    done += count;
  }
}

void Synth::render_block(float* left, float* right, int frames) noexcept {
  std::fill_n(left, frames, 0.0f);
  std::fill_n(right, frames, 0.0f);
  if (silent()) {
    volume_ = volume_target_;
    limiter_.apply(left, right, frames);
    return;
  }
  send_.fill(0);
  echo_send_.fill(0);
  for (Voice& voice : voices_) {
    if (voice.active()) render_voice(voice, left, right, frames);
  }
  float wet_left[kBlockFrames] = {}, wet_right[kBlockFrames] = {};
  room_.add(send_.data(), wet_left, wet_right, frames);
  echo_.add(echo_send_.data(), wet_left, wet_right, frames);
  if (room_fade_step_ == 0 && residue_left_ == 0 && residue_right_ == 0) {  // nearly always
    for (int k = 0; k < frames; ++k) left[k] += wet_left[k];
    for (int k = 0; k < frames; ++k) right[k] += wet_right[k];
  } else {
    for (int k = 0; k < frames; ++k) {
      left[k] += wet_left[k] * room_fade_ + residue_left_;
      right[k] += wet_right[k] * room_fade_ + residue_right_;
      room_fade_ = std::max(0.0f, room_fade_ - room_fade_step_);
      residue_left_ *= residue_decay_;
      residue_right_ *= residue_decay_;
    }
  }
  if (std::abs(residue_left_) < 1e-6f) residue_left_ = 0;
  if (std::abs(residue_right_) < 1e-6f) residue_right_ = 0;
  if (room_fade_ == 0) {  // all notes off: what room and echo still held is forgotten
    room_.clear();
    echo_.clear();
    room_fade_ = 1;
    room_fade_step_ = 0;
  }
  limiter_.apply(left, right, frames);
  if (volume_ == volume_target_) {
    const float volume = volume_;
    for (int k = 0; k < frames; ++k) left[k] *= volume;
    for (int k = 0; k < frames; ++k) right[k] *= volume;
    return;
  }
  for (int k = 0; k < frames; ++k) {
    volume_ += (volume_target_ - volume_) * volume_coefficient_;
    left[k] *= volume_;
    right[k] *= volume_;
  }
  if (std::abs(volume_target_ - volume_) < 1e-5f) volume_ = volume_target_;
}

}  // namespace segue
