// SPDX-License-Identifier: Apache-2.0
// Dropout (Srivastava et al., 2014) on the inputs of LSTM layers, as a function of a seed.
#pragma once

#include <ATen/CPUGeneratorImpl.h>
#include <torch/torch.h>

namespace segue {

class Dropout {
 public:
  /// Keeps a share `keep` in (0, 1] of the values and divides them by it.
  Dropout(double keep, std::uint64_t seed)
      : keep_(keep), generator_(at::detail::createCPUGenerator(seed)) {}

  torch::Tensor operator()(const torch::Tensor& x) {
    // Drawn on the processor whatever the device, so that a seed means the same on all.
    const auto on_cpu = x.options().device(torch::kCPU);
    const torch::Tensor mask = torch::empty_like(x, on_cpu).bernoulli_(keep_, generator_);
    return x * (mask / keep_).to(x.device());
  }

 private:
  double keep_;
  at::Generator generator_;
};

/// `x` itself where there is no dropout: in evaluation, and in most configurations.
inline torch::Tensor drop(Dropout* dropout, const torch::Tensor& x) {
  return dropout ? (*dropout)(x) : x;
}

}  // namespace segue
