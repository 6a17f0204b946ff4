// SPDX-License-Identifier: Apache-2.0
// MIDI to music in seconds: from a MidiFile, or in one pass from the bytes (the fast path; both run
// the same decoder and the same collector and give the same sequence).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "shared/base/result.h"
#include "shared/midi/midi_file.h"
#include "shared/music/note_sequence.h"

namespace segue {

struct SequenceReadResult {
  NoteSequence sequence;
  std::vector<MidiWarning> warnings;  ///< as SmfReadResult's, and those of the interpretation
};

/// Interprets the file:
/// - Tempo, time and key signatures of all tracks count. There is always a tempo at 0 s.
/// - A note has the program its channel had in its track at the note-on; channel 10 (index 9) is
/// drums.
/// - One instrument for each (track, channel, program) that plays, in order of first appearance.
/// - A note-off (or note-on with velocity 0) ends every open note of its pitch, channel and track
/// that
///   began before it. A note that would last no tick is dropped. Notes that are never ended end
///   with their track, with a warning.
/// - Control changes and pitch bends belong to the instrument of their moment, else to the next one
/// on
///   that channel and track, else to the last; where nothing plays there, they are dropped.
/// - Format 2: patterns one after another, each starting from 120 qpm and 4/4 unless it says
/// otherwise. `warnings`, where given, receives what was strange; offsets are 0, there are no bytes
/// here. Errors: kInvalidArgument for a division that means nothing. Source: note-seq's midi_io and
/// pretty_midi (REFERENCE 1.2); unlike them, all tracks' tempos count, the program is that of the
/// note-on, and unended notes are kept.
Result<NoteSequence> to_note_sequence(const MidiFile& file,
                                      std::vector<MidiWarning>* warnings = nullptr);

/// Bytes to music at once: what to_note_sequence(read_smf(bytes)) gives. Errors: as read_smf.
Result<SequenceReadResult> read_midi(std::span<const std::uint8_t> bytes);

}  // namespace segue
