// SPDX-License-Identifier: Apache-2.0
#include "shared/measures/attributes.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "shared/codec/drum_codec.h"
#include "shared/measures/piece_measures.h"

namespace segue {
namespace {

using Value = std::optional<double>;

Value density(const GridPiece& piece) {
  if (piece.bars() <= 0) return std::nullopt;
  return static_cast<double>(piece.notes.size()) / piece.bars();
}

Value range(const GridPiece& piece) {
  if (piece.notes.empty()) return std::nullopt;
  const auto [low, high] =
      std::minmax_element(piece.notes.begin(), piece.notes.end(),
                          [](const GridNote& a, const GridNote& b) { return a.pitch < b.pitch; });
  return high->pitch - low->pitch;
}

template <class Property>
Value mean(const GridPiece& piece, Property property) {
  if (piece.notes.empty()) return std::nullopt;
  double sum = 0;
  for (const GridNote& note : piece.notes) sum += property(note);
  return sum / static_cast<double>(piece.notes.size());
}

Value pitch(const GridPiece& piece) {
  return mean(piece, [](const GridNote& note) { return static_cast<double>(note.pitch); });
}

Value hats(const GridPiece& piece) {
  return mean(piece, [](const GridNote& note) {
    const int drum = drum_class(note.pitch);
    return drum == 2 || drum == 3 ? 1.0 : 0.0;  // closed, open
  });
}

Value loudness(const GridPiece& piece) {
  return mean(piece, [](const GridNote& note) { return static_cast<double>(note.velocity); });
}

Value looseness(const GridPiece& piece) {
  return mean(piece, [](const GridNote& note) {
    return static_cast<double>(std::fabs(note.offset_steps));
  });
}

constexpr AttributeKind kDensity{"density", "Note density", "notes a bar", density};
constexpr AttributeKind kStrokes{"density", "Stroke density", "strokes a bar", density};
constexpr AttributeKind kSyncopation{"syncopation", "Syncopation", "levels a bar", syncopation};
constexpr AttributeKind kHats{"hats", "Hi-hats", "of all strokes", hats};

constexpr std::array kMelody = {
    kDensity,
    kSyncopation,
    AttributeKind{"interval", "Interval", "semitones", mean_interval},
    AttributeKind{"range", "Pitch range", "semitones", range},
    AttributeKind{"scale", "In the scale", "of the notes", in_scale_share},
    AttributeKind{"register", "Register", "mean MIDI pitch", pitch},
};
constexpr std::array kDrums = {kStrokes, kSyncopation, kHats};
constexpr std::array kGrooves = {
    kStrokes,
    kSyncopation,
    kHats,
    AttributeKind{"loudness", "Loudness", "mean velocity", loudness},
    AttributeKind{"looseness", "Looseness", "sixteenths off the grid", looseness},
};

}  // namespace

std::span<const AttributeKind> attribute_kinds(const RepresentationInfo& form) {
  if (form.head == DecoderHead::kGroove) return kGrooves;
  if (form.name.substr(0, 5) == "drums") return kDrums;
  if (form.name.substr(0, 6) == "melody" || form.name.substr(0, 4) == "trio") return kMelody;
  return {};
}

std::vector<std::optional<double>> measure_attributes(const GridPiece& piece,
                                                      const RepresentationInfo& form) {
  GridPiece heard = piece;
  if (form.parts.size() > 1) {  // the melody comes first
    std::erase_if(heard.notes, [](const GridNote& note) { return note.voice != 0; });
  }
  std::vector<std::optional<double>> values;
  for (const AttributeKind& kind : attribute_kinds(form)) values.push_back(kind.measure(heard));
  return values;
}

}  // namespace segue
