// SPDX-License-Identifier: Apache-2.0
#include "shared/model/clip_midi.h"

#include <cmath>
#include <string>

#include "shared/codec/melody_codec.h"
#include "shared/midi/from_note_sequence.h"
#include "shared/music/quantized_to_notes.h"

namespace segue {

Result<NoteSequence> clips_to_notes(std::span<const std::vector<std::uint8_t>> clips,
                                    double tempo_qpm, int program) {
  if (clips.empty()) return Error{ErrorCode::kInvalidArgument, "expected a clip, found none."};
  if (!std::isfinite(tempo_qpm) || tempo_qpm <= 0) {
    return Error{ErrorCode::kInvalidArgument, "expected a tempo above 0 quarters a minute, found " +
                                                  std::to_string(tempo_qpm) + "."};
  }
  if (program < 0 || program > 127) {
    return Error{ErrorCode::kInvalidArgument,
                 "expected a program from 0 to 127, found " + std::to_string(program) + "."};
  }
  QuantizedSequence row;
  int first_step = 0;
  for (const auto& tokens : clips) {
    auto clip = decode_melody(tokens, tempo_qpm, program);
    if (!clip) return clip.error();
    for (QuantizedNote& note : clip->notes) {
      note.start_step += first_step;
      note.end_step += first_step;
    }
    if (first_step == 0) {
      row = std::move(*clip);
    } else {
      row.notes.insert(row.notes.end(), clip->notes.begin(), clip->notes.end());
    }
    first_step += static_cast<int>(tokens.size());
    row.total_steps = first_step;
  }
  return to_note_sequence(row);
}

Result<std::vector<std::uint8_t>> clip_to_midi(const std::vector<std::uint8_t>& tokens,
                                               double tempo_qpm, int program) {
  return clips_to_midi({&tokens, 1}, tempo_qpm, program);
}

Result<std::vector<std::uint8_t>> clips_to_midi(std::span<const std::vector<std::uint8_t>> clips,
                                                double tempo_qpm, int program) {
  const auto notes = clips_to_notes(clips, tempo_qpm, program);
  if (!notes) return notes.error();
  return write_midi(*notes);
}

}  // namespace segue
