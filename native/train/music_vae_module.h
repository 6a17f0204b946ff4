// SPDX-License-Identifier: Apache-2.0
// The trainable MusicVAE (Roberts et al., 2018, arXiv:1803.05428), flat: encoder, posterior,
// decoder.
#pragma once

#include "native/train/decoder.h"
#include "native/train/encoder.h"

namespace segue {

struct MusicVaeModuleImpl : torch::nn::Module {
  explicit MusicVaeModuleImpl(const Config& config);

  /// q(z | x) of `tokens` [T, B] int64.
  Posterior encode(const torch::Tensor& tokens, Engine engine);

  Encoder encoder{nullptr};
  Dense mu{nullptr}, sigma{nullptr};
  Decoder decoder{nullptr};
};
TORCH_MODULE(MusicVaeModule);

}  // namespace segue
