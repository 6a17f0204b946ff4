// SPDX-License-Identifier: Apache-2.0
// Collects warnings while reading, no more than kMaxMidiWarnings: a hostile file must not fill the
// memory with our own sentences. Internal to shared/midi.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "shared/midi/midi_file.h"

namespace segue::detail {

class MidiWarnings {
 public:
  void add(std::size_t offset, std::string message);
  /// The warnings, and one more that counts those left out.
  std::vector<MidiWarning> take();

 private:
  std::vector<MidiWarning> warnings_;
  std::size_t left_out_ = 0;
  std::size_t first_left_out_offset_ = 0;
};

}  // namespace segue::detail
