// SPDX-License-Identifier: Apache-2.0
#include "shared/codec/drum_codec.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <string>

namespace segue {
namespace {

using ClassOfPitch = std::array<signed char, kMidiPitches>;

// Pitches of each class, the one that is written first; 0 fills up.
constexpr int kLargestClass = 18;
using Kit = std::array<std::array<int, kLargestClass>, kDrumClasses>;
constexpr Kit kGeneralMidi = {{
    {36, 35},
    {38, 27, 28, 31, 32, 33, 34, 37, 39, 40, 56, 65, 66, 75, 85},
    {42, 44, 54, 68, 69, 70, 71, 73, 78, 80, 22},
    {46, 67, 72, 74, 79, 81, 26},
    {45, 29, 41, 43, 61, 64, 84},
    {48, 47, 60, 63, 77, 86, 87},
    {50, 30, 62, 76, 83},
    {49, 52, 55, 57, 58},
    {51, 53, 59, 82},
}};
constexpr Kit kElectronicKit = {{
    {36},
    {38, 37, 40},
    {42, 22, 44},
    {46, 26},
    {43, 58},
    {47, 45},
    {50, 48},
    {49, 52, 55, 57},
    {51, 53, 59},
}};
constexpr std::array kFullKit = {36, 35, 38, 27, 28, 31, 32, 33, 34, 37, 39, 40, 56, 65, 66, 75,
                                 85, 42, 44, 54, 68, 69, 70, 71, 73, 78, 80, 46, 67, 72, 74, 79,
                                 81, 45, 29, 41, 61, 64, 84, 48, 47, 60, 63, 77, 86, 87, 50, 30,
                                 43, 62, 76, 83, 49, 55, 57, 58, 51, 52, 53, 59, 82};
static_assert(kFullKit.size() == kFullDrumClasses);

constexpr ClassOfPitch invert(const Kit& kit) {
  ClassOfPitch classes{};
  for (auto& c : classes) c = -1;
  for (std::size_t c = 0; c < kit.size(); ++c) {
    for (const int pitch : kit[c]) {
      if (pitch > 0) classes[static_cast<std::size_t>(pitch)] = static_cast<signed char>(c);
    }
  }
  return classes;
}

constexpr ClassOfPitch invert_full() {
  ClassOfPitch classes{};
  for (auto& c : classes) c = -1;
  for (std::size_t c = 0; c < kFullKit.size(); ++c) {
    classes[static_cast<std::size_t>(kFullKit[c])] = static_cast<signed char>(c);
  }
  return classes;
}

constexpr ClassOfPitch kClassOfPitch = invert(kGeneralMidi),
                       kKitClassOfPitch = invert(kElectronicKit), kFullClassOfPitch = invert_full();

int look_up(const ClassOfPitch& classes, int pitch) {
  return pitch >= 0 && pitch < kMidiPitches ? classes[static_cast<std::size_t>(pitch)] : -1;
}

QuantizedSequence make_drum_sequence(std::size_t steps, double tempo_qpm) {
  QuantizedSequence sequence;
  sequence.steps_per_quarter = kGridStepsPerQuarter;
  sequence.tempo_qpm = tempo_qpm;
  sequence.total_steps = static_cast<int>(steps);
  Instrument& drums = sequence.instruments.emplace_back();
  drums.channel = kDrumChannel;
  drums.is_drum = true;
  return sequence;
}

void add_hit(QuantizedSequence& sequence, int pitch, std::size_t step, int velocity) {
  sequence.notes.push_back({.pitch = pitch,
                            .velocity = velocity,
                            .start_step = static_cast<int>(step),
                            .end_step = static_cast<int>(step) + 1,
                            .is_drum = true});
}

template <class OnHit>
void for_each_hit(std::span<const QuantizedNote> notes, int first_step, int steps,
                  const OnHit& on_hit) {
  for (const auto& note : notes) {
    const int step = note.start_step - first_step;
    if (note.is_drum && note.velocity > 0 && step >= 0 && step < steps) {
      on_hit(static_cast<std::size_t>(step), note.pitch);
    }
  }
}

}  // namespace

std::span<const char* const> drum_class_names() {
  static constexpr std::array kNames = {"kick",    "snare",    "closed hat", "open hat", "low tom",
                                        "mid tom", "high tom", "crash",      "ride"};
  static_assert(kNames.size() == kDrumClasses);
  return kNames;
}

int drum_class(int pitch) { return look_up(kClassOfPitch, pitch); }
int full_drum_class(int pitch) { return look_up(kFullClassOfPitch, pitch); }
int kit_drum_class(int pitch) { return look_up(kKitClassOfPitch, pitch); }

int drum_pitch(int drum_class) {
  assert(drum_class >= 0 && drum_class < kDrumClasses);
  return kGeneralMidi[static_cast<std::size_t>(drum_class)][0];
}

int full_drum_pitch(int full_class) {
  assert(full_class >= 0 && full_class < kFullDrumClasses);
  return kFullKit[static_cast<std::size_t>(full_class)];
}

Result<QuantizedSequence> decode_drums(std::span<const std::uint16_t> tokens, double tempo_qpm,
                                       int velocity) {
  QuantizedSequence sequence = make_drum_sequence(tokens.size(), tempo_qpm);
  for (std::size_t step = 0; step < tokens.size(); ++step) {
    if (tokens[step] >= kDrumTokens) {
      return Error{ErrorCode::kInvalidArgument, "token " + std::to_string(tokens[step]) +
                                                    " at step " + std::to_string(step) +
                                                    ": drum tokens are 0 to 511"};
    }
    for (int c = 0; c < kDrumClasses; ++c) {
      if ((tokens[step] >> c & 1) != 0) add_hit(sequence, drum_pitch(c), step, velocity);
    }
  }
  return sequence;
}

Result<QuantizedSequence> decode_drum_labels(std::span<const float> labels, int classes,
                                             double tempo_qpm, int velocity) {
  if (classes != kDrumClasses && classes != kFullDrumClasses) {
    return Error{ErrorCode::kInvalidArgument,
                 std::to_string(classes) + " drum classes: expected 9 or 61"};
  }
  const auto width = static_cast<std::size_t>(classes);
  if (labels.size() % width != 0) {
    return Error{ErrorCode::kInvalidArgument, std::to_string(labels.size()) +
                                                  " drum labels: expected a multiple of " +
                                                  std::to_string(classes)};
  }
  QuantizedSequence sequence = make_drum_sequence(labels.size() / width, tempo_qpm);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (!(labels[i] > 0.5f)) continue;
    const int c = static_cast<int>(i % width);
    add_hit(sequence, classes == kDrumClasses ? drum_pitch(c) : full_drum_pitch(c), i / width,
            velocity);
  }
  return sequence;
}

std::vector<std::uint16_t> encode_drums(std::span<const QuantizedNote> notes, int first_step,
                                        int steps) {
  std::vector<std::uint16_t> tokens(static_cast<std::size_t>(steps), 0);  // [T]
  for_each_hit(notes, first_step, steps, [&](std::size_t step, int pitch) {
    const int c = drum_class(pitch);
    if (c >= 0) tokens[step] = static_cast<std::uint16_t>(tokens[step] | 1 << c);
  });
  return tokens;
}

std::vector<float> encode_drum_labels(std::span<const QuantizedNote> notes, int first_step,
                                      int steps, int classes) {
  assert(classes == kDrumClasses || classes == kFullDrumClasses);
  const auto width = static_cast<std::size_t>(classes);
  std::vector<float> labels(static_cast<std::size_t>(steps) * width, 0.0f);  // [T, classes]
  for_each_hit(notes, first_step, steps, [&](std::size_t step, int pitch) {
    const int c = classes == kDrumClasses ? drum_class(pitch) : full_drum_class(pitch);
    if (c >= 0) labels[step * width + static_cast<std::size_t>(c)] = 1.0f;
  });
  return labels;
}

}  // namespace segue
