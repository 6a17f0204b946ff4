// SPDX-License-Identifier: Apache-2.0
// Finds the ways through latent space along which attributes change, from encoded windows and
// their measured attributes (Armadillo).
#pragma once

#include <string_view>
#include <vector>

#include "shared/base/result.h"
#include "shared/model/attributes.h"

namespace segue {

enum class AttributeMethod {
  /// Straight: mean z of the windows in the highest quarter minus that of the lowest; the paper's
  /// (Roberts et al. 2018, 5.4), scaled so that +1 is one standard deviation of the attribute.
  kQuartiles,
  /// Straight: the shortest step, as the spread of z measures length, after which a linear model of
  /// the attributes has this one higher by one standard deviation and the others where they were.
  kLeastSquares,
  /// Curved: the same with a quadratic model, whose gradients differ from place to place. What goes
  /// up when a melody leaps, whichever way it leaps, has no direction that holds everywhere.
  kGradients,
};
inline constexpr AttributeMethod kAttributeMethods[] = {
    AttributeMethod::kQuartiles, AttributeMethod::kLeastSquares, AttributeMethod::kGradients};
std::string_view attribute_method_name(AttributeMethod method);

/// Attributes of windows: `values` [N, A] row-major, in standard deviations from the mean; 0 where
/// a window has none.
struct MeasuredWindows {
  std::vector<float> latents;        ///< [N, Z]
  std::vector<float> values;         ///< [N, A]
  std::vector<AttributeInfo> infos;  ///< [A]
  int z_size = 0;
};

inline constexpr int kMostAttributeRank = 40;

/// Gains of curved fields are 1. Errors: kInvalidArgument (fewer than 100 windows), kRuntime (the
/// windows do not differ).
Result<AttributeField> fit_attributes(const MeasuredWindows& windows, AttributeMethod method);

}  // namespace segue
