// SPDX-License-Identifier: Apache-2.0
// Directions of a model's latent space in which clips become denser, higher, more syncopated ...
// A package has them as one small file beside model.json. Source: Roberts et al., "A Hierarchical
// Latent Vector Model", ICML 2018, 5.4 (attribute vectors).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/model/model_package.h"

namespace segue {

/// A step along an attribute's vector; +1 is meant to raise the attribute by its standard deviation
/// in the training music. The card says how far the decoder obeys.
struct AttributeChange {
  std::string name;   ///< "density"
  double amount = 0;  ///< -kMostAttributeAmount .. kMostAttributeAmount
  bool operator==(const AttributeChange&) const = default;
};
inline constexpr double kMostAttributeAmount = 3;

/// How attributes lie in latent space. Either straight (rank 0): a vector for each attribute. Or
/// curved: each attribute is modelled as slopes y + y' curvatures y / 2 in the coordinates
/// y = basis (z - mean) / scales, and a step goes along the gradients there, mixed so that this
/// attribute rises and the others stay: dy = G (G' G + e I)^-1 da, in kAttributeSteps pieces.
struct AttributeField {
  int z_size = 0;                    ///< Z
  std::vector<AttributeInfo> infos;  ///< [A], as in model.json
  std::vector<float> vectors;        ///< [A, Z], straight: a row is a change of +1

  int rank = 0;                   ///< P, 0 for straight ones
  std::vector<float> mean;        ///< [Z]
  std::vector<float> basis;       ///< [P, Z], orthonormal rows
  std::vector<float> scales;      ///< [P], above 0
  std::vector<float> slopes;      ///< [A, P]
  std::vector<float> curvatures;  ///< [A, P, P], symmetric
  std::vector<float> gains;  ///< [A, 2]: how far to go for one deviation more, and for one less
  bool operator==(const AttributeField&) const = default;
};
inline constexpr int kAttributeSteps = 4;

/// The field from its file in the package: safetensors with "vectors", or with the arrays of a
/// curved one; A is the number of `package.attributes`, Z the package's. Errors: kCorruptData (an
/// array missing or of another shape, numbers that are not finite or out of range).
Result<AttributeField> parse_attributes(std::span<const std::uint8_t> bytes,
                                        const ModelPackage& package);
/// The bytes of that file, in half precision.
std::vector<std::uint8_t> format_attributes(const AttributeField& field);

/// "density, syncopation, range"; for messages.
std::string list_attributes(std::span<const AttributeInfo> infos);
/// Whether the model has all of them and the amounts are in range. Errors: kInvalidArgument, with
/// the names there are.
Result<void> check_attributes(std::span<const AttributeInfo> infos,
                              std::span<const AttributeChange> changes);

/// z [Z] moved by the changes, which must be those that check_attributes accepts. Only sums,
/// products and quotients: the same bits on every platform.
std::vector<float> apply_attributes(std::span<const float> z, const AttributeField& field,
                                    std::span<const AttributeChange> changes);

}  // namespace segue
