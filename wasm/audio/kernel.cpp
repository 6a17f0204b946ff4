// SPDX-License-Identifier: Apache-2.0
// The synth as a stand-alone wasm module for the AudioWorklet: one Synth, a dozen C functions, no
// imports, fixed memory. web/audio/worklet.js calls it; frames are the audio context's own.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <new>

#include "shared/synth/synth.h"

#define SEGUE_EXPORT(name) extern "C" __attribute__((export_name(#name), used))

namespace {

constexpr double kLastFrame = 9e15;  // doubles hold whole numbers up to there
constexpr int kMostFrames = 1024;    // of one call; browsers ask for 128

alignas(segue::Synth) std::byte storage[sizeof(segue::Synth)];
segue::Synth* synth = nullptr;
float left[kMostFrames], right[kMostFrames];

}  // namespace

/// Call first. `sample_rate_hz` as the context has it, `volume` an amplitude.
SEGUE_EXPORT(segue_synth_init) void segue_synth_init(double sample_rate_hz, float volume) {
  synth = new (storage) segue::Synth(sample_rate_hz);
  synth->set_volume(volume);
}

/// 1, or 0 when the queue is full. Frames are whole numbers in doubles: JS has no 64-bit integers
/// at hand. An infinite end is that of a key that is held: segue_synth_release ends it.
SEGUE_EXPORT(segue_synth_note)
int segue_synth_note(double start_frame, double end_frame, int pitch, int velocity, int program,
                     int is_drum) {
  return synth->schedule({.start_frame = static_cast<std::int64_t>(start_frame),
                          .end_frame = end_frame < kLastFrame ? static_cast<std::int64_t>(end_frame)
                                                              : segue::kHeldNote,
                          .pitch = pitch,
                          .velocity = velocity,
                          .program = program,
                          .is_drum = is_drum != 0});
}

/// Ends the held notes of a pitch and program that sound.
SEGUE_EXPORT(segue_synth_release) void segue_synth_release(int pitch, int program) {
  synth->release(pitch, program);
}

SEGUE_EXPORT(segue_synth_unschedule) void segue_synth_unschedule(double from_frame) {
  synth->unschedule(static_cast<std::int64_t>(from_frame));
}

SEGUE_EXPORT(segue_synth_all_notes_off) void segue_synth_all_notes_off() { synth->all_notes_off(); }

SEGUE_EXPORT(segue_synth_set_volume) void segue_synth_set_volume(float volume) {
  synth->set_volume(volume);
}

/// Renders `frames` frames that begin at `frame`; read them at segue_synth_left and _right.
SEGUE_EXPORT(segue_synth_render) void segue_synth_render(double frame, int frames) {
  synth->seek(static_cast<std::int64_t>(frame));
  synth->render(left, right, std::clamp(frames, 0, kMostFrames));
}

SEGUE_EXPORT(segue_synth_left) const float* segue_synth_left() { return left; }

SEGUE_EXPORT(segue_synth_right) const float* segue_synth_right() { return right; }

SEGUE_EXPORT(segue_synth_active_voices) int segue_synth_active_voices() {
  return synth->active_voices();
}
