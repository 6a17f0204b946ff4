// SPDX-License-Identifier: Apache-2.0
// A network that begins with what another model knows: a long model with the decoder of a short
// one.
#pragma once

#include <string>
#include <vector>

#include "native/train/fine_tuning.h"

namespace segue {

struct WarmStart {
  Weights weights;                        ///< all that the configuration needs
  std::vector<std::string> taken, fresh;  ///< names of the weights from `start`, and of the others
};

/// The layers of `start` that `config` has too, by name and shapes; the others are random, as a run
/// from nothing has them. Altmann (2019) begins a 16-bar model with the 2-bar model's decoder
/// (REFERENCE row 37); here any part may fit: a conductor as wide as the short model's z leaves
/// core.* as it is.
/// Errors: kInvalidArgument when the two have other representations, or nothing fits.
Result<WarmStart> warm_start(const StartingPoint& start, const Config& config);

}  // namespace segue
