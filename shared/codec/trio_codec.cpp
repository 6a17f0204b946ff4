// SPDX-License-Identifier: Apache-2.0
#include "shared/codec/trio_codec.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "shared/codec/drum_codec.h"
#include "shared/codec/melody_codec.h"

namespace segue {
namespace {

constexpr const char* kPartNames[] = {"melody", "bass", "drums"};

/// Notes of one part join the others as instrument `part`.
void add_part(QuantizedSequence& trio, QuantizedSequence part, int index) {
  for (auto& note : part.notes) {
    note.instrument = index;
    trio.notes.push_back(note);
  }
  Instrument instrument = part.instruments.front();
  instrument.track = index;
  instrument.name = kPartNames[index];
  if (!instrument.is_drum) instrument.channel = index;
  trio.instruments.push_back(std::move(instrument));
}

}  // namespace

Result<QuantizedSequence> decode_trio(std::span<const std::uint16_t> tokens, double tempo_qpm,
                                      int melody_program, int bass_program) {
  if (tokens.size() % kTrioParts != 0) {
    return Error{ErrorCode::kInvalidArgument,
                 std::to_string(tokens.size()) + " trio tokens: expected a multiple of 3"};
  }
  const std::size_t steps = tokens.size() / kTrioParts;
  QuantizedSequence trio;
  trio.tempo_qpm = tempo_qpm;
  trio.total_steps = static_cast<int>(steps);
  for (int part = 0; part < 2; ++part) {
    std::vector<std::uint8_t> line(steps);
    for (std::size_t step = 0; step < steps; ++step) {
      const int token = tokens[step * kTrioParts + static_cast<std::size_t>(part)];
      if (token >= kMelodyTokens) {
        return Error{ErrorCode::kInvalidArgument,
                     std::string(kPartNames[part]) + " token " + std::to_string(token) +
                         " at step " + std::to_string(step) + ": melody tokens are 0 to 89"};
      }
      line[step] = static_cast<std::uint8_t>(token);
    }
    auto notes = decode_melody(line, tempo_qpm, part == 0 ? melody_program : bass_program);
    if (!notes) return notes.error();
    add_part(trio, *std::move(notes), part);
  }
  std::vector<std::uint16_t> drums(steps);
  for (std::size_t step = 0; step < steps; ++step) drums[step] = tokens[step * kTrioParts + 2];
  auto hits = decode_drums(drums, tempo_qpm);
  if (!hits) return hits.error();
  add_part(trio, *std::move(hits), 2);
  std::stable_sort(
      trio.notes.begin(), trio.notes.end(),
      [](const QuantizedNote& a, const QuantizedNote& b) { return a.start_step < b.start_step; });
  return trio;
}

}  // namespace segue
