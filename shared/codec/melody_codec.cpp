// SPDX-License-Identifier: Apache-2.0
#include "shared/codec/melody_codec.h"

#include <cassert>
#include <string>

#include "shared/music/melody_extraction.h"

namespace segue {
namespace {

Error token_error(std::size_t step, std::uint8_t token) {
  return {ErrorCode::kInvalidArgument, "token " + std::to_string(token) + " at step " +
                                           std::to_string(step) + ": melody tokens are 0 to 89"};
}

}  // namespace

Result<std::vector<std::uint8_t>> encode_melody(std::span<const int> events) {
  std::vector<std::uint8_t> tokens;
  tokens.reserve(events.size());
  for (std::size_t step = 0; step < events.size(); ++step) {
    const int event = events[step];
    if (event == kMelodyNoEvent) {
      tokens.push_back(kNoEvent);
    } else if (event == kMelodyNoteOff) {
      tokens.push_back(kNoteOff);
    } else if (event >= kMelodyMinPitch && event <= kMelodyMaxPitch) {
      tokens.push_back(static_cast<std::uint8_t>(melody_token(event)));
    } else {
      return Error{ErrorCode::kInvalidArgument,
                   "event " + std::to_string(event) + " at step " + std::to_string(step) +
                       ": expected -2 (no event), -1 (note-off) or a pitch from 21 to 108"};
    }
  }
  return tokens;
}

Result<QuantizedSequence> decode_melody(std::span<const std::uint8_t> tokens, double tempo_qpm,
                                        int program, int velocity) {
  QuantizedSequence sequence;
  sequence.steps_per_quarter = kGridStepsPerQuarter;
  sequence.tempo_qpm = tempo_qpm;
  sequence.total_steps = static_cast<int>(tokens.size());
  sequence.instruments.emplace_back().program = program;
  bool sounding = false;
  const auto end_note = [&](std::size_t step) {
    if (sounding) sequence.notes.back().end_step = static_cast<int>(step);
    sounding = false;
  };
  for (std::size_t step = 0; step < tokens.size(); ++step) {
    const std::uint8_t token = tokens[step];
    if (token >= kMelodyTokens) return token_error(step, token);
    if (token == kNoEvent) continue;
    end_note(step);
    if (token == kNoteOff) continue;
    sequence.notes.push_back({.pitch = token - kFirstNoteToken + kMelodyMinPitch,
                              .velocity = velocity,
                              .start_step = static_cast<int>(step),
                              .end_step = static_cast<int>(step) + 1,
                              .program = program});
    sounding = true;
  }
  end_note(tokens.size());
  return sequence;
}

Tensor to_one_hot(std::span<const std::vector<std::uint8_t>> batch) {
  const std::size_t steps = batch.empty() ? 0 : batch.front().size();
  std::vector<float> values(batch.size() * steps * kMelodyTokens, 0.0f);  // [B, T, 90]
  for (std::size_t b = 0; b < batch.size(); ++b) {
    assert(batch[b].size() == steps);
    for (std::size_t t = 0; t < steps; ++t) {
      assert(batch[b][t] < kMelodyTokens);
      values[(b * steps + t) * kMelodyTokens + batch[b][t]] = 1.0f;
    }
  }
  return {
      {static_cast<std::int64_t>(batch.size()), static_cast<std::int64_t>(steps), kMelodyTokens},
      std::move(values)};
}

}  // namespace segue
