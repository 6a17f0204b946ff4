// SPDX-License-Identifier: Apache-2.0
#include "native/train/conductor.h"

namespace segue {

using torch::Tensor;

ConductorImpl::ConductorImpl(const Config& config)
    : LstmStackImpl(config.z_size, /*input_size=*/1, config.conductor_sizes),
      segments(config.conductor_levels.front()) {}

Tensor ConductorImpl::forward(const Tensor& z, Engine engine, Dropout* dropout) {
  const auto b = z.size(0);
  const auto state = initial_state(z, engine);
  const Tensor nothing = torch::zeros({segments, b, 1}, z.options());  // its input, a zero a step
  const Tensor h = lstm_layer(layers[0], nothing, state.h[0], state.c[0], false, engine);
  return upper_layers(h, state, engine, dropout);  // [S, B, C]
}

}  // namespace segue
