// SPDX-License-Identifier: Apache-2.0
// A window of music in any representation, with where it came from, and what a search for windows
// reports. What melody_windows.h has for melodies alone, for all kinds of data.
#pragma once

#include <cstdint>
#include <vector>

#include "shared/music/melody_windows.h"

namespace segue {

/// Tokens [T, P] or features [T, F] as in shared/codec/representation.h, and controls [T, K].
struct MusicWindow {
  std::vector<std::uint16_t> tokens;
  std::vector<float> features;
  std::vector<std::uint8_t> controls;
  int instrument = 0;  ///< index into NoteSequence::instruments; of a trio, the melody's
  int bar = 1;         ///< first bar in the file, counted from 1 across meter changes
  double start_s = 0;  ///< where it starts in the file
  double tempo_qpm = kDefaultTempoQpm;
  bool operator==(const MusicWindow&) const = default;
};

/// What the control "key" is told from.
enum class KeySource {
  kNone,       ///< no key was asked for, or there is no pitch to estimate it from
  kSignature,  ///< the file's key signatures
  kEstimate,   ///< the notes, because it has none
};

/// What the control "chords" is told from.
enum class ChordSource {
  kNone,      ///< no chords were asked for
  kSymbols,   ///< the score's chord symbols
  kInferred,  ///< the notes, because it has none
};

struct MusicWindowReport {
  std::vector<MusicWindow> windows;   ///< in order of start, duplicates removed
  std::vector<Rejection> rejections;  ///< as in WindowReport
  int duplicates = 0;                 ///< windows dropped because the piece has them already
  int too_few_notes = 0;              ///< windows dropped by min_notes
  int polyphonic = 0;                 ///< windows dropped by Polyphony::kSkipWindow
  int filtered = 0;  ///< windows dropped by max_rest_steps, min_pitches or a limit on events
  KeySource key_source = KeySource::kNone;
  ChordSource chord_source = ChordSource::kNone;
};

}  // namespace segue
