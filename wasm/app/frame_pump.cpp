// SPDX-License-Identifier: Apache-2.0
// One animation-frame request at a time, asked for only when a frame is owed.
#include "wasm/app/frame_pump.h"

#include <emscripten.h>
#include <emscripten/html5.h>

#include <algorithm>

namespace segue {
namespace {

// Dear ImGui takes press and release in frames of their own, then one to show what they led to.
constexpr int kFramesToSettle = 3;
constexpr double kModestRest_ms = 40,
                 kModestRest = 2;  // at least, and in times of what a frame took

}  // namespace

FramePump::~FramePump() {
  if (scheduled_) emscripten_cancel_animation_frame(request_);
}

void FramePump::wake() {
  owed_ = kFramesToSettle;
  schedule();
}

void FramePump::draw_now() {
  for (int i = 0; i < 2; ++i) draw_one();
  wake();
}

void FramePump::set_paused(bool paused) {
  paused_ = paused;
  if (!paused) wake();
}

void FramePump::schedule() {
  if (scheduled_ || paused_) return;
  scheduled_ = true;
  request_ = emscripten_request_animation_frame(&FramePump::on_animation_frame, this);
}

int FramePump::on_animation_frame(double, void* self) {
  auto& pump = *static_cast<FramePump*>(self);
  pump.scheduled_ = false;
  const double begin_ms = emscripten_get_now();
  if (pump.modest_ && begin_ms < pump.next_ms_) {
    pump.schedule();
    return 0;
  }
  pump.draw_one();
  const double end_ms = emscripten_get_now();
  pump.next_ms_ = end_ms + std::max(kModestRest_ms, kModestRest * (end_ms - begin_ms));
  if (pump.owed_ > 0) pump.schedule();
  return 0;  // requests are single: schedule() asks for the next
}

void FramePump::draw_one() {
  if (drawing_ || paused_) return;
  drawing_ = true;
  owed_ = std::max(0, owed_ - 1);
  if (draw_()) owed_ = std::max(owed_, 1);
  ++frames_;
  drawing_ = false;
}

}  // namespace segue
