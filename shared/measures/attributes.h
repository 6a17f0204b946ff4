// SPDX-License-Identifier: Apache-2.0
// The properties of a clip that attribute vectors move (shared/model/attributes.h): which there are
// for a kind of music, and how each is measured. Source of the idea: Roberts et al., "A
// Hierarchical Latent Vector Model", ICML 2018, 5.4.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "shared/codec/representation.h"
#include "shared/measures/grid_piece.h"

namespace segue {

/// A property that has a number for a clip. `name` is typed, `label` and `unit` are shown.
struct AttributeKind {
  std::string_view name;   ///< "density"
  std::string_view label;  ///< "note density"
  std::string_view unit;   ///< "notes a bar"
  /// None where a clip has no such property: the intervals of a single note.
  std::optional<double> (*measure)(const GridPiece& piece);
};

/// Melodies: density, syncopation, interval, range, scale, register. Trios: the same, of their
/// melody. Drums: density, syncopation (of kick and snare), hats. Grooves: loudness and looseness
/// (distance from the grid) too. Others have none.
std::span<const AttributeKind> attribute_kinds(const RepresentationInfo& form);

/// A value for each kind.
std::vector<std::optional<double>> measure_attributes(const GridPiece& piece,
                                                      const RepresentationInfo& form);

}  // namespace segue
