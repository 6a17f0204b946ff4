// SPDX-License-Identifier: Apache-2.0
// y = x W^T + b, with the products of an engine.
#pragma once

#include <torch/torch.h>

#include "native/train/engine.h"

namespace segue {

struct DenseImpl : torch::nn::Module {
  DenseImpl(std::int64_t input_size, std::int64_t output_size);
  torch::Tensor weight;  // [O, I]
  torch::Tensor bias;    // [O]
};
TORCH_MODULE(Dense);

/// `x` [..., I] gives [..., O].
torch::Tensor dense(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
                    Engine engine);

}  // namespace segue
