// SPDX-License-Identifier: Apache-2.0
// From a piece to the fixed-length melody windows a model is trained on or can encode, and, where
// there are none, the reason for every track. Combines split, quantise, melody extraction and
// slicing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"
#include "shared/music/note_sequence.h"

namespace segue {

/// What to do with a track in which notes start together.
enum class Polyphony {
  kHighest,     ///< the highest of them is the melody
  kSkipWindow,  ///< leave out the windows that have such notes
  kSkipTrack,   ///< leave the whole track out
};

struct WindowOptions {
  int bars = 2;      ///< window length
  int hop_bars = 1;  ///< distance between window starts
  int steps_per_quarter = 4;
  int min_pitch = 21;   ///< lowest pitch of the 90-token vocabulary (A0)
  int max_pitch = 108;  ///< highest (C8)
  int min_program = 0;  ///< programs taken; all by default
  int max_program = 127;
  int numerator = 4;       ///< the meter: 4/4 takes every bar as long (2/2, 8/8), others only
  int denominator = 4;     ///< themselves
  double gap_bars = 1.0;   ///< a rest this long ends a melody
  int min_notes = 1;       ///< windows with fewer notes are dropped (and counted)
  int max_windows = 0;     ///< 0 = all, else the first ones
  int max_rest_steps = 0;  ///< windows with a longer silence are dropped; 0 = any
  int min_pitches = 1;     ///< windows with fewer different pitches are dropped
  Polyphony polyphony = Polyphony::kHighest;
  bool operator==(const WindowOptions&) const = default;
};

/// One window in the melody vocabulary (shared/codec/melody_codec.h), with where it came from.
struct MelodyWindow {
  std::vector<std::uint8_t> tokens;  ///< [T], T = bars * 16
  int instrument = 0;                ///< index into NoteSequence::instruments
  int bar = 1;                       ///< first bar in the file, counted from 1 across meter changes
  double start_s = 0;                ///< where it starts in the file
  double tempo_qpm = kDefaultTempoQpm;
  int program = 0;
  bool operator==(const MelodyWindow&) const = default;
};

/// Kinds of reasons, for counting.
enum class RejectionCode {
  kNoNotes,
  kDrumsOnly,
  kProgram,       ///< outside min_program..max_program
  kPitchRange,    ///< all notes outside min_pitch..max_pitch
  kPolyphonic,    ///< Polyphony::kSkipTrack and kSkipWindow only
  kMeter,         ///< no bar of four quarters
  kUnusableTime,  ///< negative times, a meter or tempo that is none, too long
  kTimeChanges,   ///< tempo or meter change too often for one window
  kTooShort,      ///< no melody as long as a window
  kTooFewNotes,
  kRepeats,  ///< all windows are on another track already
  kMixed,    ///< whole file only: the tracks differ
  kNoDrums,
  kMissingPart,  ///< a trio without melody, bass or drums; several tracks that are one
  kFiltered,     ///< every window has too long a rest, too few pitches or too many events
};

/// A few words for tables: "drums only".
std::string_view to_label(RejectionCode code);

/// Why a track (or, with `instrument` -1, the whole file) gave no window, in a sentence for people:
/// "3/4 only: a bar is 12 steps, the model needs 16", "drums only", "no melody of 1 bar".
struct Rejection {
  int instrument = -1;
  std::string reason;
  RejectionCode code = RejectionCode::kNoNotes;
  bool operator==(const Rejection&) const = default;
};

struct WindowReport {
  std::vector<MelodyWindow> windows;  ///< in order of (start_s, instrument), duplicates removed
  std::vector<Rejection>
      rejections;         ///< instruments without a window; first the file (-1) if it has none
  int duplicates = 0;     ///< windows dropped because the piece has them already
  int too_few_notes = 0;  ///< windows dropped by min_notes
  int polyphonic = 0;     ///< windows dropped by Polyphony::kSkipWindow
};

/// Every window of the piece. Never fails: a piece without windows has rejections instead.
/// Source: REFERENCE rows 2 to 5 (magenta's OneHotMelodyConverter); differences are named in the
/// .cpp.
WindowReport find_melody_windows(const NoteSequence& sequence, const WindowOptions& options = {});

}  // namespace segue
