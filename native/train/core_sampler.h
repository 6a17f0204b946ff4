// SPDX-License-Identifier: Apache-2.0
// A core one step at a time, without gradients: its weights packed once, its state kept.
#pragma once

#include <memory>

#include "native/train/core_decoder.h"
#include "native/train/matmul.h"

namespace segue {

class CoreSampler {
 public:
  /// For batches of `batch` windows; `core` must outlive it.
  CoreSampler(CoreDecoderImpl& core, std::int64_t batch, Engine engine);

  /// The beginning of a window or segment: state and constant gates from `latent` [B, Z or C].
  void start(const torch::Tensor& latent);

  /// One step. `rows` are the core's tokens and controls [B, R] as rows of its table, or null where
  /// `features` [B, F + controls] is defined. The output [B, O] is valid until the next call.
  const torch::Tensor& step(const std::int64_t* rows, const torch::Tensor& features);

 private:
  struct Layer {
    std::unique_ptr<PackedMatrix> weight_ih, weight_hh;
    torch::Tensor bias, gates, h, h_input, c;  // [4D], [B, 4D], [B, D] ...
  };

  CoreDecoderImpl& core_;
  Engine engine_;
  Matmul& matmul_;
  std::int64_t batch_;
  std::vector<Layer> layers_;
  std::unique_ptr<PackedMatrix> output_weight_;
  torch::Tensor table_, latent_gates_, output_bias_, output_;
};

}  // namespace segue
