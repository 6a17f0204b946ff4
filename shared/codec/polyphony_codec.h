// SPDX-License-Identifier: Apache-2.0
// Many-voiced music as a stream of 259 events, a sixteenth at a time. Source: magenta's Polyphony
// RNN (REFERENCE 4.2).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "shared/base/result.h"
#include "shared/music/note_sequence.h"

namespace segue {

inline constexpr int kPolyphonyStart = 0;  ///< first, never a target
inline constexpr int kPolyphonyEnd = 1;    ///< last
inline constexpr int kPolyphonyStepEnd = 2;
inline constexpr int kPolyphonyNewNote = 3;          ///< + pitch
inline constexpr int kPolyphonyContinuedNote = 131;  ///< + pitch
inline constexpr int kPolyphonyTokens = 259;
inline constexpr int kPolyphonyStepsPerQuarter = 4;
inline constexpr int kPolyphonyVelocity = 100;

/// START; for each step the notes that sound, by descending pitch, one that goes on before a new
/// one of its pitch, then STEP_END; END. All steps of `sequence.total_steps`, silent ones too;
/// velocities, programs and instruments are not kept. Every note is below total_steps + 1.
std::vector<std::uint16_t> encode_polyphony(const QuantizedSequence& sequence);

/// Moves all pitches. False, and no change, when one would leave 0..127.
bool transpose_polyphony(std::span<std::uint16_t> tokens, int semitones);

/// Steps that are complete: the number of STEP_END.
int polyphony_steps(std::span<const std::uint16_t> tokens);

/// Events to notes, one event at a time, in memory that does not grow: for music that is played
/// while it is made. A note that is not continued in a step ended where that step began; of equal
/// pitches the one that began first. START and END say nothing; what does not sound cannot be
/// continued.
class PolyphonyDecoder {
 public:
  explicit PolyphonyDecoder(int velocity = kPolyphonyVelocity) : velocity_(velocity) {}

  /// Adds the notes that the event ends to `finished`, in the order of their starts. `token` is
  /// below 259.
  void push(int token, std::vector<QuantizedNote>& finished);

  /// Ends what still sounds at the last STEP_END; notes of an incomplete step are dropped.
  void finish(std::vector<QuantizedNote>& finished);

  /// Adds what sounds in the last complete step; `end_step` is where that ends. In front of the
  /// next event after a STEP_END.
  void add_sounding(std::vector<QuantizedNote>& notes) const;

  /// Complete steps so far.
  int step() const { return step_; }

 private:
  struct Sounding {
    int pitch = 0, start_step = 0;
    bool confirmed = true;  ///< new or continued in this step
  };
  QuantizedNote ended(const Sounding& note, int step) const;

  int velocity_;
  int step_ = 0;
  std::vector<Sounding> sounding_;  ///< in the order of their starts
};

/// `tokens` to notes of program 0 on one instrument, sorted by start, then by pitch. Errors:
/// kInvalidArgument for a token above 258, with its place.
Result<QuantizedSequence> decode_polyphony(std::span<const std::uint16_t> tokens,
                                           double tempo_qpm = kDefaultTempoQpm,
                                           int velocity = kPolyphonyVelocity);

}  // namespace segue
