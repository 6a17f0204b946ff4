// SPDX-License-Identifier: Apache-2.0
// The conductor of hierarchical decoders: from z one vector for each segment, which then plays the
// part of z for the cores.
#pragma once

#include "native/train/config.h"
#include "native/train/lstm_stack.h"

namespace segue {

struct ConductorImpl : LstmStackImpl {
  explicit ConductorImpl(const Config& config);
  /// `z` [B, Z] gives [S, B, C].
  torch::Tensor forward(const torch::Tensor& z, Engine engine, Dropout* dropout);
  std::int64_t segments;
};
TORCH_MODULE(Conductor);

}  // namespace segue
