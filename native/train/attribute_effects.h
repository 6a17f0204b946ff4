// SPDX-License-Identifier: Apache-2.0
// What attribute vectors do: windows through the model with a step of +1 and of -1 along each, and
// the attributes of what comes out, measured.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "shared/base/result.h"
#include "shared/model/music_vae.h"

namespace segue {

/// The attributes `infos` of each clip, [N][A]. Errors: those of to_grid_clip.
using AttributeValues = std::vector<std::vector<std::optional<double>>>;
Result<AttributeValues> measure_clips(const MusicVae::MusicClips& clips, const Representation& form,
                                      std::span<const AttributeInfo> infos);

/// Changes are means over windows, in standard deviations of the attribute (AttributeInfo::sd),
/// against the same windows decoded without a step; [A, A], row = the vector walked along.
struct AttributeEffects {
  int attributes = 0;
  std::int64_t windows = 0;
  std::vector<double> plus, minus;  ///< [A, A]: after +1, after -1
  /// [A]: of the windows whose attribute changed between -1 and +1, the share in which it did not
  /// fall from -1 to 0 to +1.
  std::vector<double> monotonic;

  /// [A, A]: half of what lies between -1 and +1.
  std::vector<double> response() const;
  /// Half the way of attribute a from -1 to +1: 1 is what is aimed at.
  double own(int a) const;
  /// Mean size of what the other attributes change at a step along a, in either direction.
  double others(int a) const;
  /// The same of the one that changes most; which one in `worst`.
  double worst_other(int a, int& worst) const;
};

/// Encodes the windows, takes their means, moves them and decodes the likeliest notes. The model
/// has the vectors (MusicVae::set_attributes). Errors: those of the model, kCancelled.
Result<AttributeEffects> measure_effects(MusicVae& model, const MusicVae::MusicClips& windows,
                                         std::span<const AttributeInfo> infos,
                                         const std::function<void(std::int64_t done)>& on_progress);

}  // namespace segue
