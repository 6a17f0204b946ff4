// SPDX-License-Identifier: Apache-2.0
// The trainable MusicVAE (Roberts et al., 2018, arXiv:1803.05428): encoder, posterior, decoder.
#pragma once

#include "native/train/decoder.h"
#include "native/train/encoder.h"

namespace segue {

struct MusicVaeModuleImpl : torch::nn::Module {
  explicit MusicVaeModuleImpl(const Config& config);

  /// q(z | x) of the windows.
  Posterior encode(const WindowBatch& batch, Engine engine, Dropout* dropout = nullptr);

  /// The same from what the encoder gave, `h` [B, 2H].
  Posterior posterior(const torch::Tensor& h, Engine engine);

  Encoder encoder{nullptr};
  Dense mu{nullptr}, sigma{nullptr};
  Decoder decoder{nullptr};  // its modules are registered here, as "conductor" and "core"
};
TORCH_MODULE(MusicVaeModule);

}  // namespace segue
