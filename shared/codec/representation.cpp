// SPDX-License-Identifier: Apache-2.0
#include "shared/codec/representation.h"

#include <algorithm>
#include <array>
#include <cassert>

#include "shared/codec/multitrack_codec.h"
#include "shared/codec/polyphony_codec.h"

namespace segue {
namespace {

constexpr int kDrumClasses = 9, kDrumTokens = 512;
constexpr int kChordQualityClasses = 12;  // per quality, root C first; class 0 is "none"

constexpr std::array kMelody = {RepresentationPart{"melody", 90, 90}};
constexpr std::array kRoll = {RepresentationPart{"melody", 89, 89}};
constexpr std::array kMidiLike = {RepresentationPart{"melody", 90, 90}};
constexpr std::array kDrums = {RepresentationPart{"drums", kDrumTokens, kDrumClasses + 1}};
constexpr std::array kDrums9 = {RepresentationPart{"drums", 0, 10}};
constexpr std::array kDrums61 = {RepresentationPart{"drums", 0, 62}};
constexpr std::array kTrio = {RepresentationPart{"melody", 90, 90},
                              RepresentationPart{"bass", 90, 90},
                              RepresentationPart{"drums", kDrumTokens, kDrumTokens}};
constexpr std::array kGroove = {RepresentationPart{"groove", 0, 27}};
constexpr std::array kEvents = {RepresentationPart{"events", kMultitrackTokens, kMultitrackTokens}};
constexpr std::array kPolyphony = {
    RepresentationPart{"events", kPolyphonyTokens, kPolyphonyTokens}};

constexpr std::array kRepresentations = {
    RepresentationInfo{"melody_90", DecoderHead::kCategorical, kMelody, 0, 4},
    RepresentationInfo{"melody_roll_89", DecoderHead::kCategorical, kRoll, 0, 4},
    RepresentationInfo{"melody_midi_90", DecoderHead::kCategorical, kMidiLike, 0, 4},
    RepresentationInfo{"drums_9", DecoderHead::kCategorical, kDrums, 0, 4},
    RepresentationInfo{"drums_9_nade", DecoderHead::kNade, kDrums9, 9, 4},
    RepresentationInfo{"drums_61_nade", DecoderHead::kNade, kDrums61, 61, 4},
    RepresentationInfo{"trio_692", DecoderHead::kCategorical, kTrio, 0, 4},
    RepresentationInfo{"groove_27", DecoderHead::kGroove, kGroove, 27, 4},
    RepresentationInfo{"multitrack_490", DecoderHead::kCategorical, kEvents, 0,
                       kMultitrackStepsPerQuarter, kMultitrackRows},
    RepresentationInfo{"polyphony_259", DecoderHead::kCategorical, kPolyphony, 0,
                       kPolyphonyStepsPerQuarter, 0, true},
};

constexpr std::array kControls = {
    ControlInfo{"chords", ControlKind::kChords, 49, true},
    ControlInfo{"key", ControlKind::kKey, 12, true},
    ControlInfo{"hits", ControlKind::kHits, kDrumClasses, false},
};

/// Where the notes of a token vocabulary are, and what a note that leaves it becomes.
struct NoteRange {
  int first = 0, last = 0, outside = 0;
};

NoteRange note_range(std::string_view representation) {
  if (representation == "melody_roll_89") return {0, 87, 88};
  if (representation == "melody_midi_90") return {0, 87, 88};
  return {2, 89, 0};  // melody_90 and the trio's melody and bass
}

void move_notes(std::span<std::uint16_t> tokens, std::size_t first, std::size_t stride,
                const NoteRange& range, int semitones) {
  for (std::size_t i = first; i < tokens.size(); i += stride) {
    const int token = tokens[i];
    if (token < range.first || token > range.last) continue;
    const int moved = token + semitones;
    tokens[i] = static_cast<std::uint16_t>(
        moved >= range.first && moved <= range.last ? moved : range.outside);
  }
}

/// Tokens of multitrack_490. Drums stay.
void move_events(std::span<std::uint16_t> tokens, int semitones) {
  constexpr int kOctave = kPitchClasses;
  bool drums = false;
  for (auto& token : tokens) {
    if (token >= kTrackProgram) drums = token == kTrackDrums;
    if (drums || token >= kTrackShift) continue;
    int pitch = token % kMidiPitches + semitones;
    while (pitch < 0) pitch += kOctave;
    while (pitch >= kMidiPitches) pitch -= kOctave;
    token = static_cast<std::uint16_t>(token / kMidiPitches * kMidiPitches + pitch);
  }
}

std::uint8_t move_root(int value, int first, int semitones) {
  constexpr int kOctave = 12;
  const int root = (value - first) % kOctave,
            moved = ((root + semitones) % kOctave + kOctave) % kOctave;
  return static_cast<std::uint8_t>(value - root + moved);
}

}  // namespace

int RepresentationInfo::input_depth() const {
  int depth = 0;
  for (const auto& part : parts) depth += part.input_depth;
  return depth;
}

int RepresentationInfo::output_depth() const {
  int depth = feature_depth;
  for (const auto& part : parts) depth += part.classes;
  return depth;
}

std::span<const RepresentationInfo> representations() { return kRepresentations; }

const RepresentationInfo* find_representation(std::string_view name) {
  for (const auto& info : kRepresentations) {
    if (info.name == name) return &info;
  }
  return nullptr;
}

std::vector<float> input_table(const RepresentationInfo& info, std::size_t part) {
  assert(part < info.parts.size());
  const auto classes = static_cast<std::size_t>(info.parts[part].classes);
  const auto depth = static_cast<std::size_t>(info.parts[part].input_depth);
  std::vector<float> table(classes * depth, 0.0f);  // [V, input_depth]
  if (classes == depth) {
    for (std::size_t v = 0; v < classes; ++v) table[v * depth + v] = 1.0f;
    return table;
  }
  for (std::size_t v = 0; v < classes; ++v) {  // bits of a drum token, lowest first, then "none"
    for (std::size_t bit = 0; bit + 1 < depth; ++bit) {
      table[v * depth + bit] = static_cast<float>(v >> bit & 1);
    }
    table[v * depth + depth - 1] = v == 0 ? 1.0f : 0.0f;
  }
  return table;
}

void fill_input_row(const RepresentationInfo& info, std::span<const std::uint16_t> tokens,
                    std::span<float> out) {
  assert(tokens.size() == info.parts.size());
  assert(out.size() == static_cast<std::size_t>(info.input_depth()));
  std::fill(out.begin(), out.end(), 0.0f);
  std::size_t first = 0;
  for (std::size_t p = 0; p < info.parts.size(); ++p) {
    const auto depth = static_cast<std::size_t>(info.parts[p].input_depth);
    const std::size_t token = tokens[p];
    assert(token < static_cast<std::size_t>(info.parts[p].classes));
    if (info.parts[p].classes == info.parts[p].input_depth) {
      out[first + token] = 1.0f;
    } else {
      for (std::size_t bit = 0; bit + 1 < depth; ++bit) {
        out[first + bit] = static_cast<float>(token >> bit & 1);
      }
      out[first + depth - 1] = token == 0 ? 1.0f : 0.0f;
    }
    first += depth;
  }
}

void fill_input_row([[maybe_unused]] const RepresentationInfo& info,
                    std::span<const float> features, std::span<float> out) {
  assert(features.size() == static_cast<std::size_t>(info.feature_depth));
  assert(out.size() == static_cast<std::size_t>(info.input_depth()));
  std::copy(features.begin(), features.end(), out.begin());
  if (out.size() == features.size()) return;
  const bool none =
      std::all_of(features.begin(), features.end(), [](float f) { return f == 0.0f; });
  out.back() = none ? 1.0f : 0.0f;
}

std::span<const ControlInfo> control_kinds() { return kControls; }

const ControlInfo* find_control(std::string_view name) {
  for (const auto& control : kControls) {
    if (control.name == name) return &control;
  }
  return nullptr;
}

void transpose_window(const RepresentationInfo& info, std::span<std::uint16_t> tokens,
                      std::span<std::uint8_t> controls, std::span<const ControlKind> kinds,
                      int semitones) {
  if (semitones == 0) return;
  for (std::size_t p = 0; p < info.parts.size(); ++p) {
    const auto& part = info.parts[p];
    if (part.name == "melody" || part.name == "bass") {
      move_notes(tokens, p, info.parts.size(), note_range(info.name), semitones);
    } else if (info.is_stream) {
      transpose_polyphony(tokens, semitones);
    } else if (part.name == "events") {
      move_events(tokens, semitones);
    }
  }
  for (std::size_t i = 0; i < controls.size() && !kinds.empty(); ++i) {
    const ControlKind kind = kinds[i % kinds.size()];
    if (kind == ControlKind::kChords && controls[i] > 0) {
      const int quality = (controls[i] - 1) / kChordQualityClasses;
      controls[i] = move_root(controls[i], 1 + quality * kChordQualityClasses, semitones);
    } else if (kind == ControlKind::kKey) {
      controls[i] = move_root(controls[i], 0, semitones);
    }
  }
}

}  // namespace segue
