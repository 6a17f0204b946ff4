// SPDX-License-Identifier: Apache-2.0
// MidiFile to the bytes of a Standard MIDI File.
#pragma once

#include <cstdint>
#include <vector>

#include "shared/midi/midi_file.h"

namespace segue {

struct SmfWriteOptions {
  bool running_status = true;  ///< leave out a channel message's status where it repeats
};

/// The same bytes for the same file. Events must be in order of time (a step back in time is
/// written as no step); a pause above 2^28 - 1 ticks is shortened to that, the longest the format
/// has.
std::vector<std::uint8_t> write_smf(const MidiFile& file, const SmfWriteOptions& options = {});

}  // namespace segue
