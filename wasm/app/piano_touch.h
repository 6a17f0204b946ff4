// SPDX-License-Identifier: Apache-2.0
// Fingers on the piano keys: each plays a key of its own, and slides from one to the next. They
// never become a mouse, which would be one finger that waits to see whether it scrolls.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "wasm/app/touch_input.h"

namespace segue {

class PianoTouch {
 public:
  /// The key at a point, -1: none; what a finger there does to a key.
  using KeyAt = std::function<int(float x, float y)>;
  using OnKey = std::function<void(int pitch, float x, float y, bool down)>;
  PianoTouch(KeyAt key_at, OnKey on_key) : key_at_(std::move(key_at)), on_key_(std::move(on_key)) {}

  /// True when the finger is on the piano: nobody else should see it. A finger that began elsewhere
  /// never is, one that began here stays, off the keys too.
  bool handle(TouchInput::Phase phase, std::int64_t finger, float x, float y);
  bool any() const { return !fingers_.empty(); }

 private:
  struct Finger {
    std::int64_t id = 0;
    int pitch = -1;  ///< that it holds
  };
  void play(Finger& finger, int pitch, float x, float y);

  KeyAt key_at_;
  OnKey on_key_;
  std::vector<Finger> fingers_;
};

}  // namespace segue
