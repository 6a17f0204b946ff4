// SPDX-License-Identifier: Apache-2.0
// The errors of shared/measures/groove_errors.h from a decoder's tensors.
#pragma once

#include <torch/torch.h>

#include "shared/codec/groove_codec.h"
#include "shared/measures/groove_errors.h"

namespace segue {

/// `outputs` [T, B, 27] of a decoder (not yet through sigmoid and tanh), `features` [T, B, 27],
/// `input` what the model was shown of them and gives back, see restore_given.
void add_outputs(GrooveErrorSums& sums, const torch::Tensor& outputs, const torch::Tensor& features,
                 GrooveInput input);

}  // namespace segue
