// SPDX-License-Identifier: Apache-2.0
// From the clips of a melody model to music and to the bytes of a .mid file: one way for the
// programs and the page, so that both write the same bytes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "shared/base/result.h"
#include "shared/music/note_sequence.h"

namespace segue {

/// Clips of melody tokens, played one after the other without a gap. `tempo_qpm` above 0, `program`
/// 0..127. Errors: kInvalidArgument (no clip, a token above 89, tempo or program out of range).
Result<NoteSequence> clips_to_notes(std::span<const std::vector<std::uint8_t>> clips,
                                    double tempo_qpm, int program);

/// The bytes of a .mid file with one clip, or with several in a row. Errors as clips_to_notes.
Result<std::vector<std::uint8_t>> clip_to_midi(const std::vector<std::uint8_t>& tokens,
                                               double tempo_qpm, int program);
Result<std::vector<std::uint8_t>> clips_to_midi(std::span<const std::vector<std::uint8_t>> clips,
                                                double tempo_qpm, int program);

}  // namespace segue
