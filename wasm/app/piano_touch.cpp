// SPDX-License-Identifier: Apache-2.0
#include "wasm/app/piano_touch.h"

#include <algorithm>

namespace segue {

bool PianoTouch::handle(TouchInput::Phase phase, std::int64_t finger, float x, float y) {
  const auto found = std::find_if(fingers_.begin(), fingers_.end(),
                                  [finger](const Finger& one) { return one.id == finger; });
  if (phase == TouchInput::Phase::kDown) {
    if (found != fingers_.end()) fingers_.erase(found);  // its end was lost
    const int pitch = key_at_(x, y);
    if (pitch < 0) return false;
    fingers_.push_back({finger, -1});
    play(fingers_.back(), pitch, x, y);
    return true;
  }
  if (found == fingers_.end()) return false;
  if (phase == TouchInput::Phase::kMove) {
    play(*found, key_at_(x, y), x, y);
  } else {
    play(*found, -1, x, y);
    fingers_.erase(found);
  }
  return true;
}

void PianoTouch::play(Finger& finger, int pitch, float x, float y) {
  if (pitch == finger.pitch) return;
  const auto elsewhere = [&](int key) {  // another finger on the same key
    return std::any_of(fingers_.begin(), fingers_.end(),
                       [&](const Finger& one) { return one.id != finger.id && one.pitch == key; });
  };
  if (finger.pitch >= 0 && !elsewhere(finger.pitch)) on_key_(finger.pitch, x, y, /*down=*/false);
  if (pitch >= 0 && !elsewhere(pitch)) on_key_(pitch, x, y, /*down=*/true);
  finger.pitch = pitch;
}

}  // namespace segue
