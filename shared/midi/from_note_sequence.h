// SPDX-License-Identifier: Apache-2.0
// Music in seconds to MIDI: to a MidiFile, or at once to the bytes of a .mid file.
#pragma once

#include <cstdint>
#include <vector>

#include "shared/base/result.h"
#include "shared/midi/midi_file.h"
#include "shared/music/note_sequence.h"

namespace segue {

inline constexpr int kMidiTicksPerQuarter = 220;  ///< note-seq's, REFERENCE 1.1

/// Format 1: a first track with tempos and signatures, then one track for each instrument with its
/// name, a program change, its notes, control changes and pitch bends. Drums are on channel index
/// 9; others keep their channel where no other instrument has it, else get a free one; beyond 15,
/// they share: each track sets its program again before it plays. Velocities are 1..127 and every
/// note lasts at least one tick. Errors: kInvalidArgument for times that are negative, not finite
/// or beyond what ticks can hold, pitches outside 0..127, and indices of instruments that are not
/// there.
Result<MidiFile> to_midi_file(const NoteSequence& sequence);

/// The bytes of that file.
Result<std::vector<std::uint8_t>> write_midi(const NoteSequence& sequence);

}  // namespace segue
