// SPDX-License-Identifier: Apache-2.0
// A layer with attention over a whole sequence as a single autograd node, for the fused engines.
#pragma once

#include "native/train/attention_lstm.h"

namespace segue {

/// What enters the gates.
struct AttentionGates {
  torch::Tensor tokens;     // [T, B, R] int64: rows of `table`, R of them are added up
  torch::Tensor table;      // [V, 4H]
  torch::Tensor recurrent;  // [4H, 2H]: of h, and of what was read
};

AttentionOutput fused_attention(const AttentionGates& gates, const AttentionWeights& weights,
                                const torch::Tensor& h0, const torch::Tensor& c0,
                                const torch::Tensor& memory, Engine engine);

}  // namespace segue
