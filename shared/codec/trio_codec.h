// SPDX-License-Identifier: Apache-2.0
// Trios: melody and bass in the 90 melody tokens, drums in the 512 drum tokens, one of each a step.
#pragma once

#include <cstdint>
#include <span>

#include "shared/base/result.h"
#include "shared/music/note_sequence.h"

namespace segue {

inline constexpr int kTrioParts = 3;
inline constexpr int kTrioBassProgram = 33;  // finger bass, as the reference system writes

/// `tokens` [T, 3] to notes: instrument 0 melody, 1 bass, 2 drums, velocity 80.
/// Errors: kInvalidArgument (a size that is no multiple of 3, a token outside its vocabulary).
Result<QuantizedSequence> decode_trio(std::span<const std::uint16_t> tokens,
                                      double tempo_qpm = kDefaultTempoQpm, int melody_program = 0,
                                      int bass_program = kTrioBassProgram);

}  // namespace segue
