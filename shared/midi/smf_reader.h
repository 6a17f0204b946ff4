// SPDX-License-Identifier: Apache-2.0
// Bytes of a Standard MIDI File (also wrapped in RIFF) to MidiFile. The decoding itself is
// smf_walker.h, which to_note_sequence's fast path uses too.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "shared/base/result.h"
#include "shared/midi/midi_file.h"

namespace segue {

struct SmfReadResult {
  MidiFile file;
  /// In order of discovery; after kMaxMidiWarnings one more that counts the rest.
  std::vector<MidiWarning> warnings;
};

inline constexpr std::size_t kMaxMidiWarnings = 100;

/// Reads formats 0, 1 and 2. A damaged file is read as far as it makes sense, each repair is a
/// warning. Never needs more than 64 MiB + 100 times the input; time is linear in the input.
/// Errors: kCorruptData (no header, no time base, no track), kUnsupported (more than 256 MiB).
/// Source: "Standard MIDI Files 1.0", MIDI Manufacturers Association, RP-001; RMID: RP-029.
Result<SmfReadResult> read_smf(std::span<const std::uint8_t> bytes);

}  // namespace segue
