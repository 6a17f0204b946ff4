// SPDX-License-Identifier: Apache-2.0
// Music in seconds (NoteSequence) and on a grid (QuantizedSequence): two types, because they obey
// different rules. Words follow note-seq's NoteSequence.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace segue {

inline constexpr double kDefaultTempoQpm = 120.0;
inline constexpr int kMidiPitches = 128;
inline constexpr int kPitchClasses = 12;
inline constexpr int kGridStepsPerQuarter =
    4;  ///< sixteenths: the grid of all codecs but multitrack's

/// A note. Velocity 1..127, pitch 0..127 (60 = middle C), program 0..127 (General MIDI, 0-based).
/// `instrument` indexes NoteSequence::instruments.
struct Note {
  int pitch = 60;
  int velocity = 80;
  double start_s = 0;
  double end_s = 0;
  int program = 0;
  int instrument = 0;
  bool is_drum = false;
  bool operator==(const Note&) const = default;
};

struct Tempo {
  double time_s = 0;
  double qpm = kDefaultTempoQpm;  ///< quarter notes a minute
  bool operator==(const Tempo&) const = default;
};

struct TimeSignature {
  double time_s = 0;
  int numerator = 4;
  int denominator = 4;
  bool operator==(const TimeSignature&) const = default;
};

struct KeySignature {
  double time_s = 0;
  int key = 0;  ///< pitch class of the tonic, 0 = C
  bool minor = false;
  bool operator==(const KeySignature&) const = default;
};

/// A chord symbol; it holds up to the next one.
struct ChordSymbol {
  double time_s = 0;
  std::uint8_t chord = 0;  ///< class of shared/codec/chord_codec.h; 0: none
  bool operator==(const ChordSymbol&) const = default;
};

struct PitchBend {
  double time_s = 0;
  int bend = 0;  ///< -8192..8191
  int instrument = 0;
  bool operator==(const PitchBend&) const = default;
};

struct ControlChange {
  double time_s = 0;
  int control = 0;
  int value = 0;
  int instrument = 0;
  bool operator==(const ControlChange&) const = default;
};

/// One line of the score: what one track plays on one channel with one program.
struct Instrument {
  int track = 0;    ///< 0-based track of the file
  int channel = 0;  ///< 0..15; 9 is drums
  int program = 0;
  bool is_drum = false;
  std::string name;  ///< the track's name, empty where none is given
  bool operator==(const Instrument&) const = default;
};

/// Absolute time in seconds. Notes are sorted by (start_s, pitch); events by time.
/// Without tempos the piece is at 120 qpm; without time signatures it is in 4/4.
struct NoteSequence {
  std::vector<Note> notes;
  std::vector<Instrument> instruments;
  std::vector<Tempo> tempos;
  std::vector<TimeSignature> time_signatures;
  std::vector<KeySignature> key_signatures;
  std::vector<PitchBend> pitch_bends;
  std::vector<ControlChange> control_changes;
  double total_time_s = 0;          ///< end of the last note
  std::vector<ChordSymbol> chords;  ///< of scores that have symbols
  bool operator==(const NoteSequence&) const = default;
};

struct QuantizedNote {
  int pitch = 60;
  int velocity = 80;
  int start_step = 0;
  int end_step = 1;  ///< exclusive, > start_step
  int program = 0;
  int instrument = 0;
  bool is_drum = false;
  bool operator==(const QuantizedNote&) const = default;
};

/// One tempo, one meter, times in steps.
struct QuantizedSequence {
  std::vector<QuantizedNote> notes;
  std::vector<Instrument> instruments;
  int steps_per_quarter = kGridStepsPerQuarter;
  double tempo_qpm = kDefaultTempoQpm;
  int numerator = 4;
  int denominator = 4;
  int total_steps = 0;
  bool operator==(const QuantizedSequence&) const = default;

  /// May be fractional for odd meters; melodies and drums need a whole number.
  double steps_per_bar() const { return steps_per_quarter * 4.0 * numerator / denominator; }
};

}  // namespace segue
