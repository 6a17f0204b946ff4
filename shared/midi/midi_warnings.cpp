// SPDX-License-Identifier: Apache-2.0
// The bounded list of warnings.
#include "shared/midi/midi_warnings.h"

#include "shared/midi/smf_reader.h"

namespace segue::detail {

void MidiWarnings::add(std::size_t offset, std::string message) {
  if (warnings_.size() < kMaxMidiWarnings) {
    warnings_.push_back({offset, std::move(message)});
  } else if (left_out_++ == 0) {
    first_left_out_offset_ = offset;
  }
}

std::vector<MidiWarning> MidiWarnings::take() {
  if (left_out_ > 0) {
    warnings_.push_back({first_left_out_offset_, "from here on " + std::to_string(left_out_) +
                                                     " more repairs, not listed"});
  }
  left_out_ = 0;
  return std::move(warnings_);
}

}  // namespace segue::detail
