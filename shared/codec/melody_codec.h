// SPDX-License-Identifier: Apache-2.0
// The 90-token melody vocabulary: 0 = no event (rest or hold), 1 = note-off, 2..89 = note-on of
// pitch 21..108. One token a sixteenth note. Source: magenta's OneHotMelodyConverter.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "shared/base/result.h"
#include "shared/music/note_sequence.h"
#include "shared/tensor/tensor.h"

namespace segue {

inline constexpr int kMelodyTokens = 90;
inline constexpr int kMelodyMinPitch = 21;
inline constexpr int kMelodyMaxPitch = 108;
inline constexpr std::uint8_t kNoEvent = 0;
inline constexpr std::uint8_t kNoteOff = 1;
inline constexpr int kFirstNoteToken = kNoteOff + 1;

/// The token of a note-on; `pitch` is in 21..108.
constexpr int melody_token(int pitch) { return pitch - kMelodyMinPitch + kFirstNoteToken; }

/// Melody events (-2 no event, -1 note-off, 0..127 pitch) to tokens.
/// Errors: kInvalidArgument for an event outside that range or a pitch outside 21..108, with its
/// step.
Result<std::vector<std::uint8_t>> encode_melody(std::span<const int> events);

/// Tokens to notes on the grid, one voice. A note lasts until the next note-on or note-off, or the
/// end of the window. Velocity 80 (written by the reference systems), the given program. Errors:
/// kInvalidArgument for a token above 89.
Result<QuantizedSequence> decode_melody(std::span<const std::uint8_t> tokens,
                                        double tempo_qpm = kDefaultTempoQpm, int program = 0,
                                        int velocity = 80);

/// One-hot rows of a batch of equally long token sequences: [B, T, 90] floats, the encoder's input.
Tensor to_one_hot(std::span<const std::vector<std::uint8_t>> batch);

}  // namespace segue
