// SPDX-License-Identifier: Apache-2.0
// The reference calls a step a note-on when its pitch did not sound at all in the step before; a
// pitch that had sounded under a higher one then decodes as the higher one held (REFERENCE 9.9).
// Here every change of the highest pitch is a note-on.
#include "shared/codec/roll_codec.h"

#include <algorithm>
#include <string>

#include "shared/codec/melody_codec.h"

namespace segue {
namespace {

constexpr int kRollVelocity = 80;

QuantizedSequence make_line(std::size_t steps, double tempo_qpm, int program) {
  QuantizedSequence line;
  line.steps_per_quarter = kGridStepsPerQuarter;
  line.tempo_qpm = tempo_qpm;
  line.total_steps = static_cast<int>(steps);
  line.instruments.emplace_back().program = program;
  return line;
}

/// A note of one step; later steps make it longer.
void begin_note(QuantizedSequence& line, int token, std::size_t step) {
  line.notes.push_back({.pitch = token + kMelodyMinPitch,
                        .velocity = kRollVelocity,
                        .start_step = static_cast<int>(step),
                        .end_step = static_cast<int>(step) + 1,
                        .program = line.instruments.front().program});
}

Error token_error(std::size_t step, int token, int last) {
  return {ErrorCode::kInvalidArgument, "token " + std::to_string(token) + " at step " +
                                           std::to_string(step) + ": expected 0 to " +
                                           std::to_string(last)};
}

}  // namespace

std::vector<RollStep> to_roll(std::span<const QuantizedNote> notes, int steps) {
  std::vector<RollStep> roll(static_cast<std::size_t>(steps));  // [T]
  for (const auto& note : notes) {
    if (note.is_drum || note.velocity == 0 || note.pitch < kMelodyMinPitch ||
        note.pitch > kMelodyMaxPitch) {
      continue;
    }
    const int last = std::min(note.end_step, steps);
    for (int step = std::max(note.start_step, 0); step < last; ++step) {
      RollStep& here = roll[static_cast<std::size_t>(step)];
      const bool onset = step == note.start_step;
      if (note.pitch > here.pitch) {
        here = {note.pitch, onset};
      } else if (note.pitch == here.pitch) {
        here.onset = here.onset || onset;
      }
    }
  }
  return roll;
}

std::vector<std::uint16_t> encode_roll(std::span<const RollStep> roll) {
  std::vector<std::uint16_t> tokens(roll.size(), kRollRest);
  for (std::size_t t = 0; t < roll.size(); ++t) {
    if (roll[t].pitch < 0) continue;
    tokens[t] = static_cast<std::uint16_t>(roll[t].pitch - kMelodyMinPitch);
    const bool again = roll[t].onset && t > 0 && roll[t - 1].pitch == roll[t].pitch;
    if (again && !roll[t - 1].onset) tokens[t - 1] = kRollRest;
  }
  return tokens;
}

std::vector<std::uint16_t> encode_midi_like(std::span<const RollStep> roll) {
  std::vector<std::uint16_t> tokens(roll.size(), kMidiLikeHold);
  for (std::size_t t = 0; t < roll.size(); ++t) {
    const int before = t > 0 ? roll[t - 1].pitch : -1, pitch = roll[t].pitch;
    if (pitch < 0) {
      if (before >= 0) tokens[t] = kMidiLikeNoteOff;
    } else if (roll[t].onset || (t > 0 && pitch != before)) {
      tokens[t] = static_cast<std::uint16_t>(pitch - kMelodyMinPitch);
    }
  }
  return tokens;
}

Result<QuantizedSequence> decode_roll(std::span<const std::uint16_t> tokens, double tempo_qpm,
                                      int program) {
  QuantizedSequence line = make_line(tokens.size(), tempo_qpm, program);
  for (std::size_t t = 0; t < tokens.size(); ++t) {
    if (tokens[t] >= kRollTokens) return token_error(t, tokens[t], kRollTokens - 1);
    if (tokens[t] == kRollRest) continue;
    if (t > 0 && tokens[t] == tokens[t - 1]) {
      ++line.notes.back().end_step;
    } else {
      begin_note(line, tokens[t], t);
    }
  }
  return line;
}

Result<QuantizedSequence> decode_midi_like(std::span<const std::uint16_t> tokens, double tempo_qpm,
                                           int program) {
  QuantizedSequence line = make_line(tokens.size(), tempo_qpm, program);
  bool sounding = false;
  for (std::size_t t = 0; t < tokens.size(); ++t) {
    if (tokens[t] >= kMidiLikeTokens) return token_error(t, tokens[t], kMidiLikeTokens - 1);
    if (tokens[t] == kMidiLikeHold) {
      if (sounding) ++line.notes.back().end_step;
    } else if (tokens[t] == kMidiLikeNoteOff) {
      sounding = false;
    } else {
      begin_note(line, tokens[t], t);
      sounding = true;
    }
  }
  return line;
}

}  // namespace segue
