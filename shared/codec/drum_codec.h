// SPDX-License-Identifier: Apache-2.0
// Drums as classes of sounds: 9 classes (a token 0..511 a step, one bit a class) and the full kit
// of 61 (zeros and ones a step). Source: the maps of magenta's drum converters (REFERENCE 1.6).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "shared/base/result.h"
#include "shared/music/note_sequence.h"

namespace segue {

inline constexpr int kDrumClasses = 9;
inline constexpr int kDrumTokens = 512;
inline constexpr int kFullDrumClasses = 61;
inline constexpr int kDrumChannel = 9;
inline constexpr int kDrumVelocity = 80;  // as the reference systems write

/// Kick, snare, closed hat, open hat, low tom, mid tom, high tom, crash, ride.
std::span<const char* const> drum_class_names();

/// Class of a General MIDI drum pitch, or -1 where the map has none. `drum_class`: 9 classes;
/// `full_drum_class`: 61; `kit_drum_class`: the 9 classes as the Groove data set's electronic kit
/// plays them, for training grooves.
int drum_class(int pitch);
int full_drum_class(int pitch);
int kit_drum_class(int pitch);

/// The pitch that is written for a class, which must be in range.
int drum_pitch(int drum_class);
int full_drum_pitch(int full_class);

/// `tokens` [T], one a sixteenth, to hits of one step. Errors: kInvalidArgument for a token above
/// 511, with its step.
Result<QuantizedSequence> decode_drums(std::span<const std::uint16_t> tokens,
                                       double tempo_qpm = kDefaultTempoQpm,
                                       int velocity = kDrumVelocity);

/// `labels` [T, classes] with classes 9 or 61: a hit where a label is above one half.
/// Errors: kInvalidArgument (another number of classes, a size that does not fit).
Result<QuantizedSequence> decode_drum_labels(std::span<const float> labels, int classes,
                                             double tempo_qpm = kDefaultTempoQpm,
                                             int velocity = kDrumVelocity);

/// The drum notes that start in [first_step, first_step + steps) as tokens [T]. Pitches without a
/// class are left out.
std::vector<std::uint16_t> encode_drums(std::span<const QuantizedNote> notes, int first_step,
                                        int steps);
/// The same as labels [T, classes], classes 9 or 61.
std::vector<float> encode_drum_labels(std::span<const QuantizedNote> notes, int first_step,
                                      int steps, int classes);

}  // namespace segue
