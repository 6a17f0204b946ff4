// SPDX-License-Identifier: Apache-2.0
#include "shared/codec/polyphony_codec.h"

#include <algorithm>
#include <cassert>
#include <string>

namespace segue {
namespace {

constexpr int kPitches = 128;

// The pitch of a note's event, -1 for the others.
int pitch_of(int token) {
  return token < kPolyphonyNewNote ? -1 : (token - kPolyphonyNewNote) % kPitches;
}

}  // namespace

std::vector<std::uint16_t> encode_polyphony(const QuantizedSequence& sequence) {
  std::vector<const QuantizedNote*> waiting;  // by start
  for (const auto& note : sequence.notes) waiting.push_back(&note);
  std::stable_sort(waiting.begin(), waiting.end(),
                   [](const auto* a, const auto* b) { return a->start_step < b->start_step; });
  std::vector<std::uint16_t> tokens = {kPolyphonyStart};
  std::vector<const QuantizedNote*> sounding;
  auto next = waiting.begin();
  for (int step = 0; step < sequence.total_steps; ++step) {
    std::erase_if(sounding, [&](const auto* note) { return note->end_step <= step; });
    for (; next != waiting.end() && (*next)->start_step <= step; ++next) sounding.push_back(*next);
    // Those that go on are in front of the new ones already.
    std::stable_sort(sounding.begin(), sounding.end(), [&](const auto* a, const auto* b) {
      if (a->pitch != b->pitch) return a->pitch > b->pitch;
      return a->start_step < step && b->start_step == step;
    });
    for (const auto* note : sounding) {
      assert(note->pitch >= 0 && note->pitch < kPitches);
      const int first = note->start_step == step ? kPolyphonyNewNote : kPolyphonyContinuedNote;
      tokens.push_back(static_cast<std::uint16_t>(first + note->pitch));
    }
    tokens.push_back(kPolyphonyStepEnd);
  }
  tokens.push_back(kPolyphonyEnd);
  return tokens;
}

bool transpose_polyphony(std::span<std::uint16_t> tokens, int semitones) {
  for (const int token : tokens) {
    const int pitch = pitch_of(token);
    if (pitch >= 0 && (pitch + semitones < 0 || pitch + semitones >= kPitches)) return false;
  }
  for (auto& token : tokens) {
    if (pitch_of(token) >= 0) token = static_cast<std::uint16_t>(token + semitones);
  }
  return true;
}

int polyphony_steps(std::span<const std::uint16_t> tokens) {
  return static_cast<int>(std::count(tokens.begin(), tokens.end(), kPolyphonyStepEnd));
}

QuantizedNote PolyphonyDecoder::ended(const Sounding& note, int step) const {
  QuantizedNote done;
  done.pitch = note.pitch;
  done.velocity = velocity_;
  done.start_step = note.start_step;
  done.end_step = step;
  return done;
}

void PolyphonyDecoder::push(int token, std::vector<QuantizedNote>& finished) {
  assert(token >= 0 && token < kPolyphonyTokens);
  const int pitch = pitch_of(token);
  if (pitch >= 0 && token < kPolyphonyContinuedNote) {
    sounding_.push_back({pitch, step_, true});
  } else if (pitch >= 0) {
    // Of two notes of one pitch the later goes on, as the reference has it.
    const auto goes_on = std::find_if(sounding_.rbegin(), sounding_.rend(), [&](const auto& note) {
      return note.pitch == pitch && !note.confirmed;
    });
    if (goes_on != sounding_.rend()) goes_on->confirmed = true;
  } else if (token == kPolyphonyStepEnd) {
    std::erase_if(sounding_, [&](const Sounding& note) {
      if (!note.confirmed) finished.push_back(ended(note, step_));
      return !note.confirmed;
    });
    for (auto& note : sounding_) note.confirmed = false;
    ++step_;
  }
}

void PolyphonyDecoder::finish(std::vector<QuantizedNote>& finished) {
  add_sounding(finished);
  sounding_.clear();
}

void PolyphonyDecoder::add_sounding(std::vector<QuantizedNote>& notes) const {
  for (const auto& note : sounding_) {
    if (note.start_step < step_) notes.push_back(ended(note, step_));
  }
}

Result<QuantizedSequence> decode_polyphony(std::span<const std::uint16_t> tokens, double tempo_qpm,
                                           int velocity) {
  PolyphonyDecoder decoder(velocity);
  QuantizedSequence sequence;
  sequence.steps_per_quarter = kPolyphonyStepsPerQuarter;
  sequence.tempo_qpm = tempo_qpm;
  sequence.instruments.resize(1);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i] >= kPolyphonyTokens) {
      return Error{ErrorCode::kInvalidArgument,
                   "event " + std::to_string(i) + " is " + std::to_string(tokens[i]) +
                       ", the polyphony vocabulary has 0.." + std::to_string(kPolyphonyTokens - 1)};
    }
    decoder.push(tokens[i], sequence.notes);
  }
  decoder.finish(sequence.notes);
  sequence.total_steps = decoder.step();
  std::stable_sort(sequence.notes.begin(), sequence.notes.end(),
                   [](const QuantizedNote& a, const QuantizedNote& b) {
                     return a.start_step != b.start_step ? a.start_step < b.start_step
                                                         : a.pitch < b.pitch;
                   });
  return sequence;
}

}  // namespace segue
