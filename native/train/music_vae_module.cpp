// SPDX-License-Identifier: Apache-2.0
#include "native/train/music_vae_module.h"

namespace segue {

using torch::Tensor;

namespace {
constexpr double kMinSigma = 1e-6;  // keeps the logarithm in the KL finite
}

MusicVaeModuleImpl::MusicVaeModuleImpl(const Config& config) {
  encoder = register_module("encoder", Encoder(config));
  mu = register_module("mu", Dense(encoder->output_size, config.z_size));
  sigma = register_module("sigma", Dense(encoder->output_size, config.z_size));
  decoder = Decoder(config);
  for (auto& child : decoder->named_children()) register_module(child.key(), child.value());
}

Posterior MusicVaeModuleImpl::encode(const WindowBatch& batch, Engine engine, Dropout* dropout) {
  return posterior(encoder->forward(batch, engine, dropout), engine);
}

Posterior MusicVaeModuleImpl::posterior(const Tensor& h, Engine engine) {
  return {dense(h, mu->weight, mu->bias, engine),                                      // [B, Z]
          torch::softplus(dense(h, sigma->weight, sigma->bias, engine)) + kMinSigma};  // [B, Z]
}

}  // namespace segue
