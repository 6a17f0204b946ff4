// SPDX-License-Identifier: Apache-2.0
#include "native/train/music_vae_module.h"

namespace segue {

using torch::Tensor;

namespace {
constexpr double kMinSigma = 1e-6;  // keeps the logarithm in the KL finite
}

MusicVaeModuleImpl::MusicVaeModuleImpl(const Config& config) {
  encoder = register_module("encoder", Encoder(config));
  mu = register_module("mu", Dense(2 * config.encoder_size, config.z_size));
  sigma = register_module("sigma", Dense(2 * config.encoder_size, config.z_size));
  decoder = register_module("decoder", Decoder(config));
  register_module("output", decoder->output);
}

Posterior MusicVaeModuleImpl::encode(const Tensor& tokens, Engine engine) {
  const Tensor h = encoder->forward(tokens, engine);                                   // [B, 2H]
  return {dense(h, mu->weight, mu->bias, engine),                                      // [B, Z]
          torch::softplus(dense(h, sigma->weight, sigma->bias, engine)) + kMinSigma};  // [B, Z]
}

}  // namespace segue
