// SPDX-License-Identifier: Apache-2.0
// All parameters of a model in one flat array, so that replicas share them and the optimiser is one
// loop.
#pragma once

#include <torch/torch.h>

#include "native/train/config.h"
#include "native/train/weights.h"

namespace segue {

/// Where each named weight lies in a flat array of `size` floats.
struct ParameterLayout {
  explicit ParameterLayout(const Config& config);
  struct Entry {
    std::string name;
    std::vector<std::int64_t> shape;
    std::int64_t offset, count;
  };
  std::vector<Entry> entries;
  std::int64_t size = 0;
};

/// Makes the module's parameters views of `values` and their gradients views of `gradients`, both
/// flat floats.
void bind_parameters(torch::nn::Module& module, const ParameterLayout& layout,
                     const torch::Tensor& values, const torch::Tensor& gradients);

Weights to_weights(const ParameterLayout& layout, const torch::Tensor& values);

/// Errors: kCorruptData when an array is missing or has another shape than the configuration says.
Result<torch::Tensor> from_weights(const ParameterLayout& layout, const Weights& weights);

/// A fresh start: Glorot uniform kernels (larger ones for an rnn), small normal latent kernels,
/// zero biases but 1 for the forget gates.
torch::Tensor initial_values(const ParameterLayout& layout, const Config& config);

}  // namespace segue
