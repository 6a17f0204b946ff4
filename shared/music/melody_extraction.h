// SPDX-License-Identifier: Apache-2.0
// From one instrument's notes on the grid to its melodies: single lines with gaps below a bar.
#pragma once

#include <span>
#include <vector>

#include "shared/music/note_sequence.h"

namespace segue {

inline constexpr int kMelodyNoEvent = -2;
inline constexpr int kMelodyNoteOff = -1;

/// Defaults are MusicVAE's (REFERENCE 1.5).
struct MelodyOptions {
  double gap_bars = 1.0;       ///< a rest this long ends a melody
  int min_bars = 1;            ///< shorter melodies are left out
  int max_steps = 1600;        ///< longer melodies lose the rest; 0 = no limit
  int min_unique_pitches = 1;  ///< of the 12 pitch classes
  bool pad_end = true;         ///< up to the end of the last bar
};

struct MelodyNote {
  int pitch = 60;
  int start_step = 0;               ///< in the sequence
  int end_step = 1;                 ///< exclusive; not after the next note's start
  bool highest_of_several = false;  ///< others started with it
  bool operator==(const MelodyNote&) const = default;
};

struct Melody {
  int start_step = 0;  ///< the bar line at or before the first note
  int length = 0;      ///< steps
  std::vector<MelodyNote> notes;
  bool operator==(const Melody&) const = default;

  /// One event a step: a pitch where a note starts, kMelodyNoteOff where one ends without another
  /// starting, else kMelodyNoEvent. [length]
  std::vector<int> to_events() const;
};

/// `notes` of one instrument, sorted by (start_step, pitch descending); drums and velocity 0 are
/// ignored. Of notes that start together the highest is kept; a note that starts while another
/// sounds ends it. A melody starts on the bar line before its first note, the search for the next
/// one on the bar line after its end. Source: note-seq, Melody.from_quantized_sequence and
/// extract_melodies.
std::vector<Melody> extract_melodies(std::span<const QuantizedNote> notes, int steps_per_bar,
                                     const MelodyOptions& options = {});

/// Step of the first note that starts together with another (drums and velocity 0 aside), or -1.
int find_polyphony(std::span<const QuantizedNote> notes);

}  // namespace segue
